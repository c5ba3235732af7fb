import { StackError } from '../../errors.ts'
import { quote, script } from '../../shell/command.ts'
import type { Reply } from '../../shell/request.ts'
import type { ObservationKind } from '../observation.ts'

export interface UnitState {
  /** False where systemd does not run (a container, a chroot): then only `unitFileState` is known. */
  readonly systemd: boolean
  /** `loaded`, `not-found`, `masked`, `bad-setting`, `error`; empty without systemd. */
  readonly loadState: string
  /** `active`, `inactive`, `failed`, `activating` … */
  readonly activeState: string
  readonly subState: string
  /** `enabled`, `disabled`, `static`, `masked`, `generated`, `alias` …; empty when there is no unit file. */
  readonly unitFileState: string
  /** The unit's file changed since systemd read it. */
  readonly needsReload: boolean
  /** The properties that playbooks ask for, as `systemctl show` prints them (Ansible's `status`). */
  readonly properties: Readonly<Record<string, string>>
}

/** A system unit. Key: its name; `.service` may be left out. */
export const units: ObservationKind<string, UnitState> = unitKind('units', '')

/** A unit of the user's own systemd. Key: its name; `.service` may be left out. */
export const userUnits: ObservationKind<string, UnitState> = unitKind('userUnits', '--user ')

/** `nginx` → `nginx.service`, as systemctl itself completes names. */
export function unitName(name: string): string {
  return /\.(service|socket|target|timer|mount|automount|path|slice|scope|swap|device)$/.test(name)
    ? name
    : `${name}.service`
}

function unitKind(name: string, scope: string): ObservationKind<string, UnitState> {
  return {
    name,
    id: unitName,
    fetch: (names) => ({ command: script(showScript(scope, names)) }),
    parse: (reply, names) => parseUnits(reply, names),
  }
}

// One bad name would fail the whole call, so those that cannot be units are not asked for. Without a
// running systemd (its own test: /run/systemd/system) is-enabled still reads the unit files.
function showScript(scope: string, names: readonly string[]): string {
  const words = names.filter(isUnitName).map((name) => quote(unitName(name)))
  return `set -- ${words.join(' ')}
if [ -d /run/systemd/system ]; then
  echo systemd
  [ $# -eq 0 ] || systemctl ${scope}show --no-pager --property=${PROPERTIES} -- "$@"
else
  echo offline
  for unit do
    printf 'UnitFileState=%s\\n\\n' "$(systemctl ${scope}is-enabled -- "$unit" 2>/dev/null)"
  done
fi`
}

// All of them are 7 KB a unit; these are what is decided on, shown or commonly registered.
const PROPERTIES = [
  'Id,Names,Description,LoadState,LoadError,ActiveState,SubState,UnitFileState,UnitFilePreset,FragmentPath',
  'SourcePath,DropInPaths,NeedDaemonReload,Type,Restart,Result,User,Group,MainPID,ExecMainPID,ExecMainCode',
  'ExecMainStatus,ExecMainStartTimestamp,ExecStart,ExecReload,EnvironmentFiles,WorkingDirectory,NRestarts',
  'StatusText,ActiveEnterTimestamp,InactiveEnterTimestamp,StateChangeTimestamp,CanStart,CanStop,CanReload',
  'Requires,Wants,WantedBy,RequiredBy,PartOf,Conflicts,Before,After,Triggers,TriggeredBy,MemoryCurrent',
].join(',')

function isUnitName(name: string): boolean {
  return /^[A-Za-z0-9:_.\\@-]+$/.test(name) && !/^[.-]/.test(name) && !/@\.[a-z]+$/.test(unitName(name))
}

function parseUnits(reply: Reply, names: readonly string[]): UnitState[] {
  const [mode = '', ...rest] = reply.stdout.toString('utf8').split('\n')
  const blocks = rest
    .join('\n')
    .split('\n\n')
    .filter((block) => block.trim() !== '')
  const asked = names.filter(isUnitName)
  if (blocks.length !== asked.length) {
    const said = reply.stderr.toString().trim()
    throw new StackError('task', `systemd did not answer about its units${said === '' ? '' : `: ${said}`}`)
  }
  const states = new Map(asked.map((name, index) => [name, parseBlock(blocks[index] ?? '', mode)]))
  return names.map((name) => states.get(name) ?? unitState({ LoadState: 'not-found' }, mode))
}

function parseBlock(block: string, mode: string): UnitState {
  const properties: Record<string, string> = {}
  for (const line of block.split('\n')) {
    const at = line.indexOf('=')
    if (at > 0) properties[line.slice(0, at)] = line.slice(at + 1)
  }
  return unitState(properties, mode)
}

function unitState(properties: Readonly<Record<string, string>>, mode: string): UnitState {
  return {
    systemd: mode === 'systemd',
    loadState: properties['LoadState'] ?? '',
    activeState: properties['ActiveState'] ?? '',
    subState: properties['SubState'] ?? '',
    unitFileState: properties['UnitFileState'] ?? '',
    needsReload: properties['NeedDaemonReload'] === 'yes',
    properties,
  }
}
