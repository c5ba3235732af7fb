import { originOf, type Position, setOrigin } from './position.ts'

type Values = Readonly<Record<string, unknown>>

/** Variables of several places in one object, later over earlier; each key still knows where it was written. */
export function mergeVars(layers: readonly Values[]): Values {
  const given = layers.filter((layer) => Object.keys(layer).length > 0)
  if (given.length === 1) return given[0] as Values
  const merged: Record<string, unknown> = {}
  const keys = new Map<string, Position>()
  const values = new Map<string, Position>()
  for (const layer of given) {
    const origin = originOf(layer)
    for (const [key, value] of Object.entries(layer)) {
      Object.defineProperty(merged, key, { value, enumerable: true, writable: true, configurable: true })
      move(origin?.keys.get(key), keys, key)
      move(origin?.values.get(key), values, key)
    }
  }
  const at = given.map((layer) => originOf(layer)?.at).findLast((position) => position !== undefined)
  if (at !== undefined) setOrigin(merged, { at, keys, values })
  return merged
}

function move(position: Position | undefined, places: Map<string, Position>, key: string): void {
  if (position === undefined) places.delete(key)
  else places.set(key, position)
}
