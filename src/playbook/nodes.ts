import { keyPositionOf, type Position, positionOf } from '../source/position.ts'
import { isRecord, kindOf } from '../source/record.ts'
import { checkKeywords, unknownKeyword } from './checkKeys.ts'
import { checkKeywordTexts } from './checkTexts.ts'
import { findKeyword } from './keywords.ts'
import type { Block, TaskNode, Vars } from './model.ts'
import type { Reading, Site } from './reading.ts'
import { sharedKeywords } from './sharedKeywords.ts'
import { readTask } from './task.ts'

/** The tasks and blocks of a list as written; null is none. Faults are collected, what has them is left out. */
export function readNodes(
  value: unknown,
  at: Position | undefined,
  site: Site,
  reading: Reading,
): readonly TaskNode[] {
  if (value === null || value === undefined) return []
  if (!Array.isArray(value)) {
    reading.faults.add('type', `tasks must be a list, not ${kindOf(value)}`, {
      at,
      path: site.path,
      hint: "begin every task with '- '",
    })
    return []
  }
  return value.flatMap((item: unknown, index) =>
    readNode(item, positionOf(value, index) ?? at, site, reading),
  )
}

function readNode(
  item: unknown,
  at: Position | undefined,
  site: Site,
  reading: Reading,
): readonly TaskNode[] {
  if (!isRecord(item)) {
    const hint = typeof item === 'string' ? `write it as 'module: options', for example: ping:` : undefined
    reading.faults.add('type', `a task must be a mapping, not ${kindOf(item)}`, { at, path: site.path, hint })
    return []
  }
  const isBlock = ['block', 'rescue', 'always'].some((key) => Object.hasOwn(item, key))
  if (!isBlock) return readTask(item, site, reading, readNodes)
  return readBlock(item, site, reading)
}

function readBlock(item: Vars, site: Site, reading: Reading): readonly TaskNode[] {
  const name = item['name'] === undefined || item['name'] === null ? undefined : String(item['name'])
  const path = `${site.path} / block${name === undefined ? '' : ` "${name}"`}`
  const first = Object.keys(item)[0] ?? ''
  const at = keyPositionOf(item, first) ?? positionOf(item)
  if (site.handlers) {
    reading.faults.add('type', 'a block cannot be a handler', { at, path: site.path })
    return []
  }
  if (!Object.hasOwn(item, 'block')) {
    reading.faults.add('type', `'${first}' needs a 'block' beside it`, { at, path })
  }
  const keys = Object.keys(item)
  checkBlockKeys(item, keys, path, reading)
  checkKeywordTexts(item, path, reading)
  const keywords = sharedKeywords(item)
  const inner: Site = { ...site, ancestry: { keywords, parent: site.ancestry }, path }
  const part = (key: string) => readNodes(item[key], positionOf(item, key), inner, reading)
  const block: Block = {
    kind: 'block',
    at: at ?? { file: '', line: 1, column: 1 },
    name,
    keywords,
    inherited: site.ancestry,
    role: site.role,
    directory: site.directory,
    block: part('block'),
    rescue: part('rescue'),
    always: part('always'),
  }
  return [block]
}

function checkBlockKeys(item: Vars, keys: readonly string[], path: string, reading: Reading): void {
  const known = keys.filter((key) => findKeyword(key) !== undefined)
  checkKeywords(
    item,
    'block',
    known.filter((key) => !['block', 'rescue', 'always'].includes(key)),
    path,
    reading.faults,
  )
  for (const key of keys) {
    if (findKeyword(key) !== undefined) continue
    if (reading.options.findModule(key) === undefined) {
      unknownKeyword(item, key, 'block', path, reading.faults)
    } else {
      reading.faults.add('type', `a block runs tasks, not the module ${key}`, {
        at: keyPositionOf(item, key),
        path,
        hint: 'make it a task of its own inside the block',
      })
    }
  }
}
