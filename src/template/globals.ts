import type { Named } from './environment.ts'
import { pair } from './methods/dict.ts'
import { dictOf, entriesOf } from './python/dict.ts'
import { fail } from './python/fault.ts'
import { iterate } from './python/iterate.ts'
import { index } from './python/number.ts'
import { Callable, PyObject } from './python/object.ts'
import { repr } from './python/text.ts'
import { isDict } from './python/value.ts'
import { Undefined } from './scope.ts'

/** The functions that every Jinja2 template has. */
export const jinjaGlobals: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['range', new Callable('range', (args) => range(args))],
  ['dict', new Callable('dict', dict, 'type')],
  ['namespace', new Callable('namespace', (args, named) => new Namespace(dict(args, named)))],
  ['cycler', new Callable('cycler', (args) => new Cycler(args))],
  ['joiner', new Callable('joiner', ([separator = ', ']) => new Joiner(separator).callable())],
])

const LONGEST_RANGE = 10_000_000

function range(args: readonly unknown[]): number[] {
  if (args.length === 0 || args.length > 3) fail('range takes 1 to 3 arguments')
  const numbers = args.map(index)
  const [start = 0, stop = 0, step = 1] = numbers.length === 1 ? [0, numbers[0]] : numbers
  if (step === 0) fail('range() arg 3 must not be zero')
  const length = Math.max(0, Math.ceil((stop - start) / step))
  if (length > LONGEST_RANGE) fail(`the range is too long: ${length} items`)
  return Array.from({ length }, (_, at) => start + at * step)
}

function dict(args: readonly unknown[], named: Named | undefined) {
  const [source = []] = args
  if (source instanceof Undefined) throw source.error()
  const entries = isDict(source) ? entriesOf(source) : iterate(source).map(pair)
  return dictOf([...entries, ...Object.entries(named ?? {})])
}

/** A set of variables that inner blocks can set, as made by `namespace()`. */
export class Namespace extends PyObject {
  readonly type = 'Namespace'
  readonly vars = new Map<string, unknown>()

  constructor(initial: ReturnType<typeof dictOf>) {
    super()
    for (const [name, value] of entriesOf(initial)) this.vars.set(String(name), value)
  }

  override attribute(name: string): unknown {
    return this.vars.get(name)
  }

  override item(key: unknown): unknown {
    return this.vars.get(String(key))
  }

  text(): string {
    return `<Namespace ${repr(dictOf([...this.vars]))}>`
  }
}

class Cycler extends PyObject {
  readonly type = 'Cycler'
  readonly #items: readonly unknown[]
  #at = 0

  constructor(items: readonly unknown[]) {
    super()
    if (items.length === 0) fail('cycler() needs at least one item')
    this.#items = items
  }

  override attribute(name: string): unknown {
    if (name === 'current') return this.#items[this.#at]
    if (name === 'next') return new Callable('next', () => this.#next())
    if (name === 'reset') return new Callable('reset', () => this.#reset())
    return undefined
  }

  #next(): unknown {
    const item = this.#items[this.#at]
    this.#at = (this.#at + 1) % this.#items.length
    return item
  }

  #reset(): null {
    this.#at = 0
    return null
  }

  text(): string {
    return '<Cycler>'
  }
}

class Joiner {
  readonly #separator: unknown
  #used = false

  constructor(separator: unknown) {
    this.#separator = separator
  }

  callable(): Callable {
    return new Callable('joiner', () => this.#next(), 'Joiner')
  }

  #next(): unknown {
    if (this.#used) return this.#separator
    this.#used = true
    return ''
  }
}
