import type { MaybeSecret } from '../../shell/secret.ts'

/** A request as it goes out. */
export interface HttpRequest {
  readonly method: string
  readonly url: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer | undefined
  readonly user: string | undefined
  readonly password: MaybeSecret | undefined
  readonly validateCerts: boolean
  readonly caPath: string | undefined
  readonly clientCert: string | undefined
  readonly clientKey: string | undefined
  readonly useProxy: boolean
  readonly timeout: number
  readonly followRedirects: boolean
  readonly unixSocket: string | undefined
  readonly decompress: boolean
}

/** What came back; `status` is -1 when nothing did, and `error` says why. */
export interface HttpAnswer {
  readonly status: number
  readonly reason: string
  readonly url: string
  readonly redirected: boolean
  /** Names in lower case; the last of several wins, cookies apart. */
  readonly headers: ReadonlyMap<string, string>
  readonly cookies: readonly string[]
  readonly body: Buffer
  readonly error: string | undefined
}

export function noAnswer(url: string, error: string): HttpAnswer {
  return {
    status: -1,
    reason: '',
    url,
    redirected: false,
    headers: new Map(),
    cookies: [],
    body: Buffer.alloc(0),
    error,
  }
}

/** One block of headers, its status line first. */
export function parseHead(text: string): Pick<HttpAnswer, 'status' | 'reason' | 'headers' | 'cookies'> {
  const [first = '', ...lines] = text.split(/\r?\n/)
  const [, status, reason = ''] = /^HTTP\/[\d.]+ (\d{3}) ?(.*)$/.exec(first) ?? []
  const headers = new Map<string, string>()
  const cookies: string[] = []
  for (const line of lines) {
    const [, name, value] = /^([^:\s]+):\s*(.*?)\s*$/.exec(line) ?? []
    if (name === undefined || value === undefined) continue
    if (name.toLowerCase() === 'set-cookie') cookies.push(value)
    headers.set(name.toLowerCase(), value)
  }
  return { status: status === undefined ? -1 : Number(status), reason, headers, cookies }
}
