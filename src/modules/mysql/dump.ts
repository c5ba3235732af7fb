import { Command, script, sh } from '../../shell/command.ts'
import type { Request } from '../../shell/request.ts'
import { Secret } from '../../shell/secret.ts'
import { configFile, FUNCTIONS, loginSizes, loginText } from './client.ts'
import type { Login } from './login.ts'

export interface DumpOptions {
  /** Empty: all databases. */
  readonly databases: readonly string[]
  readonly target: string
  readonly flags: readonly string[]
  /** The user's own shell words. */
  readonly extra: string | undefined
  readonly directory: string | undefined
}

/**
 * Dumps databases to a file on the host, compressed by what its name ends with. It appears complete or not at
 * all, and a dump that fails is a failure also when its output went through a compressor.
 */
export function dumpRequest(login: Login, options: DumpOptions): Request {
  const { databases, target, flags, extra } = options
  const names =
    databases.length === 0
      ? sh`--all-databases`
      : databases.length > 1
        ? sh`--databases ${databases}`
        : sh`${databases}`
  const call = sh`take_login ${loginSizes(login)}
dump=$(command -v mariadb-dump || command -v mysqldump) || { echo 'no mysqldump on this host' >&2; exit 127; }
target=${target}
partial=$target.$$.partial
trap 'rm -f -- "$partial"' EXIT
code=$({ { with_login ${configFile(login)} "$dump" --defaults-file=/dev/fd/3 ${flags} ${names} ${script(extra ?? '')} 7>&-; echo $? >&7; } | ${compressor(target)} >"$partial" 7>&-; } 7>&1) || exit
[ "$code" -eq 0 ] || exit "$code"
mv -f -- "$partial" "$target"`
  return {
    command: new Command(`${FUNCTIONS.text}\n${call.text}`),
    stdin: new Secret(loginText(login)),
    cwd: options.directory,
  }
}

export interface ImportOptions {
  readonly database: string | undefined
  readonly target: string
  readonly flags: readonly string[]
  readonly directory: string | undefined
}

/** Runs a file of statements on the host, decompressed by what its name ends with. */
export function importRequest(login: Login, options: ImportOptions): Request {
  const { database, target, flags } = options
  const into = database === undefined ? [] : ['--one-database', database]
  const call = sh`take_login ${loginSizes(login)}
code=$({ { ${decompressor(target)} <${target}; echo $? >&7; } | with_login ${configFile(login)} "$client" --defaults-file=/dev/fd/3 ${flags} ${into} >&2 7>&-; } 7>&1) || exit
exit "$code"`
  return {
    command: new Command(`${FUNCTIONS.text}\n${call.text}`),
    stdin: new Secret(loginText(login)),
    cwd: options.directory,
  }
}

const PROGRAMS: Readonly<Record<string, string>> = { gz: 'gzip', bz2: 'bzip2', xz: 'xz' }

function programFor(target: string): string | undefined {
  return PROGRAMS[/\.([^./]+)$/.exec(target)?.[1] ?? '']
}

function compressor(target: string): Command {
  const program = programFor(target)
  return program === undefined ? sh`cat` : sh`${program} -c`
}

function decompressor(target: string): Command {
  const program = programFor(target)
  return program === undefined ? sh`cat` : sh`${program} -dc`
}
