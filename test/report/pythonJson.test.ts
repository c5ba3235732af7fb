import { describe, expect, it } from 'vitest'
import { pythonJson } from '../../src/report/pythonJson.ts'
import { Secret } from '../../src/shell/secret.ts'
import { PyFloat } from '../../src/template/python/value.ts'

// Right-hand sides: json.dumps(value, sort_keys=True, ensure_ascii=False) of Python 3.11.
const CASES: readonly (readonly [unknown, string])[] = [
  [{ b: 1, a: [true, null, 'é"\n'] }, '{"a": [true, null, "é\\"\\n"], "b": 1}'],
  [{ Z: 1, a: 2, _: 3 }, '{"Z": 1, "_": 3, "a": 2}'],
  [
    [new PyFloat(1), 1.5, new PyFloat(1e22), 12345678901234567890n],
    '[1.0, 1.5, 1e+22, 12345678901234567890]',
  ],
  [[Number.NaN, Number.POSITIVE_INFINITY], '[NaN, Infinity]'],
  [
    new Map<unknown, unknown>([
      [2, 'x'],
      [true, 'y'],
    ]),
    '{"true": "y", "2": "x"}',
  ],
  [{}, '{}'],
  [[], '[]'],
]

describe('pythonJson', () => {
  it.each(CASES.map(([value, text]) => ({ value, text })))('$text', ({ value, text }) => {
    expect(pythonJson(value)).toBe(text)
  })

  it('indents as Python', () => {
    expect(pythonJson({ a: [1, {}], b: {} }, 4)).toBe(
      '{\n    "a": [\n        1,\n        {}\n    ],\n    "b": {}\n}',
    )
  })

  it('does not reveal secrets', () => {
    expect(pythonJson({ password: new Secret('hunter2') })).toBe('{"password": "********"}')
  })
})
