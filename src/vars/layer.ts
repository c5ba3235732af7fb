import type { Values } from '../modules/module.ts'
import { ABSENT } from './bindings.ts'

/** One level of variable precedence. */
export interface Layer {
  /** ABSENT when this level has no such name. May throw `Pending`. */
  get(name: string): unknown
  names(): Iterable<string>
  /** Values as written by people: templates in them are rendered on use. Data from hosts never is. */
  readonly templated: boolean
}

export function recordLayer(values: Values, templated: boolean): Layer {
  return {
    get: (name) => (Object.hasOwn(values, name) ? values[name] : ABSENT),
    names: () => Object.keys(values),
    templated,
  }
}

/** A level whose values are made when they are asked for. */
export function computedLayer(values: Readonly<Record<string, () => unknown>>): Layer {
  return {
    get: (name) => (Object.hasOwn(values, name) ? values[name]!() : ABSENT),
    names: () => Object.keys(values),
    templated: false,
  }
}
