import type { Ancestry, Block, TaskNode } from './model.ts'

/**
 * The same tasks without uses of a role that an earlier, equal use makes superfluous whatever tags are
 * selected: those with the same conditions and tags around them. The others carry `completes`.
 */
export function dropRepeated(nodes: readonly TaskNode[]): readonly TaskNode[] {
  return drop(nodes, new Set())
}

function drop(nodes: readonly TaskNode[], seen: Set<string>): readonly TaskNode[] {
  return nodes.flatMap((node): readonly TaskNode[] => {
    if (node.kind === 'task') return [node]
    if (node.completes !== undefined) {
      const mark = node.completes + surroundings(node)
      if (seen.has(mark)) return []
      // Marked before what is inside, so that dependencies are compared with what came before them.
      seen.add(mark)
    }
    return [{ ...node, block: drop(node.block, seen) }]
  })
}

function surroundings(block: Block): string {
  const when: unknown[] = []
  const tags = new Set<string>()
  for (let level: Ancestry | undefined = block.inherited; level !== undefined; level = level.parent) {
    when.push(level.keywords.when ?? [])
    for (const tag of level.keywords.tags ?? []) tags.add(tag)
  }
  return JSON.stringify([when.flat(), [...tags].sort()])
}
