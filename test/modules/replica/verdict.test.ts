import { expect, test } from 'vitest'
import { statusOf } from '../../../src/modules/replica/status.ts'
import { type Findings, judge } from '../../../src/modules/replica/verdict.ts'

const wanted = { address: '10.0.0.1', port: 3306, user: 'repl', reseed: false }

/** As MySQL says it; MariaDB's words are tried below. */
const RUNNING = {
  Source_Host: '10.0.0.1',
  Source_Port: '3306',
  Source_User: 'repl',
  Replica_IO_Running: 'Yes',
  Replica_SQL_Running: 'Yes',
  Last_IO_Errno: '0',
  Last_SQL_Errno: '0',
  Seconds_Behind_Source: '0',
}

function found(difference: object = {}, more: Partial<Findings> = {}): Findings {
  return { status: statusOf({ ...RUNNING, ...difference }), interrupted: false, databases: ['app'], ...more }
}

test.each([
  ['running', found(), 'healthy'],
  ['connecting, no error yet', found({ Replica_IO_Running: 'Connecting' }), 'healthy'],
  ['stopped', found({ Replica_IO_Running: 'No', Replica_SQL_Running: 'No' }), 'start'],
  ['applying stopped', found({ Replica_SQL_Running: 'No' }), 'start'],
  ['receiving stopped', found({ Replica_IO_Running: 'No' }), 'start'],
  ['another account', found({ Source_User: 'old' }), 'log-in-anew'],
  ['login refused', found({ Replica_IO_Running: 'Connecting', Last_IO_Errno: '1045' }), 'log-in-anew'],
  [
    'secure connection asked for',
    found({ Replica_IO_Running: 'Connecting', Last_IO_Errno: '2061' }),
    'log-in-anew',
  ],
  ['empty', found({}, { status: undefined, databases: [] }), 'seed'],
  ['interrupted', found({}, { status: undefined, interrupted: true }), 'seed'],
  ['interrupted when it was set up already', found({}, { interrupted: true }), 'seed'],
  ['data of its own', found({}, { status: undefined }), 'refuse'],
  ['another primary', found({ Source_Host: '10.0.0.9' }), 'refuse'],
  ['another port', found({ Source_Port: '3307' }), 'refuse'],
  ['duplicate key', found({ Replica_SQL_Running: 'No', Last_SQL_Errno: '1062' }), 'refuse'],
  ['logs purged', found({ Replica_IO_Running: 'No', Last_IO_Errno: '1236' }), 'refuse'],
  ['primary away', found({ Replica_IO_Running: 'Connecting', Last_IO_Errno: '2003' }), 'connect'],
] as const)('%s', (_name, findings, kind) => {
  expect(judge(findings, wanted).kind).toBe(kind)
})

test.each([
  ['running', found(), 'healthy'],
  ['data of its own', found({}, { status: undefined }), 'seed'],
  ['another primary', found({ Source_Host: '10.0.0.9' }), 'seed'],
  ['duplicate key', found({ Replica_SQL_Running: 'No', Last_SQL_Errno: '1062' }), 'seed'],
  ['logs purged', found({ Replica_IO_Running: 'No', Last_IO_Errno: '1236' }), 'seed'],
  ['primary away', found({ Replica_IO_Running: 'Connecting', Last_IO_Errno: '2003' }), 'connect'],
] as const)('reseed: %s', (_name, findings, kind) => {
  expect(judge(findings, { ...wanted, reseed: true }).kind).toBe(kind)
})

test('a refusal says what is wrong and what to do', () => {
  const verdict = judge(
    found({ Replica_SQL_Running: 'No', Last_SQL_Errno: '1062', Last_SQL_Error: 'Duplicate entry' }),
    wanted,
  )
  expect(verdict).toMatchObject({
    problem: "applying the primary's changes failed with error 1062: Duplicate entry",
    hint: expect.stringContaining('reseed: true'),
  })
})

test('MariaDB’s words mean the same', () => {
  const status = statusOf({
    Master_Host: '10.0.0.1',
    Master_Port: '3306',
    Master_User: 'repl',
    Slave_IO_Running: 'Yes',
    Slave_SQL_Running: 'Yes',
    Last_IO_Errno: '0',
    Last_SQL_Errno: '0',
    Seconds_Behind_Master: '7',
    Relay_Master_Log_File: 'binlog.000002',
    Exec_Master_Log_Pos: '99',
  })
  expect(status).toMatchObject({ host: '10.0.0.1', lag: 7, logFile: 'binlog.000002', logPosition: 99 })
  expect(judge({ status, interrupted: false, databases: [] }, wanted).kind).toBe('healthy')
})
