import { script, sh } from '../../shell/command.ts'
import type { Request } from '../../shell/request.ts'
import { Secret } from '../../shell/secret.ts'
import { configFile, FUNCTIONS, loginSizes, loginText, size, statementText } from '../mysql/client.ts'
import type { Login } from '../mysql/login.ts'
import type { Sql } from '../mysql/sql.ts'
import { WAIT } from './wait.ts'

/** Runs statements that end with starting replication, and waits until it runs. */
export function startRequest(login: Login, statements: readonly Sql[], timeoutSeconds: number): Request {
  const text = statementText(statements)
  const body = sh`take_login ${loginSizes(login)}
here() { with_login ${configFile(login)} "$client" --defaults-file=/dev/fd/3 --binary-mode "$@"; }
said=$(head -c ${size(text)} | here 2>&1) || { printf '%s\\n' "$said" | grep -a '^ERROR' >&2; exit 1; }
wait_running here ${timeoutSeconds}`
  return {
    command: script(`${FUNCTIONS.text}\n${WAIT.text}\n${body.text}`),
    stdin: new Secret(loginText(login) + text),
  }
}
