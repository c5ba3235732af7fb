import { isRecord, kindOf } from '../source/record.ts'
import type { KeywordType } from './keywords.ts'

/** Why a value does not fit a keyword's type, as the end of "X must be …"; undefined when it fits. */
export function misfit(type: KeywordType, value: unknown): string | undefined {
  if (value === null || (typeof value === 'string' && isTemplateText(value) && !STRUCTURAL.has(type))) {
    return undefined
  }
  const check = CHECKS[type]
  return check.fits(value) ? undefined : `${check.wants}, not ${shown(value)}`
}

/** Whether text holds a template. */
export function isTemplateText(text: string): boolean {
  return text.includes('{{') || text.includes('{%') || text.includes('{#')
}

/** Known when the playbook is read, so a template cannot stand for the whole of it. */
const STRUCTURAL: ReadonlySet<KeywordType> = new Set<KeywordType>([
  'handlers',
  'mapping',
  'prompts',
  'roles',
  'tasks',
  'vars',
])

interface Check {
  readonly wants: string
  readonly fits: (value: unknown) => boolean
}

const listOf = (fits: (item: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(fits)
const isText = (value: unknown) => typeof value === 'string'
const isNumberLike = (value: unknown) => typeof value === 'number' || typeof value === 'bigint'
const isScalar = (value: unknown) => isText(value) || isNumberLike(value) || isOpaque(value)
const isCondition = (value: unknown) => isText(value) || typeof value === 'boolean'
const isOpaque = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !isRecord(value) &&
  !(value instanceof Map)

const TASK_LIST: Check = { wants: 'a list of tasks', fits: listOf(() => true) }

const CHECKS: Readonly<Record<KeywordType, Check>> = {
  any: { wants: 'anything', fits: () => true },
  bool: {
    wants: 'yes or no',
    fits: (value) =>
      typeof value === 'boolean' ||
      value === 0 ||
      value === 1 ||
      (typeof value === 'string' && /^(?:yes|no|on|off|true|false|y|n|t|f|0|1)$/i.test(value.trim())),
  },
  conditions: {
    wants: 'a condition or a list of conditions',
    fits: (value) => isCondition(value) || listOf(isCondition)(value),
  },
  handlers: TASK_LIST,
  int: {
    wants: 'a whole number',
    fits: (value) =>
      (typeof value === 'number' && Number.isInteger(value)) ||
      (typeof value === 'string' && /^\s*[-+]?\d+\s*$/.test(value)),
  },
  list: { wants: 'a list', fits: (value) => Array.isArray(value) || isText(value) },
  mapping: { wants: 'a mapping', fits: isRecord },
  number: {
    wants: 'a number',
    fits: (value) => isNumberLike(value) || isOpaque(value) || (isText(value) && Number(value) >= 0),
  },
  percent: {
    wants: 'a percentage',
    fits: (value) =>
      isNumberLike(value) || isOpaque(value) || /^\s*\d+(?:\.\d+)?\s*%?\s*$/.test(String(value)),
  },
  prompts: {
    wants: 'a list of mappings, each with a name',
    fits: (value) => listOf(isRecord)(value) || isRecord(value),
  },
  roles: {
    wants: 'a list of roles',
    fits: listOf((item) => isText(item) || isNumberLike(item) || isRecord(item)),
  },
  tags: {
    wants: 'a name or a list of names',
    fits: (value) => isScalar(value) || listOf((item) => isScalar(item) || Array.isArray(item))(value),
  },
  tasks: TASK_LIST,
  text: { wants: 'text', fits: (value) => isScalar(value) || typeof value === 'boolean' },
  texts: {
    wants: 'text or a list of texts',
    fits: (value) => isScalar(value) || listOf((item) => isScalar(item))(value),
  },
  vars: {
    wants: 'a mapping of variables',
    fits: (value) => isRecord(value) || listOf(isRecord)(value),
  },
}

function shown(value: unknown): string {
  return typeof value === 'string' && value.length <= 40 ? `'${value}'` : kindOf(value)
}
