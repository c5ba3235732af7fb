import { bind } from '../bind.ts'
import type { TestFn } from '../environment.ts'
import { equals } from '../python/compare.ts'
import { get, has } from '../python/dict.ts'
import { fail } from '../python/fault.ts'
import { truth } from '../python/truth.ts'
import { type Dict, isDict, isList } from '../python/value.ts'

const failed = of('failed', (result) => flag(result, 'failed'))
const succeeded = of('success', (result) => !flag(result, 'failed'))
const changed = of('changed', isChanged)
const skipped = of('skipped', (result) => flag(result, 'skipped'))

/** Tests of a task's registered result. */
export const resultTests: ReadonlyMap<string, TestFn> = new Map<string, TestFn>([
  ['failed', failed],
  ['failure', failed],
  ['success', succeeded],
  ['succeeded', succeeded],
  ['successful', succeeded],
  ['changed', changed],
  ['change', changed],
  ['skipped', skipped],
  ['skip', skipped],
  ['reachable', of('reachable', (result) => !flag(result, 'unreachable'))],
  ['unreachable', of('unreachable', (result) => flag(result, 'unreachable'))],
  ['finished', of('finished', (result) => !has(result, 'finished') || equals(get(result, 'finished'), 1))],
  ['started', of('started', (result) => !has(result, 'started') || equals(get(result, 'started'), 1))],
])

function of(name: string, holds: (result: Dict) => boolean): TestFn {
  return bind('', (value) =>
    isDict(value) ? holds(value) : fail(`the test '${name}' is of a registered result`),
  )
}

function flag(result: Dict, name: string): boolean {
  return truth(get(result, name))
}

// A loop's result has no `changed` of its own in some modules' answers.
function isChanged(result: Dict): boolean {
  if (has(result, 'changed')) return flag(result, 'changed')
  const results = get(result, 'results')
  return isList(results) && results.some((one) => isDict(one) && flag(one, 'changed'))
}
