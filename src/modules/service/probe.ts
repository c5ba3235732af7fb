import type { ObservationKind, Observer } from '../../host/observation.ts'
import { type UnitState, units, userUnits } from '../../host/observations/units.ts'
import { script } from '../../shell/command.ts'
import { ModuleFailure } from '../module.ts'
import type { ServiceArgs } from './options.ts'

export interface ServiceState {
  /** Undefined when no unit is named. */
  readonly unit: UnitState | undefined
  /** Some unit's file changed since systemd read it. */
  readonly stale: boolean
}

export async function probeService(host: Observer, args: ServiceArgs): Promise<ServiceState> {
  const name = args.name
  if (name !== undefined && /[*?[]/.test(name)) {
    throw new ModuleFailure(
      `This module does not currently support using glob patterns, found '${name}' as the name of a service`,
    )
  }
  const kind = args.scope === 'user' ? userUnits : units
  const [unit, stale] = await Promise.all([
    name === undefined ? undefined : host.observe(kind, name),
    args.daemon_reload ? host.observe(staleUnits, args.scope ?? 'system') : false,
  ])
  return { unit, stale }
}

/** Whether `systemctl daemon-reload` would find anything new, for units that are not running too. Key: the scope. */
const staleUnits: ObservationKind<'system' | 'user', boolean> = {
  name: 'staleUnits',
  id: (scope) => scope,
  fetch: (scopes) => ({
    command: script(
      scopes
        .map(
          (scope) =>
            `systemctl --${scope} --all show --property=NeedDaemonReload '*' 2>/dev/null | grep -q yes && echo yes || echo no`,
        )
        .join('\n'),
    ),
  }),
  parse: (reply, scopes) => {
    const lines = reply.stdout.toString().split('\n')
    return scopes.map((_scope, index) => lines[index] === 'yes')
  },
}
