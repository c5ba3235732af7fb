import { type Command, script, sh } from '../../shell/command.ts'
import type { Request } from '../../shell/request.ts'
import { revealText, Secret } from '../../shell/secret.ts'
import { configFile, FUNCTIONS, loginSizes, loginText, size } from '../mysql/client.ts'
import type { Login } from '../mysql/login.ts'
import { isAtLeast, type Server } from '../mysql/server.ts'
import { quoteIdentifier } from '../mysql/sql.ts'
import { accountListing, eventListing } from './accounts.ts'
import { changeSource, type Source } from './source.ts'
import { WAIT } from './wait.ts'

/** The database whose presence says that a seeding began and did not end. */
export const MARKER = 'stack_seeding'

export interface Seeding {
  /** The replica's own server. */
  readonly login: Login
  /** Option file text to log in to the primary with. */
  readonly primary: Secret
  readonly server: Server
  readonly source: Source
  /** To copy from the primary. */
  readonly databases: readonly string[]
  /** To drop here first. */
  readonly leftovers: readonly string[]
  readonly wasConfigured: boolean
  readonly readOnly: boolean
  /** Seconds to wait for replication to run. */
  readonly timeout: number
}

/**
 * Makes a replica: the primary's data goes over one MySQL connection from there to here, through a pipe and
 * never onto a disk, in one consistent snapshot whose head names its position in the binary log; then
 * replication begins at exactly that position, so that nothing written meanwhile is lost.
 *
 * Accounts are not part of a snapshot (they are read by statements of their own), so they are read before it
 * and again when its position is known: when both are the same, they are those of that position. If not, the
 * copy is begun anew, three times at most.
 *
 * Nothing of this is written to the replica's own binary log.
 */
export function seedRequest(seeding: Seeding): Request {
  const { login, server, source } = seeding
  const change = revealText(changeSource(source, server).text)
  const primary = revealText(seeding.primary)
  const body = sh`take_login ${loginSizes(login)}
local_options=$options
primary_options=$(head -c ${size(primary)})
change=$(head -c ${size(change)})
name=${server.flavour === 'mysql' ? 'SOURCE' : 'MASTER'}
dump=$(${script(server.flavour === 'mysql' ? 'command -v mysqldump' : 'command -v mariadb-dump || command -v mysqldump')}) || fail 'no mysqldump on this host'
here() { options=$local_options; with_login ${configFile(login)} "$client" --defaults-file=/dev/fd/3 --init-command='SET SESSION sql_log_bin = 0' --binary-mode --max-allowed-packet=1G "$@"; }
primary() { options=$primary_options; with_login '' "$@"; }
listing=${accountListing(server)}
events=${eventListing(server)}
prepare=${preparation(seeding)}
finish=${completion(seeding)}
dump_primary() { primary "$dump" --defaults-file=/dev/fd/3 ${dumpFlags(seeding)} </dev/null; }
timeout=${seeding.timeout}
guard=${readOnlyStatement(seeding)}
${SCRIPT}`
  return {
    command: script(`${FUNCTIONS.text}\n${WAIT.text}\n${body.text}`),
    stdin: new Secret(loginText(login) + primary + change),
  }
}

function dumpFlags({ server, databases }: Seeding): string[] {
  const own =
    server.flavour === 'mysql'
      ? [isAtLeast(server, 8, 0, 26) ? '--source-data=2' : '--master-data=2', '--set-gtid-purged=OFF']
      : ['--master-data=2']
  const common = ['--single-transaction', '--quick', '--routines', '--events', '--triggers', '--hex-blob']
  const more = [
    '--no-tablespaces',
    '--add-drop-database',
    '--default-character-set=utf8mb4',
    '--max-allowed-packet=1G',
  ]
  return [...own, ...common, ...more, '--databases', ...databases]
}

/** Statements before the copy: the mark, then away with what would be in its way. */
function preparation({ server, wasConfigured, leftovers }: Seeding): string {
  return [
    ...(server.flavour === 'mysql' ? ['SET GLOBAL super_read_only = OFF'] : []),
    `CREATE DATABASE IF NOT EXISTS ${MARKER}`,
    ...(wasConfigured ? ['STOP REPLICA', 'RESET REPLICA ALL'] : []),
    ...leftovers.map((name) => `DROP DATABASE IF EXISTS ${quoteIdentifier(name)}`),
  ].join(';\n')
}

