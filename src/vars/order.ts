/**
 * A place in the run, comparable between hosts: play, batch, section, then the path through blocks and
 * includes. What happens at a smaller order happens first.
 */
export type Order = readonly number[]

export function compareOrder(a: Order, b: Order): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = a[i]! - b[i]!
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
