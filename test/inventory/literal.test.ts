import { describe, expect, it } from 'vitest'
import { pythonLiteral } from '../../src/inventory/literal.ts'
import { PyFloat, Tuple } from '../../src/template/python/value.ts'

// What Python's ast.literal_eval makes of the text; undefined where it refuses.
const CASES: readonly (readonly [string, unknown])[] = [
  ['12', 12],
  ['-5', -5],
  ['1_0', 10],
  ['0x1f', 31],
  ['00', 0],
  ['012', undefined],
  ['1.5', 1.5],
  ['1.', new PyFloat(1)],
  ['1e3', new PyFloat(1000)],
  ['12345678901234567890', 12345678901234567890n],
  ['True', true],
  ['None', null],
  ['true', undefined],
  ['yes', undefined],
  ['\'a\' "b"', 'ab'],
  ["'a\\nb'", 'a\nb'],
  ["'a\\qb'", 'a\\qb'],
  ["r'a\\nb'", 'a\\nb'],
  ["u'x'", 'x'],
  ["'x", undefined],
  ['[1, "a", [True]]', [1, 'a', [true]]],
  ['[1, 2', undefined],
  ["{'a': {'b': None}}", { a: { b: null } }],
  ['{1: 2}', new Map([[1, 2]])],
  ['(1, 2)', Tuple.make([1, 2])],
  ['(1)', 1],
  ['1, 2', Tuple.make([1, 2])],
  ['5 # five', 5],
  ['1 2', undefined],
  ['10.0.0.1', undefined],
  ['', undefined],
]

describe('pythonLiteral', () => {
  it.each(CASES)('%j', (text, value) => {
    const literal = pythonLiteral(text)
    if (value === undefined) expect(literal).toBeUndefined()
    else expect(literal?.value).toEqual(value)
  })
})
