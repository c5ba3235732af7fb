import { describe, expect, it } from 'vitest'
import { entriesOf } from '../../src/template/python/dict.ts'
import { PyFloat, Tuple } from '../../src/template/python/value.ts'
import { type Scope, scopeOf, UNDEFINED } from '../../src/template/scope.ts'
import { compileExpression, compileTemplate } from '../../src/template/template.ts'
import { environment, freshScope } from './fixture.ts'

const evaluate = (source: string, scope: Scope = freshScope()) =>
  compileTemplate(source, { environment }).evaluate(scope)

describe('a template that is one expression gives its value', () => {
  it.each([
    ['{{ numbers }}', [3, 1, 2]],
    ['{{ numbers }}\n', [3, 1, 2]],
    ['{{ one }}', 1],
    ['{{ one }}\n', '1\n'],
    ['{{ name }}\n', 'web01.example.com\n'],
    ['{{ nothing }}', null],
    ['{{ nothing }}\n', '\n'],
    ['{{ true }}', true],
    ['{{ one }}{{ two }}', '12'],
    [' {{ one }}', ' 1'],
    ['{% if one %}{{ dict }}{% endif %}', { a: 1, b: 2 }],
    ['{% set x = [] %}{% for i in numbers %}{% set _ = x.append(i) %}{% endfor %}{{ x }}', [3, 1, 2]],
    ['{% if false %}{{ one }}{% endif %}', ''],
    ['', ''],
    ['no template', 'no template'],
  ])('%j', (source, expected) => {
    expect(evaluate(source)).toStrictEqual(expected)
  })

  it('keeps floats, tuples and big integers apart', () => {
    expect(evaluate('{{ 4 / 2 }}')).toBeInstanceOf(PyFloat)
    expect(JSON.stringify([evaluate('{{ 4 / 2 }}'), Number(evaluate('{{ 3.0 }}'))])).toBe('[2,3]')
    expect(evaluate('{{ (1, 2) }}')).toBeInstanceOf(Tuple)
    expect(evaluate('{{ 2 ** 70 }}')).toBe(2n ** 70n)
    expect(evaluate('{{ 2 ** 70 - 2 ** 70 + 1 }}')).toBe(1)
  })

  it('makes a Map of a dict only when a key is no string', () => {
    expect(evaluate('{{ {1: "a", "b": 2} }}')).toEqual(
      new Map<unknown, unknown>([
        [1, 'a'],
        ['b', 2],
      ]),
    )
    const dict = evaluate('{{ {"__proto__": 1, "a": 2} }}') as Record<string, unknown>
    expect(entriesOf(dict)).toEqual([
      ['__proto__', 1],
      ['a', 2],
    ])
    expect(evaluate('{{ {"a": 1}["__proto__"] is defined }}')).toBe(false)
    expect(evaluate('{{ {"a": 1}.constructor is defined }}')).toBe(false)
  })

  it('passes an opaque object through, and has it print itself otherwise', () => {
    class Opaque {
      toString(): string {
        throw new TypeError('not to be printed')
      }
    }
    const opaque = new Opaque()
    const scope = scopeOf({ opaque })
    expect(evaluate('{{ opaque }}', scope)).toBe(opaque)
    expect(evaluate('{{ opaque | default("x") }}', scope)).toBe(opaque)
    expect(evaluate('{{ {"a": opaque} }}', scope)).toEqual({ a: opaque })
    expect(() => evaluate('x{{ opaque }}', scope)).toThrow('not to be printed')
    expect(() => evaluate('{{ opaque ~ "x" }}', scope)).toThrow('not to be printed')
    expect(() => evaluate('{{ [opaque] | join }}', scope)).toThrow('not to be printed')
    expect(() => evaluate('{{ opaque | b64encode }}', scope)).toThrow('not to be printed')
  })
})

