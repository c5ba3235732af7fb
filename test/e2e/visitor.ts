import type { IncomingHttpHeaders } from 'node:http'
import { type Agent, request } from 'node:https'
import { isIP } from 'node:net'

/** A page as a visitor gets it, and who had a hand in it. */
export interface Page {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The web server (X-Web-Server) and the application server (X-Served-By) that answered. */
  readonly web: string
  readonly app: string
  /** The address of the database that its rows came from. */
  readonly from: string
  readonly text: string
}

/** What a visit may say besides. */
export interface Visit {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** The site's name, where the visitor knows it by more than the address. */
  readonly domain?: string
  /** Certificate authorities (PEM) that the visitor trusts. Without any, any certificate will do. */
  readonly ca?: string
  /** Connections to use again. Without it each visit has one of its own. */
  readonly agent?: Agent
}

/** Asks for a page once, by HTTPS; never longer than 5 s. Throws when nobody answers. */
export function visit(address: string, path = '/', visit: Visit = {}): Promise<Page> {
  const { method = 'GET', body, domain = address, ca, agent = false } = visit
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: address,
        path,
        method,
        headers: { Host: domain, ...visit.headers },
        ...(isIP(domain) ? {} : { servername: domain }),
        ...(ca === undefined ? { rejectUnauthorized: false } : { ca }),
        agent,
        signal: AbortSignal.timeout(5000),
      },
      (response) => {
        const chunks: Buffer[] = []
        const { headers } = response
        const header = (name: string): string => String(headers[name] ?? '')
        response.on('error', reject)
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers,
            web: header('x-web-server'),
            app: header('x-served-by'),
            from: header('x-read-from'),
            text: Buffer.concat(chunks).toString(),
          }),
        )
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}

/** As many visits, one after the other, none of which may fail. */
export async function visits(address: string, count: number): Promise<Page[]> {
  const pages: Page[] = []
  while (pages.length < count) {
    const page = await visit(address)
    if (page.status !== 200) throw new Error(`visit ${pages.length + 1} got ${page.status}: ${page.text}`)
    pages.push(page)
  }
  return pages
}

/** Writes a note and says its number. */
export async function writeNote(address: string, text: string): Promise<number> {
  const headers = { 'Content-Type': 'application/json' }
  const page = await visit(address, '/notes', { method: 'POST', headers, body: JSON.stringify({ text }) })
  if (page.status !== 201) throw new Error(`the note was not taken: ${page.status} ${page.text}`)
  return (JSON.parse(page.text) as { id: number }).id
}
