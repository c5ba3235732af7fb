import { StackError } from '../errors.ts'
import { type Scope, UNDEFINED, Undefined } from '../template/scope.ts'
import { ABSENT } from './bindings.ts'
import type { Layer } from './layer.ts'
import type { Templar } from './templar.ts'

/** Variables by precedence, highest level first; each is rendered when it is first used, then kept. */
export class LayeredScope implements Scope {
  readonly #layers: readonly Layer[]
  readonly #templar: Templar
  readonly #rendered = new Map<string, unknown>()
  readonly #rendering = new Set<string>()

  constructor(layers: readonly Layer[], templar: Templar) {
    this.#layers = layers
    this.#templar = templar
  }

  lookup(name: string): unknown {
    if (this.#rendered.has(name)) return this.#rendered.get(name)
    for (const layer of this.#layers) {
      const value = layer.get(name)
      if (value === ABSENT) continue
      const rendered = layer.templated ? this.#render(name, value) : value
      this.#rendered.set(name, rendered)
      return rendered
    }
    return UNDEFINED
  }

  names(): Iterable<string> {
    return new Set(this.#layers.flatMap((layer) => [...layer.names()]))
  }

  /** The same variables with more on top: loop variables, a registered result. */
  with(...layers: readonly Layer[]): LayeredScope {
    return new LayeredScope([...layers, ...this.#layers], this.#templar)
  }

  #render(name: string, value: unknown): unknown {
    if (this.#rendering.has(name)) {
      throw new StackError('template', `variable '${name}' is defined by itself`, {
        hint: 'break the circle: give one of the variables in it another name',
      })
    }
    this.#rendering.add(name)
    try {
      return this.#templar.render(value, this)
    } catch (error) {
      // As in Ansible, a variable that rests on an undefined one is itself undefined, not an error.
      if (error instanceof StackError && error.code === 'undefined') return new Undefined(error.message, name)
      throw error
    } finally {
      this.#rendering.delete(name)
    }
  }
}
