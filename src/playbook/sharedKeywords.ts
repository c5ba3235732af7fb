import { mergeVars } from '../source/merge.ts'
import { positionOf, setOrigin } from '../source/position.ts'
import { isRecord } from '../source/record.ts'
import type { SharedKeywords, Vars } from './model.ts'

/** The keywords that plays, roles, blocks and tasks share, of one mapping as written. */
export function sharedKeywords(mapping: Vars): SharedKeywords {
  const shared: Record<string, unknown> = {}
  for (const [name, property] of PLAIN) {
    if (isGiven(mapping[name])) shared[property] = mapping[name]
  }
  if (isGiven(mapping['vars'])) shared['vars'] = varsOf(mapping['vars'])
  if (isGiven(mapping['when'])) shared['when'] = listFrom(mapping, 'when')
  if (isGiven(mapping['tags'])) shared['tags'] = tagsOf(mapping['tags'])
  if (isGiven(mapping['notify'])) shared['notify'] = listFrom(mapping, 'notify')
  return shared
}

/** A keyword's value as a list that knows where its items stand; what is no list is its only item. */
export function listFrom(mapping: Vars, name: string): readonly unknown[] {
  const value = mapping[name]
  if (!isGiven(value)) return []
  if (Array.isArray(value)) return value
  const list = [value]
  const at = positionOf(mapping, name)
  if (at !== undefined) setOrigin(list, { at, keys: new Map(), values: new Map([['0', at]]) })
  return list
}

/** Variables; a list of mappings is an older form of one. */
export function varsOf(value: unknown): Vars {
  return Array.isArray(value) ? mergeVars(value.filter(isRecord)) : isRecord(value) ? value : {}
}

/** Tags as written: a comma separates them in text, items of a list are taken as they are. */
export function tagsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flat().map(String)
  return String(value)
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}

const PLAIN: readonly (readonly [string, keyof SharedKeywords])[] = [
  ['become', 'become'],
  ['become_user', 'becomeUser'],
  ['become_method', 'becomeMethod'],
  ['become_flags', 'becomeFlags'],
  ['connection', 'connection'],
  ['remote_user', 'remoteUser'],
  ['port', 'port'],
  ['environment', 'environment'],
  ['module_defaults', 'moduleDefaults'],
  ['no_log', 'noLog'],
  ['diff', 'diff'],
  ['check_mode', 'checkMode'],
  ['ignore_errors', 'ignoreErrors'],
  ['ignore_unreachable', 'ignoreUnreachable'],
  ['any_errors_fatal', 'anyErrorsFatal'],
  ['run_once', 'runOnce'],
  ['throttle', 'throttle'],
  ['timeout', 'timeout'],
  ['delegate_to', 'delegateTo'],
  ['delegate_facts', 'delegateFacts'],
  ['collections', 'collections'],
  ['debugger', 'debugger'],
]
