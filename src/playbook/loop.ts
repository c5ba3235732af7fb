import type { Faults } from '../source/faults.ts'
import { nearest } from '../source/nearest.ts'
import { keyPositionOf, positionOf } from '../source/position.ts'
import { isRecord, kindOf } from '../source/record.ts'
import { LOOP_LOOKUPS } from './actionNames.ts'
import { LOOP_CONTROL } from './keywords.ts'
import { isTemplateText } from './keywordTypes.ts'
import type { Loop, LoopControl, Vars } from './model.ts'

/** A task's `loop` or `with_NAME` with its `loop_control`. */
export function loopOf(task: Vars, path: string, faults: Faults): Loop | undefined {
  const keys = Object.keys(task).filter((key) => key === 'loop' || key.startsWith('with_'))
  const control = controlOf(task, path, faults)
  const [key, second] = keys
  if (key === undefined) return undefined
  if (second !== undefined) {
    faults.add('type', `a task has one loop, this one has two: ${key} and ${second}`, {
      at: keyPositionOf(task, second),
      path,
    })
  }
  const expression = task[key]
  const at = positionOf(task, key) ?? { file: '', line: 1, column: 1 }
  if (!checkValue(key, expression, at, path, faults)) return undefined
  if (key === 'loop') return { expression, control, at }
  return { expression, lookup: lookupOf(key, task, path, faults), control, at }
}

function checkValue(key: string, value: unknown, at: Loop['at'], path: string, faults: Faults): boolean {
  if (value === null) {
    faults.add('type', `'${key}' has no value`, { at, path: `${path} / ${key}` })
    return false
  }
  if (key !== 'loop' || Array.isArray(value)) return true
  if (typeof value === 'string' && isTemplateText(value)) return true
  const isName = typeof value === 'string' && /^[\w.]+$/.test(value)
  faults.add('type', `'loop' must be a list, not ${isName ? `'${value}'` : kindOf(value)}`, {
    at,
    path: `${path} / loop`,
    hint: isName ? `for a variable write: loop: '{{ ${value} }}'` : LOOP_HINT,
  })
  return false
}

const LOOP_HINT = 'a mapping is gone through with: {{ mapping | dict2items }}'

function lookupOf(key: string, task: Vars, path: string, faults: Faults): string {
  const name = key.slice('with_'.length)
  const short = name.split('.').at(-1) ?? name
  if (!LOOP_LOOKUPS.includes(short)) {
    const near = nearest(short, LOOP_LOOKUPS)
    faults.add('unknown', `unknown loop '${key}'`, {
      at: keyPositionOf(task, key),
      path,
      hint: near === undefined ? `'loop' with a filter can do the same` : `did you mean 'with_${near}'?`,
    })
  }
  return short
}

function controlOf(task: Vars, path: string, faults: Faults): LoopControl {
  const value = task['loop_control']
  if (!isRecord(value)) return { loopVar: 'item' }
  for (const key of Object.keys(value)) {
    if (LOOP_CONTROL.includes(key)) continue
    const near = nearest(key, LOOP_CONTROL)
    faults.add('unknown', `unknown key '${key}' of loop_control`, {
      at: keyPositionOf(value, key),
      path: `${path} / loop_control`,
      hint: near === undefined ? `its keys are ${LOOP_CONTROL.join(', ')}` : `did you mean '${near}'?`,
    })
  }
  if (value['break_when'] !== undefined) {
    const at = keyPositionOf(value, 'break_when')
    faults.add('unknown', `'break_when' is not built yet`, { at, path: `${path} / loop_control` })
  }
  const text = (name: string) => (value[name] === undefined ? undefined : String(value[name]))
  return {
    loopVar: text('loop_var') ?? 'item',
    ...(value['index_var'] === undefined ? {} : { indexVar: String(value['index_var']) }),
    label: value['label'],
    pause: value['pause'],
    extended: value['extended'],
    extendedAllitems: value['extended_allitems'],
  }
}
