import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml'
import { StackError } from '../errors.ts'
import { dictOf } from '../template/python/dict.ts'
import { isDict } from '../template/python/value.ts'
import { originOf, type Position, setOrigin } from './position.ts'
import { QUOTE_TEMPLATE } from './yamlFault.ts'
import { type Places, placeAt, withTextStart } from './yamlPlaces.ts'
import { taggedCollection, taggedScalar } from './yamlTag.ts'

/** The value of one document. */
export interface Tree {
  readonly value: unknown
  readonly at: Position
  readonly errors: readonly StackError[]
  readonly warnings: readonly StackError[]
}

/** Turns a parsed document into plain values that know their positions. */
export function treeOf(content: Node | null, places: Places): Tree {
  const state: State = { places, anchors: new Map(), errors: [], warnings: [] }
  const value = content === null ? null : convert(content, state)
  const at = content === null ? placeAt(places, 0) : placeOf(content, state)
  return { value, at, errors: state.errors, warnings: state.warnings }
}

interface State {
  readonly places: Places
  readonly anchors: Map<string, unknown>
  readonly errors: StackError[]
  readonly warnings: StackError[]
}

function convert(node: Node, state: State): unknown {
  if (isAlias(node)) return aliasOf(node, node.source, state)
  const value = isMap(node) ? mapping(node, state) : isSeq(node) ? sequence(node, state) : scalar(node, state)
  if ('anchor' in node && typeof node.anchor === 'string') state.anchors.set(node.anchor, value)
  return value
}

function aliasOf(node: Node, name: string, state: State): unknown {
  if (state.anchors.has(name)) return state.anchors.get(name)
  state.errors.push(
    new StackError('syntax', `the alias *${name} names no anchor above it`, {
      at: placeOf(node, state),
      hint: `define it first with &${name}`,
    }),
  )
  return null
}

function scalar(node: Node, state: State): unknown {
  if (!isScalar(node)) return null
  const result = taggedScalar(node as Scalar<string>, placeOf(node, state), state.places.vault)
  if (!(result instanceof StackError)) return result
  state.errors.push(result)
  return null
}

function sequence(node: Node & { items: unknown[] }, state: State): unknown {
  const items: unknown[] = []
  const values = new Map<string, Position>()
  for (const item of node.items as Node[]) {
    values.set(String(items.length), placeOf(item, state))
    items.push(convert(item, state))
  }
  return finish(items, node, { keys: new Map(), values }, state)
}

interface Entries {
  readonly keys: Map<string, Position>
  readonly values: Map<string, Position>
}

function mapping(node: YAMLMap, state: State): unknown {
  const entries: Entries = { keys: new Map(), values: new Map() }
  const own: [unknown, unknown][] = []
  const merged: [unknown, unknown][] = []
  for (const pair of node.items as Pair<Node, Node | null>[]) {
    if (isMergeKey(pair.key)) {
      // Of several merged mappings the first wins, so it comes last.
      merged.unshift(...mergedEntries(pair, state))
    } else {
      const entry = entryOf(pair, entries, state)
      if (entry !== undefined) own.push(entry)
    }
  }
  const value = dictOf([...merged, ...own])
  inheritPlaces(merged, pairSources(node, state), entries)
  return finish(value, node, entries, state)
}

function entryOf(
  pair: Pair<Node, Node | null>,
  entries: Entries,
  state: State,
): [unknown, unknown] | undefined {
  if (isMap(pair.key) || isSeq(pair.key)) {
    state.errors.push(complexKey(pair.key, state))
    return undefined
  }
  const key = convert(pair.key, state)
  const name = String(key)
  const at = placeOf(pair.key, state)
  const first = entries.keys.get(name)
  if (first !== undefined) state.warnings.push(duplicate(name, at, first))
  entries.keys.set(name, at)
  entries.values.set(name, pair.value === null ? at : (rangeOf(pair.value, state) ?? at))
  return [key, pair.value === null ? null : convert(pair.value, state)]
}

function complexKey(key: Node, state: State): StackError {
  const at = placeOf(key, state)
  const { source } = state.places
  const start = key.range?.[0] ?? 0
  return source[start] === '{' && /\{\s*$/.test(source.slice(0, start))
    ? new StackError('syntax', 'a value that begins with {{ must be quoted', {
        at: { ...at, column: Math.max(1, at.column - 1) },
        hint: QUOTE_TEMPLATE,
      })
    : new StackError('syntax', 'a mapping or list cannot be a key', { at })
}

function duplicate(name: string, at: Position, first: Position): StackError {
  return new StackError('syntax', `the key '${name}' is given twice; the last one counts`, {
    at,
    hint: `it stands at line ${first.line} already: remove one of the two`,
  })
}

function isMergeKey(key: Node): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.value === '<<' && key.tag === undefined
}

function mergedEntries(pair: Pair<Node, Node | null>, state: State): [unknown, unknown][] {
  const value = pair.value === null ? null : convert(pair.value, state)
  const sources = Array.isArray(value) ? value : [value]
  if (!sources.every(isDict)) {
    const at = placeOf(pair.value ?? pair.key, state)
    state.errors.push(new StackError('type', '<< takes a mapping or a list of mappings', { at }))
    return []
  }
  return sources
    .toReversed()
    .flatMap((source) => (source instanceof Map ? [...source] : Object.entries(source)))
}

/** Mappings that were merged in, strongest last; read after their values, so aliases are known. */
function pairSources(node: YAMLMap, state: State): unknown[] {
  const aliases = (node.items as Pair<Node, Node | null>[])
    .filter((pair) => isMergeKey(pair.key))
    .flatMap((pair) => (isSeq(pair.value) ? (pair.value.items as Node[]) : [pair.value]))
  return aliases.map((alias) => (isAlias(alias) ? state.anchors.get(alias.source) : undefined)).toReversed()
}

function inheritPlaces(
  merged: readonly (readonly [unknown, unknown])[],
  sources: readonly unknown[],
  entries: Entries,
): void {
  for (const name of merged.map(([key]) => String(key))) {
    if (entries.keys.has(name)) continue
    const origin = sources
      .map(originOf)
      .filter((candidate) => candidate?.keys.has(name))
      .at(-1)
    const key = origin?.keys.get(name)
    const value = origin?.values.get(name)
    if (key !== undefined) entries.keys.set(name, key)
    if (value !== undefined) entries.values.set(name, value)
  }
}

function finish(value: object, node: Node, entries: Entries, state: State): unknown {
  const at = placeOf(node, state)
  setOrigin(value, { at, ...entries })
  const result = taggedCollection(value, 'tag' in node ? node.tag : undefined, at)
  if (!(result instanceof StackError)) return result
  state.errors.push(result)
  return value
}

function placeOf(node: Node, state: State): Position {
  return rangeOf(node, state) ?? placeAt(state.places, 0)
}

function rangeOf(node: Node, state: State): Position | undefined {
  if (node.range === undefined || node.range === null) return undefined
  const at = placeAt(state.places, node.range[0], node.range[1])
  return isScalar(node) ? withTextStart(at, node, state.places) : at
}
