import type { Ancestry, Block, SharedKeywords, Task } from '../playbook/model.ts'

/** A node's keyword levels, nearest first: its own, then its blocks, imports and play. */
export function* levels(node: Task | Block): Iterable<SharedKeywords> {
  yield node.keywords
  for (let at: Ancestry | undefined = node.inherited; at !== undefined; at = at.parent) yield at.keywords
}

/** The nearest level's value of a keyword. */
export function inherited<K extends keyof SharedKeywords>(node: Task | Block, keyword: K): SharedKeywords[K] {
  for (const keywords of levels(node)) {
    if (keywords[keyword] !== undefined) return keywords[keyword]
  }
  return undefined
}

/** All levels' values of a keyword that adds up, outermost first. */
export function gathered<K extends keyof SharedKeywords>(
  node: Task | Block,
  keyword: K,
): Exclude<SharedKeywords[K], undefined>[] {
  const found: Exclude<SharedKeywords[K], undefined>[] = []
  for (const keywords of levels(node)) {
    const value = keywords[keyword]
    if (value !== undefined) found.unshift(value as Exclude<SharedKeywords[K], undefined>)
  }
  return found
}
