import { script } from '../../shell/command.ts'
import type { Reply, Request } from '../../shell/request.ts'
import { revealText, Secret } from '../../shell/secret.ts'
import { type HttpAnswer, type HttpRequest, noAnswer, parseHead } from './exchange.ts'

const MARK = '\n@curl '

/**
 * The request made with curl. All of it, secrets and body too, travels on stdin as a curl configuration;
 * the answer's headers come on stdout with its body behind them (/dev/stderr cannot be opened where it is a socket).
 */
export function curlRequest(http: HttpRequest, output?: string): Request {
  return { command: script('curl --disable --config -'), stdin: new Secret(configuration(http, output)) }
}

function configuration(http: HttpRequest, output: string | undefined): string {
  const natural = http.body === undefined ? 'GET' : 'POST'
  const lines = [
    setting('url', http.url),
    'silent',
    'show-error',
    'globoff',
    setting('dump-header', '-'),
    setting('write-out', `%{stderr}\\n@curl %{http_code} %{num_redirects} %{url_effective}\\n`),
    setting('max-time', String(http.timeout)),
    setting('proto', '=http,https'),
    ...(http.method === 'HEAD' ? ['head'] : http.method === natural ? [] : [setting('request', http.method)]),
    ...[...http.headers].map(([name, value]) =>
      setting('header', value === '' ? `${name};` : `${name}: ${value}`),
    ),
    ...(http.body === undefined ? [] : [setting('data-binary', http.body.toString('utf8'))]),
    ...(http.user === undefined ? [] : [setting('user', `${http.user}:${revealText(http.password ?? '')}`)]),
    ...(http.validateCerts ? [] : ['insecure']),
    ...(http.caPath === undefined ? [] : [setting('cacert', http.caPath)]),
    ...(http.clientCert === undefined ? [] : [setting('cert', http.clientCert)]),
    ...(http.clientKey === undefined ? [] : [setting('key', http.clientKey)]),
    ...(http.useProxy ? [] : [setting('noproxy', '*')]),
    ...(http.followRedirects ? ['location', setting('max-redirs', '10')] : []),
    ...(http.unixSocket === undefined ? [] : [setting('unix-socket', http.unixSocket)]),
    ...(http.decompress ? ['compressed'] : []),
    ...(output === undefined ? [] : [setting('output', output)]),
  ]
  return `${lines.join('\n')}\n`
}

function setting(name: string, value: string): string {
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
  return `${name} = "${name === 'write-out' ? value : escaped}"`
}

/** Reads what such a request printed. */
export function readCurl(reply: Reply, url: string): HttpAnswer {
  const stderr = reply.stderr.toString('utf8')
  const at = stderr.lastIndexOf(MARK)
  const [status = '0', redirects = '0', effective = url] = stderr
    .slice(at + MARK.length)
    .trim()
    .split(/\s+/)
  const error = /^curl: (.*)$/m.exec(stderr)?.[1]
  if (at < 0 || Number(status) === 0) return noAnswer(url, error ?? (stderr.trim() || 'curl did not answer'))
  const { head, body } = splitHeads(reply.stdout)
  return {
    ...head,
    status: Number(status),
    url: effective,
    redirected: Number(redirects) > 0,
    body,
    error,
  }
}

/** Redirects, proxies and `100 Continue` each leave a head of their own; the last one counts. */
function splitHeads(output: Buffer): { head: ReturnType<typeof parseHead>; body: Buffer } {
  let head = parseHead('')
  let body = output
  while (/^HTTP\/[\d.]+ \d{3}/.test(body.subarray(0, 16).toString('latin1'))) {
    const end = body.indexOf('\r\n\r\n')
    if (end < 0) break
    head = parseHead(body.subarray(0, end).toString('latin1'))
    body = body.subarray(end + 4)
  }
  return { head, body }
}
