import { describe, expect, it } from 'vitest'
import { originOf, positionOf } from '../../src/source/position.ts'
import { UnsafeText, VaultText } from '../../src/source/tags.ts'
import { parseYaml, singleYaml } from '../../src/source/yaml.ts'
import { PyFloat } from '../../src/template/python/value.ts'

// The expected values are what PyYAML's SafeLoader gives.
const SCALARS: readonly (readonly [string, unknown])[] = [
  ['yes', true],
  ['Off', false],
  ['TRUE', true],
  ['y', 'y'],
  ['tRUE', 'tRUE'],
  ['~', null],
  ['Null', null],
  ['nULL', 'nULL'],
  ['0644', 420],
  ['0o644', '0o644'],
  ['089', '089'],
  ['1_000', 1000],
  ['0x1F', 31],
  ['-0b101', -5],
  ['+12', 12],
  ['1:30', 90],
  ['22:01:05', 79265],
  ['12345678901234567890', 12345678901234567890n],
  ['1.5', 1.5],
  ['1.0', new PyFloat(1)],
  ['1.', new PyFloat(1)],
  ['1e3', '1e3'],
  ['1.0e+3', new PyFloat(1000)],
  ['1.5e3', '1.5e3'],
  ['.5', 0.5],
  ['-.inf', Number.NEGATIVE_INFINITY],
  ['.nan', Number.NaN],
  ['1.2.3', '1.2.3'],
  ['10.0.0.1', '10.0.0.1'],
  ['2020-01-01', '2020-01-01'],
  ['"0644"', '0644'],
  ["'yes'", 'yes'],
  ['!!str 12', '12'],
  ['!!int "12"', 12],
  ['=', '='],
  ['a:b', 'a:b'],
]

describe('scalars are read as PyYAML reads them', () => {
  it.each(SCALARS)('%s', (text, value) => {
    expect(singleYaml(`key: ${text}\n`, 'f.yml').value).toEqual({ key: value })
  })
})

describe('parseYaml', () => {
  it('remembers where every key and value stands', () => {
    const { value } = singleYaml('- name: web\n  apt:\n    state: present\n', 'play.yml')
    const [task] = value as [{ apt: object }]
    expect(positionOf(value, 0)).toMatchObject({ file: 'play.yml', line: 1, column: 3 })
    expect(originOf(task)?.keys.get('apt')).toMatchObject({ line: 2, column: 3, endColumn: 6 })
    expect(positionOf(task.apt, 'state')).toMatchObject({ line: 3, column: 12, endColumn: 19 })
  })

  it('merges << mappings below the own keys, the first of a list winning', () => {
    const text = 'a: &a {p: 1, q: 2}\nb: {<<: *a, q: 3}\nc: {<<: [*a, {p: 9, r: 1}]}\n'
    const value = singleYaml(text, 'f').value as Record<string, object>
    expect(value['b']).toEqual({ p: 1, q: 3 })
    expect(value['c']).toEqual({ p: 1, q: 2, r: 1 })
    expect(positionOf(value['b'], 'p')).toMatchObject({ line: 1, column: 11 })
  })

  it('keeps text keys in an object and others in a Map', () => {
    expect(singleYaml('80: http\nx: 1', 'f').value).toEqual(
      new Map<unknown, unknown>([
        [80, 'http'],
        ['x', 1],
      ]),
    )
    expect(Object.keys(singleYaml('__proto__: 1', 'f').value as object)).toEqual(['__proto__'])
  })

  it('wraps !unsafe text and !vault ciphertext', () => {
    const value = singleYaml('a: !unsafe "{{ x }}"\nb: !unsafe [ "{{ y }}" ]\nc: !vault |\n  $A\n', 'f')
      .value as Record<string, unknown>
    expect(value['a']).toEqual(new UnsafeText('{{ x }}'))
    expect(value['b']).toEqual([new UnsafeText('{{ y }}')])
    const vault = value['c'] as VaultText
    expect(vault).toBeInstanceOf(VaultText)
    expect(() => vault.toString()).toThrow(/cannot be decrypted/)
  })

  it('warns of duplicate keys with both places', () => {
    const { warnings, documents } = parseYaml('a: 1\nb: 2\na: 3\n', 'f')
    expect(documents).toEqual([{ a: 3, b: 2 }])
    expect(warnings.map((warning) => [warning.at?.line, warning.message, warning.hint])).toEqual([
      [3, "the key 'a' is given twice; the last one counts", expect.stringContaining('line 1')],
    ])
  })

  it('accepts a byte order mark and an empty text', () => {
    expect(singleYaml('\uFEFFa: 1', 'f').value).toEqual({ a: 1 })
    expect(singleYaml('# nothing\n', 'f').value).toBeNull()
  })
})

const FAULTS: readonly (readonly [string, string, string])[] = [
  ['a: {{ x }}\n', '1:4', 'a value that begins with {{ must be quoted'],
  ['a: {{ x }}/b\n', '1:11', 'a value that begins with {{ must be quoted'],
  ['a: b: c\n', '1:4', "a plain value cannot contain ': '"],
  ['a:\n\t- b\n', '2:1', 'a tab cannot indent YAML'],
  ['a: 1\n b: 2\n', '1:4', 'the indentation does not fit'],
  ['- a\nb: 1\n', '2:1', 'a key stands where a list item or nothing is expected'],
  ["a: 'it's'\n", '1:8', 'text follows a quoted value'],
  ['a: "x\n', '1:4', 'a quoted value is not closed'],
  ['a: @x\n', '1:4', 'the YAML does not parse: plain value cannot start with reserved character @'],
  ['a: *x\n', '1:4', 'the alias *x names no anchor above it'],
  ['a: &x [*x]\n', '1:8', 'the alias *x names no anchor above it'],
  ['a: !foo 1\n', '1:9', 'unknown YAML tag !foo'],
  ['a: 1\nb: \u0000\n', '2:4', 'the character U+0000 is not allowed in YAML'],
  ['? [a]\n: 1\n', '1:3', 'a mapping or list cannot be a key'],
  ['<<: 1\n', '1:5', '<< takes a mapping or a list of mappings'],
  ['a: 1\n---\nb: 2\n', '3:1', 'f.yml holds more than one YAML document'],
]

describe('faults', () => {
  it.each(FAULTS)('%j', (text, place, message) => {
    let errors: readonly { at?: { line: number; column: number } | undefined; message: string }[] = []
    try {
      singleYaml(text, 'f.yml')
    } catch (error) {
      errors = (error as { errors: typeof errors }).errors
    }
    expect(errors.map((error) => `${error.at?.line}:${error.at?.column}`)[0]).toBe(place)
    expect(errors[0]?.message).toContain(message)
  })
})
