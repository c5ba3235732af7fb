import type { FilterFn, Named } from '../environment.ts'
import type { Frame } from '../frame.ts'
import { entriesOf } from '../python/dict.ts'
import { fail } from '../python/fault.ts'
import { iterate } from '../python/iterate.ts'
import { Callable } from '../python/object.ts'
import { str } from '../python/text.ts'
import { truth } from '../python/truth.ts'
import { isDict, typeName } from '../python/value.ts'
import { Undefined } from '../scope.ts'
import type { Args, Expr } from '../syntax/nodes.ts'
import { locate, named, type Unit } from './unit.ts'

type Evaluate = (frame: Frame) => unknown
type Compile = (unit: Unit, node: Expr) => Evaluate

interface ArgsOf {
  readonly positional: (frame: Frame) => readonly unknown[]
  readonly named: (frame: Frame) => Named | undefined
}

/** `value(args)`. */
export function compileCall(unit: Unit, node: Extract<Expr, { kind: 'call' }>, compile: Compile): Evaluate {
  const callee = compile(unit, node.value)
  const args = compileArgs(unit, node.args, compile)
  const place = locate(unit, node.offset)
  return (frame) => {
    const target = callee(frame)
    const positional = args.positional(frame)
    const keywords = args.named(frame)
    try {
      if (target instanceof Callable) return target.call(positional, keywords, frame)
      if (target instanceof Undefined) throw target.error()
      return fail(`'${typeName(target)}' object is not callable`)
    } catch (error) {
      throw place(error)
    }
  }
}

/** `value | name(args)`. */
export function compileFilter(
  unit: Unit,
  node: Extract<Expr, { kind: 'filter' }>,
  compile: Compile,
): Evaluate {
  const filter = named(unit, unit.environment.filters, node.name, node.offset, 'filter')
  return compileApplied(unit, node, filter, compile)
}

/** `value is name(args)`. */
export function compileTest(unit: Unit, node: Extract<Expr, { kind: 'test' }>, compile: Compile): Evaluate {
  const test = named(unit, unit.environment.tests, node.name, node.offset, 'test')
  const apply = compileApplied(unit, node, test, compile)
  return node.negated ? (frame) => !truth(apply(frame)) : (frame) => truth(apply(frame))
}

function compileApplied(
  unit: Unit,
  node: Extract<Expr, { kind: 'filter' | 'test' }>,
  apply: FilterFn,
  compile: Compile,
): Evaluate {
  const value = compile(unit, node.value)
  const args = compileArgs(unit, node.args, compile)
  const place = locate(unit, node.offset)
  return (frame) => {
    const input = value(frame)
    const positional = args.positional(frame)
    const keywords = args.named(frame)
    try {
      return apply(input, positional, keywords, frame)
    } catch (error) {
      throw place(error)
    }
  }
}

const NOTHING: readonly unknown[] = []

function compileArgs(unit: Unit, args: Args, compile: Compile): ArgsOf {
  const positional = args.positional.map((arg) => compile(unit, arg))
  const spread = args.spread === undefined ? undefined : compile(unit, args.spread)
  return { positional: compilePositional(positional, spread), named: compileNamed(unit, args, compile) }
}

function compilePositional(
  args: readonly Evaluate[],
  spread: Evaluate | undefined,
): (frame: Frame) => readonly unknown[] {
  if (spread !== undefined) return (frame) => [...args.map((arg) => arg(frame)), ...iterate(spread(frame))]
  if (args.length === 0) return () => NOTHING
  return (frame) => args.map((arg) => arg(frame))
}

function compileNamed(unit: Unit, args: Args, compile: Compile): (frame: Frame) => Named | undefined {
  if (args.named.length === 0 && args.spreadNamed === undefined) return () => undefined
  const keywords = args.named.map(({ name, value }) => ({ name, value: compile(unit, value) }))
  const spread = args.spreadNamed === undefined ? undefined : compile(unit, args.spreadNamed)
  return (frame) => {
    const result: Record<string, unknown> = {}
    for (const { name, value } of keywords) result[name] = value(frame)
    if (spread === undefined) return result
    const more = spread(frame)
    if (!isDict(more)) return fail(`the argument after ** must be a mapping, not ${typeName(more)}`)
    for (const [name, value] of entriesOf(more)) result[str(name)] = value
    return result
  }
}