/** Statements at the very end, when replication runs. */
function completion(seeding: Seeding): string {
  const guard = readOnlyStatement(seeding)
  return [`DROP DATABASE IF EXISTS ${MARKER}`, ...(guard === '' ? [] : [guard])].join(';\n')
}

function readOnlyStatement({ server, readOnly }: Seeding): string {
  if (!readOnly) return ''
  return server.flavour === 'mysql' ? 'SET GLOBAL super_read_only = ON' : 'SET GLOBAL read_only = ON'
}

const SCRIPT: Command = script(`fail() { echo "$1" >&2; exit 1; }
say() { printf '%s\\n' "$1" >&6; }
# Runs statements; of complaints only the error lines are passed on: MariaDB's client repeats what failed.
quietly() { said=$(here 2>&1 >/dev/null) || { printf '%s\\n' "$said" | grep -a '^ERROR' >&2; return 1; }; }
# Whatever happens, no one writes to a half-made replica but replication.
trap '[ -z "$guard" ] || printf "%s;\\n" "$guard" | here >/dev/null 2>&1' EXIT
list_accounts() {
  asked=$(printf '%s' "$listing" | primary "$client" --defaults-file=/dev/fd/3 --batch --raw -N) || return 1
  made=$(printf '%s\\n' "$asked" | primary "$client" --defaults-file=/dev/fd/3 --batch --raw -N) || return 1
  [ -z "$made" ] || printf '%s\\n' "$made" | sed 's/$/;/'
}
take_position() {
  lines=0
  while [ "$lines" -lt 200 ] && IFS= read -r line; do
    lines=$((lines + 1))
    printf '%s\\n' "$line"
    case $line in '-- CHANGE '*_LOG_FILE=*_LOG_POS=*) printf 'position %s\\n' "$line" >&7; return 0 ;; esac
  done
  return 1
}
pass_on() {
  copied=0
  while :; do
    piece=$(head -c 16777216 | tee /dev/fd/8 | wc -c)
    [ "$piece" -gt 0 ] || break
    copied=$((copied + piece))
    say "copied $((copied / 1048576)) MiB"
  done 8>&1
}
copy() {
  report=$({ {
    { dump_primary; echo "dump $?" >&7; } |
      { take_position && if [ "$(list_accounts)" = "$before" ]; then pass_on; else echo 'accounts changed' >&7; fi; } |
      { here >/dev/null; echo "load $?" >&7; }
  } 7>&1; } 6>&5)
}
{
  printf '%s;\\n' "$prepare" | quietly || fail 'the replica could not be prepared'
  attempt=1
  while :; do
    before=$(list_accounts) || fail 'the accounts of the primary could not be read'
    copy
    case $report in *'accounts changed'*) ;; *) break ;; esac
    [ "$attempt" -lt 3 ] || fail 'accounts of the primary kept changing while it was copied'
    attempt=$((attempt + 1))
    say 'accounts changed meanwhile: beginning anew'
  done
  case $report in *'dump 0'*) ;; *) fail 'the primary could not be copied' ;; esac
  case $report in *'load 0'*) ;; *) fail 'the copy could not be loaded' ;; esac
  log_file=$(printf '%s\\n' "$report" | sed -n "s/^position .*_LOG_FILE='\\([^']*\\)'.*/\\1/p")
  log_position=$(printf '%s\\n' "$report" | sed -n 's/^position .*_LOG_POS=\\([0-9]*\\).*/\\1/p')
  [ -n "$log_file" ] && [ -n "$log_position" ] || fail 'the copy does not say its position in the binary log'
  say "loaded up to $log_file position $log_position"
  # DROP, CREATE USER and GRANT statements, as the primary printed them.
  printf '%s\\n' "$before" | quietly || fail 'the accounts could not be created'
  printf '%s' "$events" | here -N --batch --raw | quietly || fail 'the events could not be switched off'
  printf "%s, %s_LOG_FILE = '%s', %s_LOG_POS = %s;\\nSTART REPLICA;\\n" "$change" "$name" "$log_file" "$name" "$log_position" | quietly || fail 'replication could not be set up'
  wait_running here "$timeout" || exit 1
  printf '%s;\\n' "$finish" | quietly || fail 'replication runs, but the replica could not be finished'
  echo "position $log_file $log_position"
} 5>&1 6>&1`)
