/** One row: the text of each column by its name, null for NULL. */
export type Row = Readonly<Record<string, string | null>>

export interface ResultSet {
  readonly rows: readonly Row[]
}

const TOKEN =
  /<resultset statement="[^"]*"[^>]*>|<row>|<field name="([^"]*)"(?: xsi:nil="true" \/>|>([^<]*)<\/field>)/g

/**
 * Reads the XML that the `mysql` and `mariadb` clients print, one result set a statement that returns rows.
 * They escape `& < > "` in values and names, so no value can look like a mark; a NUL byte arrives as a space
 * (queries that may meet one ask for HEX).
 */
export function parseResults(xml: string): ResultSet[] {
  const sets: { rows: Record<string, string | null>[] }[] = []
  for (const token of xml.matchAll(TOKEN)) {
    const text = token[0]
    if (text.startsWith('<resultset')) sets.push({ rows: [] })
    else if (text === '<row>') sets.at(-1)?.rows.push({})
    else {
      const row = sets.at(-1)?.rows.at(-1)
      if (row !== undefined)
        row[plainText(token[1] ?? '')] = token[2] === undefined ? null : plainText(token[2])
    }
  }
  return sets
}

export interface ClientError {
  /** The server's or the client's error number. */
  readonly code: number
  /** `(1045, 'Access denied …')`-like text without the number. */
  readonly message: string
  /** Line of the input on which the failed statement began; undefined when it was no statement. */
  readonly line: number | undefined
}

const ERROR = /^ERROR (\d+) \((?:[0-9A-Z]{5})\)(?: at line (\d+))?: (.*)$/

/** The error lines among what a client wrote to standard error. */
export function parseErrors(text: string): ClientError[] {
  const errors: ClientError[] = []
  for (const line of text.split('\n')) {
    const [, code, at, message] = ERROR.exec(line) ?? []
    if (code === undefined) continue
    errors.push({
      code: Number(code),
      message: message ?? '',
      line: at === undefined ? undefined : Number(at),
    })
  }
  return errors
}

function plainText(text: string): string {
  return text.replace(/&(amp|lt|gt|quot);/g, (whole, name: string) => ENTITIES[name] ?? whole)
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }
