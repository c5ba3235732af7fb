import type { Expr, Statement } from './nodes.ts'

/** Whether any expression in the statements reads a name. */
export function reads(body: readonly Statement[], name: string): boolean {
  return some(body, (node) => node.kind === 'name' && node.name === name)
}

/**
 * Every name that statements set: by set, for, macro, import, with. Undefined when they have blocks or extend a
 * template, so that others share their variables.
 */
export function assignedNames(body: readonly Statement[]): Set<string> | undefined {
  if (some(body, (node) => node.kind === 'block' || node.kind === 'extends')) return undefined
  // `super` and `self` are put into a block's frame; the rest into loops' and macros'.
  const names = new Set(['loop', 'caller', 'varargs', 'kwargs', 'super', 'self', ' caller', ' body'])
  some(body, (node) => {
    for (const name of setBy(node)) names.add(name)
    return false
  })
  return names
}

const CHANGING: ReadonlySet<unknown> = new Set(
  'append clear extend insert pop popitem remove reverse setdefault sort update'.split(' '),
)

/** Whether any expression calls a method by which Python changes a list or a dict in place. */
export function mutates(part: readonly Statement[] | Expr): boolean {
  return some(part, (node) => node.kind === 'attribute' && CHANGING.has(node.name))
}

interface AnyNode {
  readonly kind?: unknown
  readonly name?: unknown
  readonly [key: string]: unknown
}

function setBy(node: AnyNode): string[] {
  switch (node.kind) {
    case 'import':
      return [String(node.name)]
    case 'from':
      return (node.names as readonly { as: string }[]).map(({ as }) => as)
    case 'macro':
    case 'call block': {
      const macro = node.macro as { name: string; parameters: readonly { name: string }[] }
      return [macro.name, ...macro.parameters.map(({ name }) => name)]
    }
    case 'set':
    case 'set block':
    case 'for':
      return targetNames(node.target as AnyNode)
    case 'with':
      return (node.pairs as readonly (readonly [AnyNode, unknown])[]).flatMap(([target]) =>
        targetNames(target),
      )
    default:
      return []
  }
}

function targetNames(target: AnyNode): string[] {
  if (target.kind === 'name') return [String(target.name)]
  return target.kind === 'tuple' ? (target.items as readonly AnyNode[]).flatMap(targetNames) : []
}

function some(value: unknown, test: (node: AnyNode) => boolean): boolean {
  if (Array.isArray(value)) return value.some((item) => some(item, test))
  if (typeof value !== 'object' || value === null) return false
  const node = value as AnyNode
  if (node.kind !== undefined && test(node)) return true
  return node.kind !== 'constant' && Object.values(node).some((part) => some(part, test))
}
