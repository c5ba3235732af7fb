import type { Module } from '../modules/module.ts'
import { parseFreeForm } from '../source/freeForm.ts'
import { mergeVars } from '../source/merge.ts'
import { type Position, positionOf, setOrigin } from '../source/position.ts'
import { isRecord, kindOf } from '../source/record.ts'
import { type ImportAction, takesCommand } from './actionNames.ts'
import { isTemplateText } from './keywordTypes.ts'
import type { Vars } from './model.ts'
import type { Reading } from './reading.ts'

/** The parts from which a task's options come. */
export interface ArgsSource {
  readonly task: Vars
  /** The value of the module's key. */
  readonly text: unknown
  /** Further options beside it (`action:` as a mapping). */
  readonly more?: Vars | undefined
  readonly module: Module | undefined
  readonly brings: ImportAction | undefined
  readonly name: string
  readonly at: Position | undefined
  readonly path: string
}

/**
 * A task's options as written, whether given as a mapping, as `k=v` text or as a command; those under
 * `args:` are the weakest. Options that are one template as a whole stand under `_args`. Undefined after a fault.
 */
export function actionArgs(source: ArgsSource, reading: Reading): Vars | undefined {
  const base = argsKeyword(source, reading)
  const own = ownArgs(source, reading)
  if (base === undefined || own === undefined) return undefined
  const merged = mergeVars([base, source.more ?? {}, own])
  return source.at === undefined ? merged : placed(merged, source.at)
}

function argsKeyword({ task, path }: ArgsSource, reading: Reading): Vars | undefined {
  const value = task['args']
  if (value === undefined || value === null) return {}
  if (isRecord(value)) return value
  if (typeof value === 'string' && isTemplateText(value)) return { _args: value }
  reading.faults.add('type', `'args' must be a mapping, not ${kindOf(value)}`, {
    at: positionOf(task, 'args'),
    path: `${path} / args`,
  })
  return undefined
}

function ownArgs(source: ArgsSource, reading: Reading): Vars | undefined {
  const { text, module, brings, name, at, path } = source
  if (text === null || text === undefined) return {}
  if (isRecord(text)) return module === undefined ? text : renamed(text, module)
  if (typeof text === 'object' && !isOpaque(text)) {
    reading.faults.add('type', `the options of ${name} must be a mapping, not ${kindOf(text)}`, { at, path })
    return undefined
  }
  const freeForm = brings === undefined ? module?.freeForm : bringsOption(brings)
  if (typeof text !== 'string') return { [freeForm ?? '_args']: text }
  return fromText(text, freeForm, source, reading)
}

/** `_raw_params` and, for commands, `cmd` are other names of a free-form option. */
function renamed(args: Vars, module: Module): Vars {
  const { freeForm } = module
  if (freeForm === undefined || !Object.hasOwn(args, '_raw_params')) return args
  const { _raw_params: raw, ...rest } = args
  return mergeVars([rest, { [freeForm]: raw }])
}

function bringsOption(brings: ImportAction): string {
  return brings === 'include_role' || brings === 'import_role' ? 'name' : 'file'
}

function fromText(
  text: string,
  freeForm: string | undefined,
  source: ArgsSource,
  reading: Reading,
): Vars | undefined {
  const { module, name, at, path } = source
  const style = module !== undefined && takesCommand(module.name) ? 'command' : 'options'
  const parsed = reading.faults.attempt(() => parseFreeForm(text, style, at), { path })
  if (parsed === undefined) return undefined
  const { options, raw } = parsed
  if (raw === undefined) return options
  if (freeForm !== undefined) return { ...options, [freeForm]: raw }
  if (isTemplateText(raw)) return { ...options, _args: raw }
  reading.faults.add('type', `${name} takes no text, only options: '${raw}'`, {
    at,
    path,
    hint: 'write the options as a mapping, one a line',
  })
  return undefined
}

function isOpaque(value: object): boolean {
  return !Array.isArray(value) && !(value instanceof Map)
}

/** Options parsed from text all stand where the text stands. */
function placed(args: Vars, at: Position): Vars {
  if (positionOf(args) !== undefined) return args
  const copy = { ...args }
  const places = new Map(Object.keys(copy).map((key) => [key, at]))
  setOrigin(copy, { at, keys: places, values: places })
  return copy
}
