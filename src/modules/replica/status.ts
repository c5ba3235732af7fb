import type { Row } from '../mysql/results.ts'

/** Replication as a replica sees it, whatever words its server uses. */
export interface ReplicaStatus {
  readonly host: string
  readonly port: number
  readonly user: string
  /** `Yes`, `No` or `Connecting`. */
  readonly receiver: string
  readonly applier: string
  readonly receiverError: { readonly code: number; readonly text: string }
  readonly applierError: { readonly code: number; readonly text: string }
  /** Seconds; undefined while it is not known. */
  readonly lag: number | undefined
  readonly logFile: string
  readonly logPosition: number
}

/** Reads a row of SHOW REPLICA STATUS: MySQL says Source and Replica, MariaDB Master and Slave. */
export function statusOf(row: Row): ReplicaStatus {
  const column = (...names: readonly string[]) =>
    names.map((name) => row[name]).find((value) => value != null) ?? ''
  const lag = column('Seconds_Behind_Source', 'Seconds_Behind_Master')
  return {
    host: column('Source_Host', 'Master_Host'),
    port: Number(column('Source_Port', 'Master_Port')),
    user: column('Source_User', 'Master_User'),
    receiver: column('Replica_IO_Running', 'Slave_IO_Running'),
    applier: column('Replica_SQL_Running', 'Slave_SQL_Running'),
    receiverError: { code: Number(column('Last_IO_Errno')), text: column('Last_IO_Error') },
    applierError: { code: Number(column('Last_SQL_Errno')), text: column('Last_SQL_Error') },
    lag: lag === '' ? undefined : Number(lag),
    logFile: column('Relay_Source_Log_File', 'Relay_Master_Log_File'),
    logPosition: Number(column('Exec_Source_Log_Pos', 'Exec_Master_Log_Pos')),
  }
}
