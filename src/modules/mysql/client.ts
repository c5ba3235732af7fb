import { Command, script, sh } from '../../shell/command.ts'
import type { Request } from '../../shell/request.ts'
import { revealText, Secret } from '../../shell/secret.ts'
import { expandableWord } from '../expandPaths.ts'
import type { Login } from './login.ts'
import type { Sql } from './sql.ts'

/** Stands on a line of its own behind each statement, so that a statement may contain semicolons. */
const DELIMITER = ';;end;;'

/**
 * Shell functions that every use of a MySQL program shares. The option file with the password reaches the
 * program on file descriptor 3, the statements on its standard input, both through pipes: nothing secret is
 * on a command line or on disk.
 */
export const FUNCTIONS =
  script(`client=$(command -v mariadb || command -v mysql) || { echo 'no MySQL client' >&2; exit 127; }
option_file() {
  [ -z "$1" ] || cat "$1" 2>/dev/null
  printf '\\n%s\\n' "$options"
}
take_login() {
  options=$(head -c "$2")
  [ "$1" -gt 0 ] || return 0
  implicit=$(head -c "$1")
  if printf '%s\\n' "$implicit" | "$client" --defaults-file=/dev/fd/3 -e 'SELECT 1' 3<&0 </dev/null >/dev/null 2>&1; then
    options=$implicit
  fi
}
with_login() {
  file=$1
  shift
  { option_file "$file" | "$@" 3<&0 0<&4; } 4<&0
}`)

const CLIENT = script(
  '"$client" --defaults-file=/dev/fd/3 --binary-mode --default-character-set=utf8mb4 --comments',
)

/** One run of the client: statements in order under one login. */
export interface Run {
  readonly login: Login
  readonly statements: readonly Sql[]
  /** Leave the session's sql_mode as the server has it: the statements are the user's own. */
  readonly plainSession?: boolean
}

/**
 * Reads: every statement is run whatever became of the one before. Standard output has the client's XML, one
 * part a run, ended by `NUL exit-code NUL`; standard error is parted by NUL too.
 */
export function readRequest(runs: readonly Run[]): Request {
  const calls = runs.map((run) => {
    const { login } = run
    return sh`take_login ${loginSizes(login)}
head -c ${size(textOf(run))} | with_login ${configFile(login)} ${CLIENT} --xml --force
printf '\\0%s\\0' $?; printf '\\0' >&2`
  })
  const stdin = runs.map((run) => loginText(run.login) + textOf(run)).join('')
  return {
    command: joined(FUNCTIONS, ...calls, script('exit 0')),
    stdin: new Secret(stdin),
  }
}

/** What may go with the statements of a change. */
export interface ApplyOptions {
  readonly database?: string
  /** Print results as XML. */
  readonly xml?: boolean
  /** Print the columns of results with their types. */
  readonly types?: boolean
  readonly timeoutMs?: number
}

/**
 * Changes: stops at the first statement that fails and exits with 1. Of standard error only the error lines
 * are passed on, because MariaDB's client repeats the failed statement there, password and all.
 */
export function applyRequest(run: Run, options: ApplyOptions = {}): Request {
  const { login } = run
  const flags = [
    ...(options.xml ? ['--xml'] : []),
    ...(options.types ? ['--table', '--column-type-info'] : []),
    ...(options.database ? [`--database=${options.database}`] : []),
  ]
  const call = sh`take_login ${loginSizes(login)}
{ said=$({ with_login ${configFile(login)} ${CLIENT} ${flags}; } 2>&1 >&5); code=$?; } 5>&1
[ "$code" -eq 0 ] || printf '%s\\n' "$said" | grep -a '^ERROR' >&2 || printf '%s\\n' "the MySQL client failed with exit code $code" >&2
exit "$code"`
  return {
    command: joined(FUNCTIONS, call),
    stdin: new Secret(loginText(login) + textOf(run)),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  }
}

/** The option file on the host that is read first, as a shell word: a leading `~` is the task user's home. */
export function configFile(login: Login): Command {
  return script(expandableWord(login.configFile))
}

/** The two numbers that `take_login` wants. */
export function loginSizes(login: Login): readonly [number, number] {
  return [
    login.implicit === undefined ? 0 : size(revealText(login.implicit)),
    size(revealText(login.options)),
  ]
}

/** What `take_login` reads. */
export function loginText(login: Login): string {
  return revealText(login.options) + (login.implicit === undefined ? '' : revealText(login.implicit))
}

export function size(text: string): number {
  return Buffer.byteLength(text)
}

/** The client's input for statements whose literals were made by `sql`. */
export function statementText(statements: readonly Sql[]): string {
  return inputOf([SESSION, ...statements.map((statement) => revealText(statement.text))])
}

function textOf(run: Run): string {
  if (run.plainSession !== true) return statementText(run.statements)
  return inputOf(run.statements.map((statement) => revealText(statement.text)))
}

function inputOf(statements: readonly string[]): string {
  return `DELIMITER ${DELIMITER}\n${statements.map((text) => `${text}\n${DELIMITER}\n`).join('')}`
}

// Literals and the quotes of SHOW GRANTS depend on the mode; the server's may be anything.
const SESSION = "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES', SESSION sql_quote_show_create = 1"

function joined(...commands: readonly Command[]): Command {
  return new Command(commands.map((command) => command.text).join('\n'))
}