describe('a scope', () => {
  class Pending extends Error {}
  const scope: Scope = {
    lookup: (name) => {
      if (name === 'pending') throw new Pending('not known yet')
      return name === 'list' ? [1, 2] : UNDEFINED
    },
  }

  it.each([
    '{{ pending }}',
    '{{ pending is defined }}',
    '{{ pending | default(1) }}',
    '{{ pending.x.y | default(1) }}',
    '{{ [1, pending] | first }}',
    '{{ {} | combine(pending) }}',
    '{{ list | map("extract", pending) }}',
    '{% for i in list if pending %}{% endfor %}',
    '{{ 1 + pending }}',
    '{{ lookup("vars", pending) }}',
    '{% macro m(a=pending) %}{% endmacro %}{{ m() }}',
    '{% set x %}{{ pending }}{% endset %}',
    '{% filter upper %}{{ pending }}{% endfilter %}',
    '{% include pending ignore missing %}',
  ])('may throw what it likes through %s', (source) => {
    expect(() => evaluate(source, scope)).toThrow(Pending)
  })

  it('is asked only for what is used', () => {
    const asked: string[] = []
    const spy: Scope = {
      lookup: (name) => {
        asked.push(name)
        return name === 'a' ? true : UNDEFINED
      },
    }
    expect(
      evaluate('{{ a or b }}{{ "x" if a else c }}{% if not a %}{{ d }}{% endif %}{{ range(2) }}', spy),
    ).toBe('Truex[0, 1]')
    expect(asked).toEqual(['a', 'a', 'a', 'range'])
  })

  it('comes before the functions of the environment', () => {
    expect(evaluate('{{ range }}', scopeOf({ range: 'mine' }))).toBe('mine')
  })
})

describe('a template that changes a list or a dict', () => {
  const values = { list: [1, [2]], dict: { a: { b: 1 } } }
  const scope = scopeOf(values)

  it.each([
    ['{% set _ = list.append(3) %}{{ list }}', [1, [2], 3]],
    ['{% do list[1].append(9) %}{{ list }}', [1, [2, 9]]],
    ['{% do dict.a.update(c=2) %}{{ dict }}', { a: { b: 1, c: 2 } }],
    [
      '{% set d = {} %}{% for i in list[:1] %}{% do d.update({i: 5}) %}{% endfor %}{{ d }}',
      new Map([[1, 5]]),
    ],
    ['{% set d = {} %}{% do d.update({"k": dict}) %}{{ d }}', { k: { a: { b: 1 } } }],
    ['{{ dict.pop("a") }}', { b: 1 }],
  ])('%s works on copies', (source, expected) => {
    expect(evaluate(source, scope)).toStrictEqual(expected)
    expect(values).toStrictEqual({ list: [1, [2]], dict: { a: { b: 1 } } })
  })

  it('in an expression, too', () => {
    const expression = compileExpression('list.append(3) or list', { environment })
    expect(expression.evaluate(scope)).toStrictEqual([1, [2], 3])
    expect(expression.evaluate(scope)).toStrictEqual([1, [2], 3])
  })
})

describe('names', () => {
  it.each([
    ['{{ a }}', ['a']],
    ['{{ a.b[c] | default(d) }}', ['a', 'c', 'd']],
    ['{% for x in xs %}{{ x }}{{ loop.index }}{{ y }}{% endfor %}', ['xs', 'y']],
    ['{% set x = y %}{{ x }}', ['y']],
    ['{{ x }}{% set x = 1 %}', ['x']],
    ['{% if a %}{% set x = 1 %}{% endif %}{{ x }}', ['a', 'x']],
    ['{% macro m(p, q=r) %}{{ p }}{{ s }}{% endmacro %}{{ m(t) }}', ['r', 's', 't']],
    ['{% with a=b %}{{ a }}{% endwith %}{{ a }}', ['a', 'b']],
    ['{{ x if y is defined and z in w }}', ['w', 'x', 'y', 'z']],
    ['{% raw %}{{ a }}{% endraw %}{# {{ b }} #}', []],
  ])('of %s are the free ones', (source, expected) => {
    expect([...compileTemplate(source, { environment }).names].sort()).toEqual(expected)
  })

  it('are known of a bare expression too', () => {
    const { names } = compileExpression('a.b is defined and c | length > 1', { environment })
    expect([...names].sort()).toEqual(['a', 'c'])
  })
})

describe('functions of Ansible', () => {
  it.each([
    ["{{ lookup('env', 'HOME') }}", 'env:HOME:{}'],
    ["{{ query('env', 'A', 'B', x=1) }}", ['env:A+B:{"x":1}']],
    ["{{ lookup('env', 'A', wantlist=true) }}", ['env:A:{}']],
    ["{{ lookup('list', 1, 2) }}", '1,2'],
    ["{{ lookup('list', 1) }}", 1],
    ["{{ q('list', 1, 2) }}", [1, 2]],
    ["{{ now(utc=true).strftime('%H:%M:%S.%f') }}", '10:20:30.456000'],
    ["{{ now(true, '%Y/%j') }}", '2024/061'],
    ["{{ '%F %T %Z' | strftime(none, true) }}", '2024-03-01 10:20:30 GMT'],
    ["{{ 'passwd' is file and 'nosuch' is not exists }}", true],
    ["{{ 'a' | community.general.upper }}", 'A'],
  ])('%s', (source, expected) => {
    expect(evaluate(source)).toStrictEqual(expected)
  })
})
