import { type MaybeSecret, revealText, Secret } from '../../shell/secret.ts'

const BRAND = Symbol('sql')

/** A statement as a value; secret when one of its parts is. */
export class Sql {
  readonly [BRAND] = true
  readonly text: MaybeSecret

  constructor(text: MaybeSecret) {
    this.text = text
  }
}

/** A name of a database, table, variable …: quoted with backticks. */
export class Identifier {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

type Part = MaybeSecret | number | Sql | Identifier

/**
 * Builds a statement: ``sql`DROP USER ${name}@${host}` ``. Strings become literals, `Identifier` a quoted
 * name, `Sql` nests as it is. The literals are right under the sql_mode NO_BACKSLASH_ESCAPES, which every
 * session of ours sets (src/modules/mysql/client.ts): there a quote is doubled and nothing else is special.
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly Part[]): Sql {
  let text = strings[0] ?? ''
  let secret = false
  parts.forEach((part, index) => {
    secret ||= part instanceof Secret || (part instanceof Sql && part.text instanceof Secret)
    text += render(part) + (strings[index + 1] ?? '')
  })
  return new Sql(secret ? new Secret(text) : text)
}

/** Statement text written in the code, or by the user: taken as it is. */
export function rawSql(text: string): Sql {
  return new Sql(text)
}

export function joinSql(parts: readonly Sql[], by: string): Sql {
  const text = parts.map((part) => revealText(part.text)).join(by)
  return new Sql(parts.some((part) => part.text instanceof Secret) ? new Secret(text) : text)
}

export function quoteIdentifier(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function render(part: Part): string {
  if (part instanceof Sql) return revealText(part.text)
  if (part instanceof Identifier) return quoteIdentifier(part.name)
  if (typeof part === 'number') return String(part)
  return quoteLiteral(revealText(part))
}
