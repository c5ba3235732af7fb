import type { Module } from '../modules/module.ts'
import { nearest } from '../source/nearest.ts'
import { keyPositionOf, type Position, positionOf } from '../source/position.ts'
import { isRecord } from '../source/record.ts'
import { actionArgs } from './actionArgs.ts'
import { type ImportAction, importAction, importActionNames } from './actionNames.ts'
import { unknownKeyword } from './checkKeys.ts'
import { findKeyword, type KeywordPlace, keywordsOf } from './keywords.ts'
import type { Vars } from './model.ts'
import type { Reading } from './reading.ts'

/** What a task does: a module, or bringing other tasks. */
export interface Action {
  /** As written: `apt`, `ansible.builtin.apt`. */
  readonly name: string
  readonly module: Module | undefined
  readonly brings: ImportAction | undefined
  readonly args: Vars
  /** `local_action`: the module runs on this machine. */
  readonly local: boolean
  readonly at: Position | undefined
}

/**
 * Finds the one key of a task that names what it does (or `action:`, `local_action:`) and its options.
 * Keys that are neither that nor a keyword are faults. Undefined when there is none to run.
 */
export function actionOf(
  task: Vars,
  place: KeywordPlace,
  path: string,
  reading: Reading,
): Action | undefined {
  const keys = Object.keys(task).filter((key) => !isKeyword(key, place, reading))
  const known = keys.filter((key) => isAction(key, reading))
  const older = ['action', 'local_action'].filter((key) => task[key] !== undefined)
  const chosen = [...older, ...known]
  const [first, second] = chosen
  for (const key of keys) {
    if (!known.includes(key) && (first !== undefined || !isModuleLike(key, keys, place, reading))) {
      unknownKeyword(task, key, place, path, reading.faults)
    }
  }
  if (second !== undefined) {
    reading.faults.add('type', `a task runs one module, this one names two: ${first} and ${second}`, {
      at: keyPositionOf(task, second),
      path,
      hint: 'make two tasks of it',
    })
    return undefined
  }
  if (first === undefined) {
    noModule(task, keys, place, path, reading)
    return undefined
  }
  return older.length > 0 ? olderForm(task, first, path, reading) : newForm(task, first, path, reading)
}

/** `user` is a keyword of plays, but a module in a task. */
function isKeyword(key: string, place: KeywordPlace, reading: Reading): boolean {
  const keyword = findKeyword(key)
  if (keyword === undefined) return key.startsWith('with_')
  return keyword.places.includes(place) || !isAction(key, reading)
}

function isAction(key: string, reading: Reading): boolean {
  return importAction(key) !== undefined || reading.options.findModule(key) !== undefined
}

/** Of keys that are nothing known, the one that is meant as the module; the others are misspelt keywords. */
function isModuleLike(key: string, keys: readonly string[], place: KeywordPlace, reading: Reading): boolean {
  const candidates = keys.filter((one) => nearest(one, keywordsOf(place)) === undefined)
  const closest = keys.find((one) => nearestAction(one, reading) !== undefined)
  return key === (closest ?? candidates[0])
}

function noModule(
  task: Vars,
  keys: readonly string[],
  place: KeywordPlace,
  path: string,
  reading: Reading,
): void {
  const { faults } = reading
  const meant = keys.find((key) => isModuleLike(key, keys, place, reading))
  if (meant !== undefined) {
    unknownModule(meant, keyPositionOf(task, meant), path, reading)
  } else if (keys.length === 0) {
    const at = keyPositionOf(task, Object.keys(task)[0] ?? '') ?? positionOf(task)
    faults.add('type', 'the task names no module', { at, path, hint: "add what it does: 'apt:', 'copy:' …" })
  }
}

function unknownModule(name: string, at: Position | undefined, path: string, reading: Reading): void {
  const near = nearestAction(name, reading)
  reading.faults.add('unknown', `unknown module '${name}'`, {
    at,
    path,
    hint: near === undefined ? `'stack docs' lists the modules there are` : `did you mean '${near}'?`,
  })
}

/** Of a full name only the last part can be misspelt; the whole is so long that anything is near it. */
function nearestAction(name: string, reading: Reading): string | undefined {
  const names = [...reading.options.moduleNames(), ...importActionNames()]
  const cut = name.lastIndexOf('.') + 1
  const siblings = names.filter(
    (one) => one.lastIndexOf('.') + 1 === cut && one.startsWith(name.slice(0, cut)),
  )
  const near = nearest(
    name.slice(cut),
    siblings.map((one) => one.slice(cut)),
  )
  return near === undefined ? undefined : name.slice(0, cut) + near
}

function newForm(task: Vars, key: string, path: string, reading: Reading): Action | undefined {
  const at = positionOf(task, key)
  const module = reading.options.findModule(key)
  const brings = importAction(key)
  const args = actionArgs({ task, text: task[key], module, brings, name: key, at, path }, reading)
  return args === undefined
    ? undefined
    : { name: key, module, brings, args, local: false, at: keyPositionOf(task, key) }
}

/** `action: copy src=a dest=b`, `action: {module: copy, src: a}`. */
function olderForm(task: Vars, key: string, path: string, reading: Reading): Action | undefined {
  const value = task[key]
  const at = positionOf(task, key)
  const spec = isRecord(value) ? value['module'] : value
  if (typeof spec !== 'string' || spec.trim() === '') {
    reading.faults.add('type', `'${key}' must name a module`, { at, path: `${path} / ${key}` })
    return undefined
  }
  const [, name = '', rest = ''] = /^\s*(\S+)\s*([\s\S]*)$/.exec(spec) ?? []
  const module = reading.options.findModule(name)
  const brings = importAction(name)
  if (module === undefined && brings === undefined) {
    unknownModule(name, at, path, reading)
    return undefined
  }
  const more = isRecord(value) ? without(value, 'module') : undefined
  const text = rest === '' ? null : rest
  const args = actionArgs({ task, text, more, module, brings, name, at, path }, reading)
  return args === undefined ? undefined : { name, module, brings, args, local: key === 'local_action', at }
}

function without(value: Vars, key: string): Vars {
  const copy = { ...value }
  delete copy[key]
  return copy
}
