import type { Emit, Flow, Frame } from '../frame.ts'
import { Loop } from '../loop.ts'
import { Output } from '../output.ts'
import { iterate } from '../python/iterate.ts'
import { truth } from '../python/truth.ts'
import { Undefined } from '../scope.ts'
import type { Statement } from '../syntax/nodes.ts'
import { compileAssign, namesOf } from './assign.ts'
import { compile } from './expression.ts'
import { locate, type Unit, within } from './unit.ts'

type Compile = (unit: Unit, body: readonly Statement[]) => Emit

/** `for target in items if filter recursive`, with `loop` and an `else` for no items. */
export function compileFor(
  unit: Unit,
  node: Extract<Statement, { kind: 'for' }>,
  compileBody: Compile,
): Emit {
  const items = compile(unit, node.items)
  const names = namesOf(node.target)
  const assign = compileAssign(unit, node.target)
  const filter = node.filter
  const keep = filter === undefined ? undefined : within(unit, names, () => compile(unit, filter))
  const body = within(unit, [...names, 'loop'], () => compileBody(unit, node.body))
  const otherwise = within(unit, [], () => compileBody(unit, node.otherwise))
  const place = locate(unit, node.items.offset)

  const run = (frame: Frame, out: Output, value: unknown, depth: number): Flow => {
    const kept = select(frame, list(value, place))
    if (kept.length === 0) return otherwise(frame.child(), out)
    const loop = new Loop(
      kept,
      depth,
      node.recursive ? (inner) => recurse(frame, inner, depth + 1) : undefined,
    )
    for (const item of kept) {
      loop.advance()
      const turn = frame.child()
      turn.set('loop', loop)
      assign(turn, item)
      if (body(turn, out) === 1) break
    }
    return 0
  }
  const select = (frame: Frame, all: unknown[]): unknown[] => {
    if (keep === undefined) return [...all]
    return all.filter((item) => {
      const turn = frame.child()
      assign(turn, item)
      return truth(keep(turn))
    })
  }
  const recurse = (frame: Frame, value: unknown, depth: number): string => {
    const out = new Output()
    run(frame, out, value, depth)
    return out.text()
  }
  return (frame, out) => run(frame, out, items(frame), 0)
}

function list(value: unknown, place: (error: unknown) => unknown): unknown[] {
  try {
    if (value instanceof Undefined) throw value.error()
    return iterate(value)
  } catch (error) {
    throw place(error)
  }
}
