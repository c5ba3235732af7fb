import type { UnitState } from '../../host/observations/units.ts'
import { type Command, quote, script } from '../../shell/command.ts'

/** Types for which systemctl itself waits until the service is ready. */
const REPORTING = new Set(['notify', 'notify-reload', 'forking', 'dbus', 'oneshot'])

/**
 * Starts a unit and says why when it does not come up: the last lines of its journal go to stderr. A service that does not
 * report readiness may die just after systemctl returned, so it is looked at again half a second later.
 */
export function startCommand(
  command: Command,
  unit: string,
  scope: string | undefined,
  state: UnitState,
): Command {
  const name = quote(unit)
  const user = scope === 'user' ? '--user ' : ''
  const watched = unit.endsWith('.service') && !REPORTING.has(state.properties['Type'] ?? '')
  return script(`said() {
  journalctl ${user}--no-pager --quiet --output=cat --lines=15 --unit=${name} >&2 2>/dev/null
  exit "$1"
}
${command.text} || said $?${watched ? watching(name, user) : ''}`)
}

function watching(name: string, user: string): string {
  return `
sleep 0.5
case $(systemctl ${user}show --property=ActiveState,SubState --value -- ${name} | tr '\\n' /) in
  failed/*|activating/auto-restart/*) systemctl ${user}--no-pager --lines=0 status -- ${name} >&2; said 1 ;;
esac`
}
