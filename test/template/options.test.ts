import { expect, it } from 'vitest'
import { compileTemplate, type TemplateOptions } from '../../src/template/template.ts'
import { environment, freshScope } from './fixture.ts'

it.each<[string, Omit<TemplateOptions, 'environment'>, string]>([
  ['{% if one %}\nx\n{% endif %}\n', {}, 'x\n'],
  ['{% if one %}\nx\n{% endif %}\n', { trimBlocks: false }, '\nx\n'],
  ['  {% if one %}\nx\n  {% endif %}\n', { lstripBlocks: true }, 'x\n'],
  ['{{ one }}\n', { keepTrailingNewline: false }, '1'],
  ['a\n{{ one }}\n', { newline: '\r\n' }, 'a\r\n1\r\n'],
  ["{{ 'a\\tb' }}", {}, 'a\\tb'],
  ["{{ 'a\\tb' }}", { escapeBackslashes: false }, 'a\tb'],
  ["{% set x = 'a\\tb' %}{{ x }}", {}, 'a\tb'],
  ["{{ 'it\\'s' }}", {}, "it's"],
  ['<< one >> {{ one }}', { variableStart: '<<', variableEnd: '>>' }, '1 {{ one }}'],
  ['<% if one %>x<% endif %>', { blockStart: '<%', blockEnd: '%>' }, 'x'],
  ['a(* no *)b', { commentStart: '(*', commentEnd: '*)' }, 'ab'],
  ['#jinja2: trim_blocks: False\n{% if one %}\nx\n{% endif %}\n', { trimBlocks: true }, '\nx\n'],
])('%j with %j', (source, options, expected) => {
  expect(compileTemplate(source, { environment, ...options }).render(freshScope())).toBe(expected)
})
