import { compare } from './compare.ts'

/** Items in Python's order, stable; `reverse` keeps the order of equal items, as Python does. */
export function sortItems(
  items: readonly unknown[],
  reverse = false,
  key: (item: unknown) => unknown = (item) => item,
): unknown[] {
  const keyed = items.map((item) => ({ item, key: key(item) }))
  keyed.sort((a, b) => (reverse ? compare(b.key, a.key) : compare(a.key, b.key)))
  return keyed.map(({ item }) => item)
}
