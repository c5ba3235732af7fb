import { quote, script } from '../../shell/command.ts'
import type { Reply, Request } from '../../shell/request.ts'
import { revealText, Secret } from '../../shell/secret.ts'
import { type HttpAnswer, type HttpRequest, noAnswer, parseHead } from './exchange.ts'

/**
 * A plain http request over bash's /dev/tcp, for hosts without curl. HTTP/1.0, so the answer ends with the
 * connection and comes in one piece.
 */
export function socketRequest(http: HttpRequest, url: URL): Request {
  const address = `/dev/tcp/${url.hostname.replace(/^\[|\]$/g, '')}/${url.port || '80'}`
  const inner = `exec 3<>${quote(address)} && cat >&3 && cat <&3`
  return {
    command: script(`timeout ${http.timeout} bash -c ${quote(inner)}`),
    stdin: new Secret(message(http, url)),
  }
}

function message(http: HttpRequest, url: URL): string {
  const headers = new Map([['Host', url.host], ['Connection', 'close'], ...http.headers])
  if (http.body !== undefined) headers.set('Content-Length', String(http.body.length))
  if (http.user !== undefined) {
    const login = `${http.user}:${revealText(http.password ?? '')}`
    headers.set('Authorization', `Basic ${Buffer.from(login).toString('base64')}`)
  }
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const body = http.body?.toString('utf8') ?? ''
  return `${http.method} ${url.pathname}${url.search} HTTP/1.0\r\n${lines}\r\n${body}`
}

export function readSocket(reply: Reply, url: URL, redirected: boolean): HttpAnswer {
  const code = reply.exit.kind === 'code' ? reply.exit.code : 255
  const end = reply.stdout.indexOf('\r\n\r\n')
  if (end < 0) {
    const said = reply.stderr.toString('utf8').trim().split('\n').at(-1) ?? ''
    return noAnswer(url.href, code === 124 ? 'timed out' : said.replace(/^.*: /, '') || 'no answer')
  }
  const head = parseHead(reply.stdout.subarray(0, end).toString('latin1'))
  return { ...head, url: url.href, redirected, body: reply.stdout.subarray(end + 4), error: undefined }
}
