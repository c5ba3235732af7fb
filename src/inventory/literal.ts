import { dictOf } from '../template/python/dict.ts'
import { makeFloat, makeInt, Tuple } from '../template/python/value.ts'

/**
 * The value of a Python literal (`True`, `12`, `[1, 'a']`, `{'a': None}`, `(1, 2)`), or undefined when the
 * text is none: then Ansible's INI inventory takes it as it stands.
 */
export function pythonLiteral(text: string): { readonly value: unknown } | undefined {
  const reader = new LiteralReader(text.trim())
  try {
    return { value: reader.whole() }
  } catch (error) {
    if (error instanceof NoLiteral) return undefined
    throw error
  }
}

class NoLiteral extends Error {}

const NUMBER =
  /^[-+]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*)?\.\d[\d_]*(?:[eE][-+]?\d+)?|\d[\d_]*\.?(?:[eE][-+]?\d+)?)/
const STRING = /^(?:[rRuU]|)("(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*')/
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['True', true],
  ['False', false],
  ['None', null],
])

class LiteralReader {
  #rest: string

  constructor(text: string) {
    this.#rest = text
  }

  whole(): unknown {
    const first = this.#value()
    if (!this.#peek(',')) return this.#end(first)
    return this.#end(this.#tuple(first, ''))
  }

  #end(value: unknown): unknown {
    this.#space()
    if (this.#rest !== '' && !this.#rest.startsWith('#')) throw new NoLiteral()
    return value
  }

  #value(): unknown {
    this.#space()
    const open = this.#rest[0]
    if (open === '[') return this.#list(']')
    if (open === '(') return this.#parentheses()
    if (open === '{') return this.#braces()
    return this.#string() ?? this.#scalar()
  }

  #scalar(): unknown {
    const word = /^[A-Za-z_]\w*/.exec(this.#rest)?.[0]
    if (word !== undefined && WORDS.has(word)) {
      this.#rest = this.#rest.slice(word.length)
      return WORDS.get(word)
    }
    const number = NUMBER.exec(this.#rest)?.[0]
    if (number === undefined) throw new NoLiteral()
    this.#rest = this.#rest.slice(number.length)
    if (/^\w/.test(this.#rest)) throw new NoLiteral()
    return numberOf(number)
  }

  /** Adjacent strings are one, as in Python. */
  #string(): string | undefined {
    let text: string | undefined
    for (let found = STRING.exec(this.#rest); found !== null; found = STRING.exec(this.#rest)) {
      const raw = /^[rR]/.test(found[0])
      const body = (found[1] ?? '').slice(1, -1)
      text = (text ?? '') + (raw ? body : decodeText(body))
      this.#rest = this.#rest.slice(found[0].length)
      this.#space()
    }
    return text
  }

  #list(close: string): unknown[] {
    this.#rest = this.#rest.slice(1)
    const items: unknown[] = []
    while (!this.#take(close)) {
      items.push(this.#value())
      if (!this.#take(',') && !this.#peek(close)) throw new NoLiteral()
    }
    return items
  }

  #parentheses(): unknown {
    this.#rest = this.#rest.slice(1)
    if (this.#take(')')) return Tuple.make([])
    const first = this.#value()
    return this.#take(')') ? first : this.#tuple(first, ')')
  }

  #tuple(first: unknown, close: string): Tuple {
    const items = [first]
    while (this.#take(',')) {
      this.#space()
      if (close === '' ? this.#rest === '' : this.#peek(close)) break
      items.push(this.#value())
    }
    if (close !== '' && !this.#take(close)) throw new NoLiteral()
    return Tuple.make(items)
  }

  #braces(): unknown {
    this.#rest = this.#rest.slice(1)
    const entries: [unknown, unknown][] = []
    while (!this.#take('}')) {
      const key = this.#value()
      if (!this.#take(':') || (typeof key === 'object' && key !== null)) throw new NoLiteral()
      entries.push([key, this.#value()])
      if (!this.#take(',') && !this.#peek('}')) throw new NoLiteral()
    }
    return dictOf(entries)
  }

  #peek(mark: string): boolean {
    this.#space()
    return this.#rest.startsWith(mark)
  }

  #take(mark: string): boolean {
    if (!this.#peek(mark)) return false
    this.#rest = this.#rest.slice(mark.length)
    return true
  }

  #space(): void {
    this.#rest = this.#rest.trimStart()
  }
}

function numberOf(text: string): unknown {
  const digits = text.replaceAll('_', '')
  if (/^[-+]?0[xXoObB]/.test(digits) || /^[-+]?\d+$/.test(digits)) {
    const bare = digits.replace(/^[-+]/, '')
    // Python has no integers with leading zeros.
    if (/^0\d*[1-9]/.test(bare)) throw new NoLiteral()
    const value = BigInt(bare)
    return makeInt(digits.startsWith('-') ? -value : value)
  }
  return makeFloat(Number(digits))
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0', a: '\x07', b: '\b' }

function decodeText(body: string): string {
  return body.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([\s\S]))/g,
    (whole, hex?: string, unicode?: string, plain = '') => {
      const code = hex ?? unicode
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
      if (plain === '\n') return ''
      return ESCAPES[plain] ?? (/["'\\]/.test(plain) ? plain : whole)
    },
  )
}
