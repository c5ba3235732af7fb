import { describe, expect, it } from 'vitest'
import { StackError } from '../../src/errors.ts'
import { compileExpression, compileTemplate } from '../../src/template/template.ts'
import { environment, freshScope } from './fixture.ts'

const at = { file: 'site.yml', line: 10, column: 5 }

function errorOf(run: () => unknown): StackError {
  try {
    run()
  } catch (error) {
    if (error instanceof StackError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('an error of a template', () => {
  // [template, code, line, column, message, hint]
  it.each([
    ['{{ foo }}', 'undefined', 10, 8, "'foo' is undefined", undefined],
    ['x {{ foo.bar }}', 'undefined', 10, 10, "'foo' is undefined", undefined],
    ['{{ deep.a.zz }}', 'undefined', 10, 8, "'dict object' has no attribute 'zz'", undefined],
    ['{{ numbers[9] }}', 'undefined', 10, 8, 'list object has no element 9', undefined],
    ['{{ nothing.x }}', 'undefined', 10, 8, "'None' has no attribute 'x'", undefined],
    ['a\nb {{ [1, foo] }}', 'undefined', 11, 10, "'foo' is undefined", undefined],
    ['{{ {"a": foo} }}', 'undefined', 10, 14, "'foo' is undefined", undefined],
    [
      '{{ users | map(attribute="shell") }}',
      'undefined',
      10,
      16,
      "'dict object' has no attribute 'shell'",
      undefined,
    ],
    ['{% for i in foo %}{% endfor %}', 'undefined', 10, 17, "'foo' is undefined", undefined],
    ['{% if foo %}{% endif %}', 'undefined', 10, 11, "'foo' is undefined", undefined],
    ['{{ ("a" if false).x }}', 'undefined', 10, 9, "the inline 'if' is false and has no 'else'", undefined],
    [
      '{{ text + 1 }}',
      'template',
      10,
      8,
      'can only concatenate str (not "int") to str',
      'join text with ~, which turns any value into text',
    ],
    [
      '{{ dict + dict }}',
      'template',
      10,
      8,
      "unsupported operand type(s) for +: 'dict' and 'dict'",
      'merge two dicts with the combine filter',
    ],
    ['{{ 1 / 0 }}', 'template', 10, 8, 'division by zero', undefined],
    ['{{ 1 < "a" }}', 'template', 10, 8, "'<' not supported between instances of 'int' and 'str'", undefined],
    [
      '{{ one | regex_search("(") }}',
      'template',
      10,
      14,
      "'(' is no regular expression: unterminated group",
      undefined,
    ],
    [
      '{{ text | indent(foo=1) }}',
      'template',
      10,
      15,
      "there is no argument 'foo'",
      'it takes width, first, blank',
    ],
    ['{{ numbers | map("uper") }}', 'template', 10, 18, "there is no filter 'uper'", "did you mean 'upper'?"],
    ['{% for i in one %}{% endfor %}', 'template', 10, 17, "'int' object is not iterable", undefined],
    ['{{ one() }}', 'template', 10, 8, "'int' object is not callable", undefined],
    ['{{ foo | mandatory }}', 'template', 10, 14, "mandatory variable 'foo' not defined", undefined],
    [
      '{% set dict.a = 1 %}',
      'template',
      10,
      12,
      "'dict' is no namespace, so 'dict.a' can not be set",
      'make one with namespace()',
    ],
    ['{% include "nosuch" %}', 'file', 10, 16, "no template named 'nosuch' was found", undefined],
    ['{{ text | uper }}', 'unknown', 10, 15, "there is no filter 'uper'", "did you mean 'upper'?"],
    ['{{ text is strng }}', 'unknown', 10, 16, "there is no test 'strng'", "did you mean 'string'?"],
    ['{{ 1 + }}', 'syntax', 10, 12, 'expected an expression, found the end of the expression', undefined],
    ['{{ a b }}', 'syntax', 10, 10, "expected the end of the block, found 'b'", undefined],
    ['{{ (1, 2 }}', 'syntax', 10, 14, "unexpected '}', expected ')'", undefined],
    ['{{ a }', 'syntax', 10, 10, "unexpected '}'", "an expression ends with '}}', a statement with '%}'"],
    ['{{ a', 'syntax', 10, 5, "'{{' is never closed with '}}'", undefined],
    ['{{ "a }}', 'syntax', 10, 8, 'the string is never closed with "', undefined],
    ['{{ a ! b }}', 'syntax', 10, 10, "unexpected character '!'", 'write "not"'],
    ['{# a', 'syntax', 10, 5, 'the comment is never closed', undefined],
    ['a\n{% if one %}', 'syntax', 11, 1, "'if' is never closed with 'endif'", undefined],
    [
      '{% for i in a %}\n{% endif %}',
      'syntax',
      11,
      4,
      "'endif' does not close or continue any open block",
      "the open block is closed with 'endfor'",
    ],
    ['{% foo %}', 'syntax', 10, 8, "there is no statement 'foo'", undefined],
    ['{% break %}', 'syntax', 10, 5, "'break' stands outside of any loop", undefined],
    ['{% raw %}', 'syntax', 10, 5, "'raw' is never closed with 'endraw'", undefined],
    ['{% set none = 1 %}', 'syntax', 10, 12, "'none' can not be assigned to", undefined],
  ] as const)('%j', (source, code, line, column, message, hint) => {
    const error = errorOf(() => compileTemplate(source, { environment, at }).evaluate(freshScope()))
    expect({ code: error.code, message: error.message, hint: error.hint }).toEqual({ code, message, hint })
    expect(error.at).toEqual({ file: 'site.yml', line, column })
  })

  it('is told of an unknown filter before anything is rendered', () => {
    expect(
      errorOf(() => compileTemplate('{% if false %}{{ a | nosuch }}{% endif %}', { environment })).code,
    ).toBe('unknown')
  })

  it('names the included template', () => {
    const includes = { ...environment, loadTemplate: () => ({ source: 'x\n{{ foo }}', file: 'part.j2' }) }
    const template = compileTemplate('{% include "part.j2" %}', { environment: includes, at })
    expect(errorOf(() => template.render(freshScope())).at).toEqual({ file: 'part.j2', line: 2, column: 4 })
  })

  it('of a template that extends itself ends', () => {
    const circular = { ...environment, loadTemplate: () => ({ source: '{% extends "a" %}', file: 'a' }) }
    const template = compileTemplate('{% extends "a" %}', { environment: circular, at })
    expect(errorOf(() => template.render(freshScope())).message).toBe("'a' extends itself")
  })

  it('that a filter raises by a fault in JavaScript is one of the template', () => {
    const filters = new Map([
      ...environment.filters,
      [
        'broken',
        () => {
          throw new RangeError('Invalid length')
        },
      ],
    ])
    const error = errorOf(() =>
      compileExpression('1 | broken', { environment: { ...environment, filters } }).evaluate(freshScope()),
    )
    expect([error.code, error.at?.column, error.cause]).toEqual(['template', 5, expect.any(RangeError)])
  })
})

describe('an error of a bare expression', () => {
  it.each([
    ['one == ', 'syntax', 12],
    ['foo', 'undefined', 5],
    ['one and foo.bar', 'undefined', 13],
    ['one }} x', 'syntax', 9],
    ['users[0].nosuch', 'undefined', 5],
  ] as const)('%s', (source, code, column) => {
    const error = errorOf(() => compileExpression(source, { environment, at }).evaluate(freshScope()))
    expect([error.code, error.at?.column]).toEqual([code, column])
  })
})
