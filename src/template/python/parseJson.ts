import { fail } from './fault.ts'
import { makeFloat, makeInt } from './value.ts'

/**
 * Python's json.loads: `1.0` stays a float, big integers stay exact, NaN and Infinity are numbers.
 * Throws a template fault that says where the text is no JSON.
 */
export function parseJson(text: string): unknown {
  // JSON.parse knows only one kind of number; most texts have none that it would get wrong.
  if (!/\d[.eE]|\d{16}|NaN|Infinity/.test(text)) return quickly(text)
  const reader = new JsonReader(text)
  return reader.whole()
}

function quickly(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return new JsonReader(text).whole()
  }
}

const STRING = /"(?:[^"\\\u0000-\u001f]|\\.)*"/y
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y
const WORD = /true|false|null|NaN|-?Infinity/y
const SPACE = /[ \t\n\r]*/y

const WORDS: Readonly<Record<string, unknown>> = {
  true: true,
  false: false,
  null: null,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
}

class JsonReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  whole(): unknown {
    this.#take(SPACE)
    const value = this.#value()
    this.#take(SPACE)
    return this.#at < this.#text.length ? this.#wrong('the end') : value
  }

  #value(): unknown {
    const char = this.#text[this.#at]
    if (char === '{') return this.#object()
    if (char === '[') return this.#list()
    const string = this.#take(STRING)
    if (string !== undefined) return this.#string(string)
    const word = this.#take(WORD)
    if (word !== undefined) return WORDS[word]
    const number = this.#take(NUMBER)
    if (number !== undefined)
      return /[.eE]/.test(number) ? makeFloat(Number(number)) : makeInt(BigInt(number))
    return this.#wrong('a value')
  }

  #string(quoted: string): unknown {
    try {
      return JSON.parse(quoted)
    } catch {
      return this.#wrong('a string')
    }
  }

  #list(): unknown[] {
    const items: unknown[] = []
    this.#at++
    this.#take(SPACE)
    if (this.#skip(']')) return items
    do {
      this.#take(SPACE)
      items.push(this.#value())
      this.#take(SPACE)
    } while (this.#skip(','))
    return this.#skip(']') ? items : (this.#wrong("',' or ']'") as never)
  }

  #object(): Record<string, unknown> {
    const object: Record<string, unknown> = {}
    this.#at++
    this.#take(SPACE)
    if (this.#skip('}')) return object
    do {
      this.#take(SPACE)
      const key = this.#take(STRING)
      if (key === undefined) return this.#wrong('a key in quotes')
      this.#take(SPACE)
      if (!this.#skip(':')) return this.#wrong("':'")
      this.#take(SPACE)
      const value = this.#value()
      Object.defineProperty(object, String(this.#string(key)), {
        value,
        enumerable: true,
        writable: true,
        configurable: true,
      })
      this.#take(SPACE)
    } while (this.#skip(','))
    return this.#skip('}') ? object : this.#wrong("',' or '}'")
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  #skip(char: string): boolean {
    if (this.#text[this.#at] !== char) return false
    this.#at++
    return true
  }

  #wrong(wanted: string): never {
    const before = this.#text.slice(0, this.#at)
    const line = before.split('\n').length
    return fail(
      `the text is not JSON: expected ${wanted} at line ${line}, column ${this.#at - before.lastIndexOf('\n')}`,
    )
  }
}
