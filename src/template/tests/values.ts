import { bind, bindLoose } from '../bind.ts'
import type { TestFn } from '../environment.ts'
import { compare, contains, equals } from '../python/compare.ts'
import { fail } from '../python/fault.ts'
import { isIterable } from '../python/iterate.ts'
import { arithmetic } from '../python/number.ts'
import { Callable } from '../python/object.ts'
import { str } from '../python/text.ts'
import { truth } from '../python/truth.ts'
import { isDict, isFloat, isInt, isList, isNumeric } from '../python/value.ts'
import { Undefined } from '../scope.ts'

const eq = bind('other', equals)
const ne = bind('other', (value, other) => !equals(value, other))
const lt = bind('other', (value, other) => compare(value, other, '<') < 0)
const le = bind('other', (value, other) => compare(value, other, '<=') <= 0)
const gt = bind('other', (value, other) => compare(value, other, '>') > 0)
const ge = bind('other', (value, other) => compare(value, other, '>=') >= 0)

/** Tests of what a value is, and of how it compares. */
export const valueTests: ReadonlyMap<string, TestFn> = new Map<string, TestFn>([
  ['defined', loose((value) => !(value instanceof Undefined))],
  ['undefined', loose((value) => value instanceof Undefined)],
  ['none', loose((value) => value === null)],
  ['true', loose((value) => value === true)],
  ['false', loose((value) => value === false)],
  ['boolean', loose((value) => typeof value === 'boolean')],
  ['integer', loose(isInt)],
  ['float', loose(isFloat)],
  ['number', loose(isNumeric)],
  ['string', loose((value) => typeof value === 'string')],
  ['mapping', loose(isDict)],
  ['sequence', loose((value) => typeof value === 'string' || isList(value) || isDict(value))],
  [
    'iterable',
    loose((value) => typeof value === 'string' || isList(value) || isDict(value) || isIterable(value)),
  ],
  ['callable', loose((value) => value instanceof Callable)],
  ['escaped', loose(() => false)],
  ['even', bind('', (value) => equals(arithmetic('%', number(value), 2), 0))],
  ['odd', bind('', (value) => equals(arithmetic('%', number(value), 2), 1))],
  ['divisibleby', bind('num', (value, by) => equals(arithmetic('%', number(value), number(by)), 0))],
  ['lower', bind('', (value) => str(value) === str(value).toLowerCase() && /\p{L}/u.test(str(value)))],
  ['upper', bind('', (value) => str(value) === str(value).toUpperCase() && /\p{L}/u.test(str(value)))],
  ['sameas', bindLoose('other', (_context, value, other) => same(value, other))],
  ['in', bind('seq', (value, container) => contains(container, value))],
  ['contains', bind('value', contains)],
  ...names(eq, 'eq', 'equalto', '=='),
  ...names(ne, 'ne', '!='),
  ...names(lt, 'lt', 'lessthan', '<'),
  ...names(le, 'le', '<='),
  ...names(gt, 'gt', 'greaterthan', '>'),
  ...names(ge, 'ge', '>='),
  ['truthy', bind('convert_bool', (value, convert = false) => truthy(value, truth(convert)))],
  ['falsy', bind('convert_bool', (value, convert = false) => !truthy(value, truth(convert)))],
  ['filter', (value, _args, _named, context) => context.environment.filters.has(str(value))],
  ['test', (value, _args, _named, context) => context.environment.tests.has(str(value))],
])

function loose(holds: (value: unknown) => boolean): TestFn {
  return bindLoose('', (_context, value) => holds(value))
}

function names(test: TestFn, ...words: string[]): [string, TestFn][] {
  return words.map((word) => [word, test])
}

function number(value: unknown) {
  return isNumeric(value) ? value : fail('the test is of numbers only')
}

function same(value: unknown, other: unknown): boolean {
  return Object.is(value ?? null, other ?? null)
}

const WORDS: Readonly<Record<string, boolean>> = {
  ...Object.fromEntries(['yes', 'on', '1', 'true', 't', 'y', '1.0'].map((word) => [word, true])),
  ...Object.fromEntries(['no', 'off', '0', 'false', 'f', 'n', '0.0'].map((word) => [word, false])),
}

function truthy(value: unknown, convert: boolean): boolean {
  if (!convert || typeof value !== 'string') return truth(value)
  return WORDS[value.toLowerCase().trim()] ?? truth(value)
}
