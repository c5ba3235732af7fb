import { StackError } from '../../errors.ts'
import { attribute } from '../attribute.ts'
import type { LoadedTemplate } from '../environment.ts'
import { type Emit, Frame, type Program, type Run } from '../frame.ts'
import { isolatedScope } from '../isolated.ts'
import { Output } from '../output.ts'
import { fail } from '../python/fault.ts'
import { Callable, PyObject } from '../python/object.ts'
import { str } from '../python/text.ts'
import { isList } from '../python/value.ts'
import { type Scope, UNDEFINED } from '../scope.ts'
import type { Expr, Statement } from '../syntax/nodes.ts'
import { compile } from './expression.ts'
import { declare, locate, type Unit, where, within } from './unit.ts'

type Compile = (unit: Unit, body: readonly Statement[]) => Emit
type Node<K extends Statement['kind']> = Extract<Statement, { kind: K }>

export function compileInclude(unit: Unit, node: Node<'include'>): Emit {
  const load = compileLoad(unit, node.template, node.ignoreMissing)
  return (frame, out) => {
    const program = load(frame)
    if (program === undefined) return 0
    const inner = new Output()
    renderProgram(program, startRun(program, frame, node.withContext), inner)
    out.write(inner.text())
    return 0
  }
}

export function compileImport(unit: Unit, node: Node<'import'>): Emit {
  const load = compileLoad(unit, node.template, false)
  declare(unit, node.name)
  return (frame) => {
    frame.set(node.name, importModule(load(frame), frame, node.withContext))
    return 0
  }
}

export function compileFrom(unit: Unit, node: Node<'from'>): Emit {
  const load = compileLoad(unit, node.template, false)
  for (const { as } of node.names) declare(unit, as)
  const place = where(unit, node.offset)
  return (frame) => {
    const module = importModule(load(frame), frame, node.withContext)
    for (const { name, as } of node.names) frame.set(as, attribute(module, name, place))
    return 0
  }
}

export function compileExtends(unit: Unit, node: Node<'extends'>): Emit {
  const load = compileLoad(unit, node.template, false)
  return (frame, out) => {
    const program = load(frame)
    if (program === undefined) return 0
    const { run } = frame
    if (run.parent !== undefined) throw unit.place.error(node.offset, 'a template can extend only one other')
    run.parent = program
    addBlocks(run, program)
    out.closed = true
    return 0
  }
}

export function compileBlock(unit: Unit, node: Node<'block'>, compileBody: Compile): Emit {
  const { name } = node
  const body = within(unit, ['super', 'self'], () => compileBody(unit, node.body))
  unit.blocks.set(name, node.required ? requiredBlock(name) : body)
  const place = locate(unit, node.offset)
  return (frame, out) => {
    if (frame.run.parent !== undefined) return 0
    try {
      return emitBlock(name, 0, node.scoped ? frame : frame.root, out)
    } catch (error) {
      throw place(error)
    }
  }
}

function requiredBlock(name: string): Emit {
  return () => fail(`the block '${name}' is required, but no template that extends this one has it`)
}

function emitBlock(name: string, level: number, frame: Frame, out: Output): 0 {
  const body = frame.run.blocks.get(name)?.[level]
  if (body === undefined) return fail(`there is no parent block called '${name}'`)
  const inner = frame.child()
  inner.set('self', new Blocks(frame))
  inner.set('super', new Callable('super', () => blockText(name, level + 1, frame)))
  body(inner, out)
  return 0
}

function blockText(name: string, level: number, frame: Frame): string {
  const out = new Output()
  emitBlock(name, level, frame, out)
  return out.text()
}

/** `self` in a template: its blocks, to be called. */
export class Blocks extends PyObject {
  readonly type = 'TemplateReference'
  readonly #frame: Frame

  constructor(frame: Frame) {
    super()
    this.#frame = frame
  }

  override attribute(name: string): unknown {
    if (!this.#frame.run.blocks.has(name)) return undefined
    return new Callable(name, () => blockText(name, 0, this.#frame))
  }

  text(): string {
    return '<TemplateReference>'
  }
}

/** Writes a template and, behind its own body, the template that it extends. */
export function renderProgram(program: Program, run: Run, out: Output): Frame {
  const frame = new Frame(run)
  let next: Program | undefined = program
  for (let depth = 0; next !== undefined; depth++) {
    if (depth > MOST_PARENTS) fail(`'${next.file}' extends itself`)
    if (next.blocks.size > 0) frame.set('self', new Blocks(frame))
    next.emit(frame, out)
    next = run.parent
    run.parent = undefined
    out.closed = false
  }
  return frame
}

const MOST_PARENTS = 50

/** A run of a template with its blocks. */
export function runOf(program: Program, environment: Run['environment'], scope: Scope): Run {
  const own = program.mutates ? isolatedScope(scope) : scope
  const run: Run = { environment, scope: own, blocks: new Map(), parent: undefined }
  addBlocks(run, program)
  return run
}

function addBlocks(run: Run, program: Program): void {
  for (const [name, emit] of program.blocks) run.blocks.set(name, [...(run.blocks.get(name) ?? []), emit])
}

const EMPTY: Scope = { lookup: () => UNDEFINED }

function startRun(program: Program, frame: Frame, withContext: boolean): Run {
  const scope: Scope = withContext ? { lookup: (name) => frame.resolve(name) } : EMPTY
  return runOf(program, frame.environment, scope)
}

function importModule(program: Program | undefined, frame: Frame, withContext: boolean): PyObject {
  if (program === undefined) return fail('no such template')
  const out = new Output()
  const inner = renderProgram(program, startRun(program, frame, withContext), out)
  return new Module(program.file, inner.vars, out.text())
}

class Module extends PyObject {
  readonly type = 'TemplateModule'
  readonly #file: string
  readonly #vars: ReadonlyMap<string, unknown>
  readonly #text: string

  constructor(file: string, vars: ReadonlyMap<string, unknown>, text: string) {
    super()
    this.#file = file
    this.#vars = vars
    this.#text = text
  }

  get file(): string {
    return this.#file
  }

  override attribute(name: string): unknown {
    return name.startsWith('_') || name === 'self' ? undefined : this.#vars.get(name)
  }

  text(): string {
    return this.#text
  }
}

// Finds the named template, or the first that is there of a list; compiled once per source.
function compileLoad(
  unit: Unit,
  template: Expr,
  ignoreMissing: boolean,
): (frame: Frame) => Program | undefined {
  const value = compile(unit, template)
  const place = locate(unit, template.offset)
  const compiled = new Map<string, { source: string; program: Program }>()
  const programOf = ({ source, file }: LoadedTemplate): Program => {
    const known = compiled.get(file)
    if (known?.source === source) return known.program
    const program = unit.program(source, file)
    compiled.set(file, { source, program })
    return program
  }
  return (frame) => {
    const wanted = value(frame)
    const names = (isList(wanted) ? wanted : [wanted]).map((name) => str(name))
    for (const name of names) {
      const found = unit.environment.loadTemplate?.(name, unit.place.file)
      if (found !== undefined) return programOf(found)
    }
    if (ignoreMissing) return undefined
    throw place(
      new StackError('file', `no template named ${names.map((name) => `'${name}'`).join(' or ')} was found`),
    )
  }
}
