import { entriesOf, sizeOf } from '../python/dict.ts'
import { fail } from '../python/fault.ts'
import { PyObject } from '../python/object.ts'
import { sortItems } from '../python/sort.ts'
import { repr, reprFloat, str } from '../python/text.ts'
import { type Dict, isDict, isFloat, isInt, isList } from '../python/value.ts'
import { Undefined } from '../scope.ts'
import { type Analysis, analyze, staysText } from './analyze.ts'
import { writeDoubleQuoted, writePlain, writeSingleQuoted } from './scalars.ts'
import { Writer } from './writer.ts'

/** PyYAML's options, in camel case. */
export interface DumpOptions {
  readonly indent: number
  readonly width: number
  /** False for blocks, true for brackets, null for brackets around scalars only. */
  readonly flow: boolean | null
  readonly sortKeys: boolean
  readonly explicitStart: boolean
  readonly explicitEnd: boolean
}

/** YAML as PyYAML's safe dumper writes it for Ansible, unicode as it is; values met twice are written twice. */
export function dumpYaml(value: unknown, options: DumpOptions): string {
  const out = new Writer(options.indent, options.width)
  if (options.explicitStart) out.indicator('---', true)
  new Dumper(out, options).node(value, { root: true })
  out.toIndent()
  if (options.explicitEnd) out.text += '...\n'
  return out.text
}

interface Position {
  readonly root?: boolean
  /** Right behind a mapping's key. */
  readonly mapping?: boolean
  readonly simpleKey?: boolean
}

class Dumper {
  readonly #out: Writer
  readonly #options: DumpOptions
  #flowLevel = 0

  constructor(out: Writer, options: DumpOptions) {
    this.#out = out
    this.#options = options
  }

  node(value: unknown, position: Position): void {
    if (value instanceof Undefined) throw value.error()
    if (isDict(value)) this.#mapping(value)
    else if (isList(value)) this.#sequence(value, position)
    else this.#out.deeper(true, false, () => this.#scalar(value, position))
  }

  #mapping(dict: Dict): void {
    const entries = this.#options.sortKeys ? sorted(entriesOf(dict)) : entriesOf(dict)
    if (this.#flowLevel > 0 || entries.length === 0 || this.#isFlow(entries.flat())) {
      this.#flow('{', '}', entries, ([key, value]) => this.#entry(key, value))
      return
    }
    this.#out.deeper(false, false, () => {
      for (const [key, value] of entries) {
        this.#out.toIndent()
        this.#entry(key, value)
      }
    })
  }

  #entry(key: unknown, value: unknown): void {
    const out = this.#out
    if (isSimpleKey(key)) {
      this.node(key, { simpleKey: true })
      out.indicator(':', false)
    } else {
      out.indicator('?', true, false, true)
      this.node(key, { mapping: true })
      out.toIndent()
      out.indicator(':', true, false, true)
    }
    this.node(value, { mapping: true })
  }

  #sequence(items: readonly unknown[], { mapping = false }: Position): void {
    const out = this.#out
    if (this.#flowLevel > 0 || items.length === 0 || this.#isFlow(items)) {
      this.#flow('[', ']', items, (item) => this.node(item, {}))
      return
    }
    out.deeper(false, mapping && !out.indention, () => {
      for (const item of items) {
        out.toIndent()
        out.indicator('-', true, false, true)
        this.node(item, {})
      }
    })
  }

  #flow<T>(open: string, close: string, items: readonly T[], one: (item: T) => void): void {
    const out = this.#out
    out.indicator(open, true, true)
    this.#flowLevel++
    out.deeper(true, false, () => {
      for (const [at, item] of items.entries()) {
        if (at > 0) out.indicator(',', false)
        if (out.column > out.width) out.toIndent()
        one(item)
      }
    })
    this.#flowLevel--
    out.indicator(close, false)
  }

  #isFlow(parts: readonly unknown[]): boolean {
    const { flow } = this.#options
    return flow ?? !parts.some(isCollection)
  }

  #scalar(value: unknown, { simpleKey = false }: Position): void {
    const text = scalarText(value)
    const analysis = analyze(text)
    const style = this.#style(value, text, analysis, simpleKey)
    if (style === 'plain') writePlain(this.#out, text, !simpleKey)
    else if (style === 'single') writeSingleQuoted(this.#out, text, !simpleKey)
    else writeDoubleQuoted(this.#out, text, !simpleKey)
  }

  #style(
    value: unknown,
    text: string,
    analysis: Analysis,
    simpleKey: boolean,
  ): 'plain' | 'single' | 'double' {
    const plain = this.#flowLevel > 0 ? analysis.flowPlain : analysis.blockPlain
    const barred = ((simpleKey || this.#flowLevel > 0) && analysis.empty) || (simpleKey && analysis.multiline)
    if (plain && !barred && (typeof value !== 'string' || staysText(text))) return 'plain'
    return analysis.singleQuoted && !(simpleKey && analysis.multiline) ? 'single' : 'double'
  }
}

function isCollection(value: unknown): boolean {
  return isList(value) || isDict(value)
}

function isSimpleKey(key: unknown): boolean {
  if (isList(key)) return key.length === 0
  if (isDict(key)) return sizeOf(key) === 0
  const text = scalarText(key)
  return Buffer.byteLength(text) <= 128 && !analyze(text).multiline
}

function sorted(entries: [unknown, unknown][]): [unknown, unknown][] {
  try {
    return sortItems(entries, false, (entry) => (entry as [unknown, unknown])[0]) as [unknown, unknown][]
  } catch {
    // Keys of different types have no order; PyYAML then leaves them as they are.
    return entries
  }
}

function scalarText(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (isFloat(value)) return floatText(Number(value))
  if (isInt(value)) return repr(value)
  if (value instanceof PyObject) return value.text()
  if (value instanceof Undefined) throw value.error()
  return typeof value === 'object' ? str(value) : fail('the value can not be written as YAML')
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return '.nan'
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf'
  const text = reprFloat(value)
  return text.includes('.') ? text : text.replace('e', '.0e')
}
