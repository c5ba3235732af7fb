import type { Emit, Flow, Frame } from '../frame.ts'
import { Output } from '../output.ts'
import { truth } from '../python/truth.ts'
import { SilentUndefined, Undefined } from '../scope.ts'
import type { Statement } from '../syntax/nodes.ts'
import { compileAssign, namesOf } from './assign.ts'
import { BODY, compile } from './expression.ts'
import { compileFor } from './for.ts'
import { compileBlock, compileExtends, compileFrom, compileImport, compileInclude } from './inheritance.ts'
import { compileCallBlock, compileMacro } from './macro.ts'
import { declare, locate, type Unit, within } from './unit.ts'

type Node<K extends Statement['kind']> = Extract<Statement, { kind: K }>

/** Compiles statements to one closure that writes them. */
export function compileBody(unit: Unit, body: readonly Statement[]): Emit {
  const emits = body.map((statement) => compileStatement(unit, statement))
  const [only] = emits
  if (only !== undefined && emits.length === 1) return only
  return (frame, out) => {
    for (const emit of emits) {
      const flow = emit(frame, out)
      if (flow !== 0) return flow
    }
    return 0
  }
}

function compileStatement(unit: Unit, node: Statement): Emit {
  switch (node.kind) {
    case 'text':
      return compileText(node)
    case 'print':
      return compilePrint(unit, node)
    case 'if':
      return compileIf(unit, node)
    case 'for':
      return compileFor(unit, node, compileBody)
    case 'set':
      return compileSet(unit, node)
    case 'set block':
    case 'filter block':
      return compileCapture(unit, node)
    case 'with':
      return compileWith(unit, node)
    case 'macro':
      return compileMacro(unit, node, compileBody)
    case 'call block':
      return compileCallBlock(unit, node, compileBody)
    case 'group':
      return compileBody(unit, node.body)
    case 'do':
      return compileDo(unit, node)
    case 'break':
      return () => 1
    case 'continue':
      return () => 2
    case 'include':
      return compileInclude(unit, node)
    case 'import':
      return compileImport(unit, node)
    case 'from':
      return compileFrom(unit, node)
    case 'extends':
      return compileExtends(unit, node)
    case 'block':
      return compileBlock(unit, node, compileBody)
  }
}

function compileText({ text }: Node<'text'>): Emit {
  return (_frame, out) => {
    out.write(text)
    return 0
  }
}

function compilePrint(unit: Unit, node: Node<'print'>): Emit {
  const value = compile(unit, node.value)
  const place = locate(unit, node.value.offset)
  return (frame, out) => {
    const result = value(frame)
    if (result instanceof Undefined && !(result instanceof SilentUndefined)) throw place(result.error())
    out.print(result, place)
    return 0
  }
}

function compileIf(unit: Unit, node: Node<'if'>): Emit {
  const branches = node.branches.map(({ test, body }) => ({
    test: compile(unit, test),
    emit: within(unit, [], () => compileBody(unit, body)),
  }))
  const otherwise = within(unit, [], () => compileBody(unit, node.otherwise))
  return (frame, out) => {
    for (const { test, emit } of branches) {
      if (truth(test(frame))) return emit(frame, out)
    }
    return otherwise(frame, out)
  }
}

function compileSet(unit: Unit, node: Node<'set'>): Emit {
  const value = compile(unit, node.value)
  const assign = compileAssign(unit, node.target)
  for (const name of namesOf(node.target)) declare(unit, name)
  return (frame) => {
    assign(frame, value(frame))
    return 0
  }
}

function compileCapture(unit: Unit, node: Node<'set block' | 'filter block'>): Emit {
  const body = within(unit, [], () => compileBody(unit, node.body))
  const filter = node.filter === undefined ? undefined : compile(unit, node.filter)
  const finish = (frame: Frame, text: string): unknown => {
    if (filter === undefined) return text
    const inner = frame.child()
    inner.set(BODY, text)
    return filter(inner)
  }
  const place = locate(unit, node.offset)
  if (node.kind === 'filter block') {
    return (frame, out) => {
      out.print(finish(frame, capture(body, frame.child())), place)
      return 0
    }
  }
  const assign = compileAssign(unit, node.target)
  for (const name of namesOf(node.target)) declare(unit, name)
  return (frame) => {
    assign(frame, finish(frame, capture(body, frame.child())))
    return 0
  }
}

function capture(body: Emit, frame: Frame): string {
  const out = new Output()
  body(frame, out)
  return out.text()
}

function compileWith(unit: Unit, node: Node<'with'>): Emit {
  const pairs = node.pairs.map(([target, value]) => ({
    value: compile(unit, value),
    assign: compileAssign(unit, target),
  }))
  const names = node.pairs.flatMap(([target]) => namesOf(target))
  const body = within(unit, names, () => compileBody(unit, node.body))
  return (frame, out): Flow => {
    const inner = frame.child()
    const values = pairs.map(({ value }) => value(frame))
    for (const [at, { assign }] of pairs.entries()) assign(inner, values[at])
    return body(inner, out)
  }
}

function compileDo(unit: Unit, node: Node<'do'>): Emit {
  const value = compile(unit, node.value)
  return (frame) => {
    const result = value(frame)
    if (result instanceof Undefined) throw result.error()
    return 0
  }
}
