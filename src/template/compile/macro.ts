import type { Named } from '../environment.ts'
import type { Emit, Frame } from '../frame.ts'
import { Output } from '../output.ts'
import { fail } from '../python/fault.ts'
import { Callable } from '../python/object.ts'
import { Tuple } from '../python/value.ts'
import { Undefined } from '../scope.ts'
import type { Expr, MacroParts, Statement } from '../syntax/nodes.ts'
import { reads } from '../syntax/walk.ts'
import { compile } from './expression.ts'
import { declare, locate, type Unit, within } from './unit.ts'

type Compile = (unit: Unit, body: readonly Statement[]) => Emit
type Evaluate = (frame: Frame) => unknown

interface Shape {
  readonly name: string
  readonly parameters: readonly { readonly name: string; readonly fallback: Evaluate | undefined }[]
  readonly body: Emit
  /** Which of the special names the body reads. */
  readonly wantsRest: boolean
  readonly wantsNamed: boolean
  readonly wantsCaller: boolean
}

export function compileMacro(
  unit: Unit,
  node: Extract<Statement, { kind: 'macro' }>,
  compileBody: Compile,
): Emit {
  const { name } = node.macro
  declare(unit, name)
  const shape = compileShape(unit, node.macro, compileBody)
  return (frame) => {
    frame.set(name, new Macro(shape, frame))
    return 0
  }
}

/** `call(args) macro(…)`: the body goes to the macro as `caller`. */
export function compileCallBlock(
  unit: Unit,
  node: Extract<Statement, { kind: 'call block' }>,
  compileBody: Compile,
): Emit {
  const shape = compileShape(unit, node.macro, compileBody)
  const { call } = node
  if (call.kind !== 'call') throw unit.place.error(node.offset, 'a call block needs a call')
  const caller: Expr = { kind: 'name', name: CALLER, offset: call.offset }
  const named = [...call.args.named, { name: 'caller', value: caller }]
  const value = within(unit, [CALLER], () => compile(unit, { ...call, args: { ...call.args, named } }))
  const place = locate(unit, node.offset)
  return (frame, out) => {
    const inner = frame.child()
    inner.set(CALLER, new Macro(shape, frame))
    out.print(value(inner), place)
    return 0
  }
}

/** Where a call block keeps its body for the call; no template can write this name. */
const CALLER = ' caller'

function compileShape(unit: Unit, macro: MacroParts, compileBody: Compile): Shape {
  const names = macro.parameters.map(({ name }) => name)
  const special = ['varargs', 'kwargs', 'caller']
  return within(unit, [...names, ...special], () => ({
    name: macro.name,
    parameters: macro.parameters.map(({ name, fallback }) => ({
      name,
      fallback: fallback === undefined ? undefined : compile(unit, fallback),
    })),
    body: compileBody(unit, macro.body),
    wantsRest: reads(macro.body, 'varargs'),
    wantsNamed: reads(macro.body, 'kwargs'),
    wantsCaller: reads(macro.body, 'caller') || names.includes('caller'),
  }))
}

class Macro extends Callable {
  readonly #shape: Shape

  constructor(shape: Shape, frame: Frame) {
    super(shape.name, (args, named) => run(shape, frame, args, named ?? {}), 'Macro')
    this.#shape = shape
  }

  override attribute(name: string): unknown {
    const { parameters, wantsRest, wantsNamed, wantsCaller } = this.#shape
    switch (name) {
      case 'arguments':
        return Tuple.make(parameters.map((parameter) => parameter.name))
      case 'catch_varargs':
        return wantsRest
      case 'catch_kwargs':
        return wantsNamed
      case 'caller':
        return wantsCaller
      default:
        return super.attribute(name)
    }
  }
}

function run(shape: Shape, outer: Frame, args: readonly unknown[], named: Named): string {
  const { name, parameters } = shape
  const frame = outer.child()
  const rest = { ...named }
  setCaller(shape, frame, rest)
  for (const [at, parameter] of parameters.entries()) {
    const given = Object.hasOwn(rest, parameter.name)
    if (at < args.length && given) fail(`macro '${name}' got two values for '${parameter.name}'`)
    const value = at < args.length ? args[at] : given ? rest[parameter.name] : undefined
    delete rest[parameter.name]
    frame.set(parameter.name, value === undefined ? missing(parameter, frame) : value)
  }
  setRest(shape, frame, args, rest)
  const out = new Output()
  shape.body(frame, out)
  return out.text()
}

function setCaller(shape: Shape, frame: Frame, rest: Record<string, unknown>): void {
  if (shape.parameters.some((parameter) => parameter.name === 'caller')) return
  if (shape.wantsCaller) {
    frame.set('caller', rest.caller ?? new Undefined('no caller defined', 'caller'))
    delete rest.caller
  } else if (Object.hasOwn(rest, 'caller')) {
    fail(`macro '${shape.name}' was used in a call block but does not use 'caller'`)
  }
}

function missing(parameter: Shape['parameters'][number], frame: Frame): unknown {
  if (parameter.fallback !== undefined) return parameter.fallback(frame)
  return new Undefined(`parameter '${parameter.name}' was not provided`, parameter.name)
}

function setRest(shape: Shape, frame: Frame, args: readonly unknown[], rest: Record<string, unknown>): void {
  const { name, parameters, wantsRest, wantsNamed } = shape
  if (wantsRest) frame.set('varargs', Tuple.make(args.slice(parameters.length)))
  else if (args.length > parameters.length)
    fail(`macro '${name}' takes not more than ${parameters.length} argument(s)`)
  if (wantsNamed) frame.set('kwargs', rest)
  else if (Object.keys(rest).length > 0)
    fail(`macro '${name}' takes no keyword argument '${Object.keys(rest)[0]}'`)
}
