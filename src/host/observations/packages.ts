import { StackError } from '../../errors.ts'
import { quote, script } from '../../shell/command.ts'
import type { ObservationKind } from '../observation.ts'

export interface PackageState {
  /** Unpacked and configured: `dpkg` status "installed". */
  readonly installed: boolean
  /** dpkg's status word (`installed`, `config-files`, `half-configured` …) or `not-installed`. */
  readonly status: string
  /** dpkg's selection: `install`, `hold`, `deinstall`, `purge` or `unknown`. */
  readonly want: string
  readonly held: boolean
  /** Of the installed or half-installed package; undefined when dpkg has none. */
  readonly version: string | undefined
  readonly architecture: string | undefined
  /** Names of installed packages that provide this one as a virtual package. */
  readonly providedBy: readonly string[]
}

/** What dpkg knows of a package. Key: the package's name, `name:arch` too. */
export const packages: ObservationKind<string, PackageState> = {
  name: 'packages',
  id: (name) => name,
  fetch: (names) => ({
    // All rows in which a name occurs at all: the exact match is made here, where it is easy to test.
    command: script(
      `list=$(dpkg-query -W -f='${FORMAT}') || exit\nprintf '%s\\n' "$list" | grep -F ${names
        .map((name) => `-e ${quote(withoutArchitecture(name))}`)
        .join(' ')} || [ $? -eq 1 ]`,
    ),
  }),
  parse: (reply, names) => {
    if (reply.exit.kind !== 'code' || reply.exit.code !== 0) {
      throw new StackError('task', `dpkg's database could not be read: ${reply.stderr.toString().trim()}`, {
        hint: 'only Debian and its derivatives are supported; run `dpkg --audit` on the host',
      })
    }
    const rows = reply.stdout.toString('utf8').split('\n').filter(Boolean).map(parseRow)
    return names.map((name) => stateOf(name, rows))
  },
}

const FORMAT =
  '${Package}\\t${Architecture}\\t${Version}\\t${db:Status-Want}\\t${db:Status-Status}\\t${Provides}\\n'

interface Row {
  readonly name: string
  readonly architecture: string
  readonly version: string
  readonly want: string
  readonly status: string
  readonly provides: readonly string[]
}

function parseRow(line: string): Row {
  const [name = '', architecture = '', version = '', want = '', status = '', provides = ''] = line.split('\t')
  return {
    name,
    architecture,
    version,
    want,
    status,
    provides: provides.split(',').map((provided) => provided.trim().replace(/[\s:(].*$/, '')),
  }
}

function stateOf(wanted: string, rows: readonly Row[]): PackageState {
  const [name = '', architecture] = wanted.split(':')
  const own = rows
    .filter((row) => row.name === name && matches(row, architecture))
    .sort((a, b) => Number(b.status === 'installed') - Number(a.status === 'installed'))[0]
  return {
    installed: own?.status === 'installed',
    status: own?.status ?? 'not-installed',
    want: own?.want ?? 'unknown',
    held: own?.want === 'hold',
    version: own?.version || undefined,
    architecture: own?.architecture || undefined,
    providedBy: rows
      .filter((row) => row.status === 'installed' && row.provides.includes(name))
      .map((row) => row.name),
  }
}

function matches(row: Row, architecture: string | undefined): boolean {
  return architecture === undefined || architecture === 'any' || row.architecture === architecture
}

function withoutArchitecture(name: string): string {
  return name.split(':')[0] ?? name
}
