/** A page as a visitor gets it, and who had a hand in it. */
export interface Page {
  readonly status: number
  /** The web server (X-Web-Server) and the application server (X-Served-By) that answered. */
  readonly web: string
  readonly app: string
  /** The address of the database that its rows came from. */
  readonly from: string
  readonly text: string
}

/** Asks for a page once; never longer than 5 s. Throws when nobody answers. */
export async function visit(address: string, path = '/', init: RequestInit = {}): Promise<Page> {
  const response = await fetch(`http://${address}${path}`, { ...init, signal: AbortSignal.timeout(5000) })
  const header = (name: string): string => response.headers.get(name) ?? ''
  return {
    status: response.status,
    web: header('x-web-server'),
    app: header('x-served-by'),
    from: header('x-read-from'),
    text: await response.text(),
  }
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
