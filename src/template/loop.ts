import { equals } from './python/compare.ts'
import { fail } from './python/fault.ts'
import { Callable } from './python/object.ts'
import { isList } from './python/value.ts'
import { Undefined } from './scope.ts'

/** The `loop` of a for statement: where it stands, and in a recursive loop the call for the next level. */
export class Loop extends Callable {
  readonly #items: readonly unknown[]
  readonly #depth: number
  #at = -1
  #last: readonly unknown[] | undefined

  constructor(items: readonly unknown[], depth: number, recurse: ((items: unknown) => string) | undefined) {
    super(
      'loop',
      ([inner]) =>
        recurse === undefined
          ? fail("the loop is not recursive, so 'loop' can not be called", 'write {% for … recursive %}')
          : recurse(inner),
      'LoopContext',
    )
    this.#items = items
    this.#depth = depth
  }

  advance(): void {
    this.#at++
  }

  override text(): string {
    return `<LoopContext ${this.#at + 1}/${this.#items.length}>`
  }

  override attribute(name: string): unknown {
    const index = this.#at
    const { length } = this.#items
    switch (name) {
      case 'index':
        return index + 1
      case 'index0':
        return index
      case 'revindex':
        return length - index
      case 'revindex0':
        return length - index - 1
      case 'first':
        return index === 0
      case 'last':
        return index === length - 1
      case 'length':
        return length
      case 'depth':
        return this.#depth + 1
      case 'depth0':
        return this.#depth
      case 'previtem':
        return index > 0 ? this.#items[index - 1] : new Undefined('there is no previous item', 'previtem')
      case 'nextitem':
        return index + 1 < length
          ? this.#items[index + 1]
          : new Undefined('there is no next item', 'nextitem')
      case 'cycle':
        return new Callable('cycle', (args) =>
          args.length === 0 ? fail('no items for cycling given') : args[index % args.length],
        )
      case 'changed':
        return new Callable('changed', (args) => this.#changed(args))
      default:
        return undefined
    }
  }

  #changed(values: readonly unknown[]): boolean {
    const same = this.#last !== undefined && isList(this.#last) && equals(this.#last, values)
    if (!same) this.#last = values
    return !same
  }
}
