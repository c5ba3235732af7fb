/** Works on all items, at most `most` at the same time; results in the order of the items. */
export async function limit<T, R>(
  most: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length)
  let next = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index]!)
    }
  }
  await Promise.all(Array.from({ length: Math.min(Math.max(1, most), items.length) }, worker))
  return results
}
