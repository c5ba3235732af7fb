import { attribute, element } from '../attribute.ts'
import type { Frame } from '../frame.ts'
import { dictOf, mapOf } from '../python/dict.ts'
import { negate, positive } from '../python/number.ts'
import { operate } from '../python/operators.ts'
import { slice } from '../python/subscript.ts'
import { str } from '../python/text.ts'
import { truth } from '../python/truth.ts'
import { Tuple } from '../python/value.ts'
import { SilentUndefined, Undefined } from '../scope.ts'
import type { Expr } from '../syntax/nodes.ts'
import { compileCall, compileFilter, compileTest } from './call.ts'
import { compileCompare } from './comparison.ts'
import { locate, type Unit, where } from './unit.ts'

/** Gives an expression's value in a frame; a missing variable comes as an `Undefined`. */
export type Evaluate = (frame: Frame) => unknown

type Node<K extends Expr['kind']> = Extract<Expr, { kind: K }>

/** Compiles an expression to a closure. */
export function compile(unit: Unit, node: Expr): Evaluate {
  switch (node.kind) {
    case 'constant': {
      const { value } = node
      return () => value
    }
    case 'name':
      return compileName(unit, node)
    case 'body':
      return (frame) => frame.resolve(BODY)
    case 'list':
    case 'tuple':
    case 'dict':
      return compileContainer(unit, node)
    case 'unary':
    case 'binary':
    case 'concat':
      return compileOperator(unit, node)
    case 'and':
    case 'or':
    case 'condition':
      return compileChoice(unit, node)
    case 'compare':
      return compileCompare(unit, node, compile)
    case 'attribute':
    case 'item':
    case 'slice':
      return compileAccess(unit, node)
    case 'call':
      return compileCall(unit, node, compile)
    case 'filter':
      return compileFilter(unit, node, compile)
    case 'test':
      return compileTest(unit, node, compile)
  }
}

/** The name under which a filter block's text stands in its frame; no template can write it. */
export const BODY = ' body'

function compileName(unit: Unit, { name, offset }: Node<'name'>): Evaluate {
  if (!unit.declared.some((names) => names.has(name))) unit.names.add(name)
  const place = where(unit, offset)
  const check = (value: unknown) =>
    value instanceof Undefined && value.name === undefined
      ? new Undefined(`'${name}' is undefined`, name, place)
      : value
  if (unit.assigned?.has(name) === false) return (frame) => check(frame.outer(name))
  return (frame) => check(frame.resolve(name))
}

function compileContainer(unit: Unit, node: Node<'list' | 'tuple' | 'dict'>): Evaluate {
  if (node.kind === 'dict') {
    const entries = node.entries.map(([key, value]) => [compile(unit, key), compile(unit, value)] as const)
    const make = unit.mutates ? mapOf : dictOf
    return guard(unit, node.offset, (frame) =>
      make(entries.map(([key, value]): [unknown, unknown] => [defined(key(frame)), value(frame)])),
    )
  }
  const items = node.items.map((item) => compile(unit, item))
  if (node.kind === 'list') return (frame) => items.map((item) => item(frame))
  return (frame) => Tuple.make(items.map((item) => item(frame)))
}

function defined(value: unknown): unknown {
  if (value instanceof Undefined) throw value.error()
  return value
}

function compileOperator(unit: Unit, node: Node<'unary' | 'binary' | 'concat'>): Evaluate {
  if (node.kind === 'concat') {
    const parts = node.parts.map((part) => compile(unit, part))
    return guard(unit, node.offset, (frame) => parts.map((part) => str(part(frame))).join(''))
  }
  if (node.kind === 'unary') {
    const value = compile(unit, node.value)
    const apply = { '-': negate, '+': positive, not: (operand: unknown) => !truth(operand) }[node.operator]
    return guard(unit, node.offset, (frame) => apply(value(frame)))
  }
  const { operator } = node
  const left = compile(unit, node.left)
  const right = compile(unit, node.right)
  return guard(unit, node.offset, (frame) => operate(operator, left(frame), right(frame)))
}

function compileChoice(unit: Unit, node: Node<'and' | 'or' | 'condition'>): Evaluate {
  if (node.kind === 'condition') {
    const test = compile(unit, node.test)
    const then = compile(unit, node.then)
    const otherwise = node.otherwise === undefined ? undefined : compile(unit, node.otherwise)
    const missing = new SilentUndefined(
      "the inline 'if' is false and has no 'else'",
      'if',
      where(unit, node.offset),
    )
    return (frame) =>
      truth(test(frame)) ? then(frame) : otherwise === undefined ? missing : otherwise(frame)
  }
  const left = compile(unit, node.left)
  const right = compile(unit, node.right)
  const stopAt = node.kind === 'or'
  return (frame) => {
    const value = left(frame)
    return truth(value) === stopAt ? value : right(frame)
  }
}

function compileAccess(unit: Unit, node: Node<'attribute' | 'item' | 'slice'>): Evaluate {
  const value = compile(unit, node.value)
  const place = where(unit, node.offset)
  if (node.kind === 'attribute') {
    const { name } = node
    return (frame) => attribute(value(frame), name, place)
  }
  if (node.kind === 'item') {
    const key = compile(unit, node.key)
    return (frame) => element(value(frame), key(frame), place)
  }
  const none: Evaluate = () => null
  const [start, stop, step] = [node.start, node.stop, node.step].map((part) =>
    part === undefined ? none : compile(unit, part),
  ) as [Evaluate, Evaluate, Evaluate]
  return guard(unit, node.offset, (frame) => slice(value(frame), start(frame), stop(frame), step(frame)))
}

function guard(unit: Unit, offset: number, evaluate: Evaluate): Evaluate {
  const place = locate(unit, offset)
  return (frame) => {
    try {
      return evaluate(frame)
    } catch (error) {
      throw place(error)
    }
  }
}
