import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/shell/secret.ts'
import { staticCheck, validateArgs } from '../../src/source/arguments.ts'
import type { Constraints, OptionSchema } from '../../src/source/schema.ts'

const schema: OptionSchema = {
  name: { type: 'str', description: 'Name.', required: true, aliases: ['pkg'] },
  state: { type: 'str', description: 'State.', choices: ['present', 'absent'], default: 'present' },
  force: { type: 'bool', description: 'Force.', default: false },
  count: { type: 'int', description: 'Count.' },
  ratio: { type: 'float', description: 'Ratio.' },
  items: { type: 'list', elements: 'int', description: 'Items.' },
  labels: { type: 'dict', description: 'Labels.' },
  mode: { type: 'mode', description: 'Mode.' },
  password: { type: 'str', secret: true, description: 'Password.' },
  src: { type: 'path', description: 'Source.' },
  rules: {
    type: 'list',
    elements: 'dict',
    description: 'Rules.',
    options: { port: { type: 'int', required: true, description: 'Port.' } },
  },
}
const constraints: Constraints = {
  mutuallyExclusive: [['src', 'count']],
  requiredIf: [['state', 'absent', ['force']]],
  requiredTogether: [['ratio', 'labels']],
}
const where = { module: 'thing', path: 'task "T" / thing' }

describe('values are coerced as Ansible does', () => {
  const cases: [Record<string, unknown>, Record<string, unknown>][] = [
    [{ name: 5 }, { name: '5' }],
    [{ name: true }, { name: 'True' }],
    [{ name: ['a', 1, null] }, { name: "['a', 1, None]" }],
    [{ pkg: 'x' }, { name: 'x' }],
    [{ name: 'x', force: 'YES' }, { force: true }],
    [{ name: 'x', force: 0 }, { force: false }],
    [{ name: 'x', force: 'off' }, { force: false }],
    [{ name: 'x', force: null }, { force: false }],
    [{ name: 'x', count: ' 7 ' }, { count: 7 }],
    [
      { name: 'x', ratio: '1.5', labels: 'a=1,b="two words"' },
      { ratio: 1.5, labels: { a: '1', b: 'two words' } },
    ],
    [{ name: 'x', items: '1, 2,3' }, { items: [1, 2, 3] }],
    [{ name: 'x', items: 4 }, { items: [4] }],
    [{ name: 'x', labels: '{"a": 1}', ratio: 1 }, { labels: { a: 1 } }],
    [{ name: 'x', mode: 0o644 }, { mode: '0644' }],
    [{ name: 'x', mode: 0o1777 }, { mode: '01777' }],
    [{ name: 'x', mode: '644' }, { mode: '644' }],
    [{ name: 'x', mode: 'u=rwX,g+r,o-' }, { mode: 'u=rwX,g+r,o-' }],
    [{ name: 'x', rules: [{ port: '80' }] }, { rules: [{ port: 80 }] }],
  ]
  test.each(cases)('%j', (raw, expected) => {
    const { args, errors } = validateArgs(schema, constraints, raw, where)
    expect(errors).toEqual([])
    expect(args).toMatchObject(expected)
  })

  test('a secret stays one', () => {
    const { args } = validateArgs(schema, {}, { name: 'x', password: 'pw' }, where)
    expect(args['password']).toBeInstanceOf(Secret)
    expect(JSON.stringify(args)).not.toContain('pw')
  })
})

describe('every mode that people write in octal is taken, its decimal twin is refused', () => {
  const modes = [
    '400',
    '440',
    '444',
    '555',
    '600',
    '640',
    '644',
    '660',
    '664',
    '700',
    '711',
    '750',
    '755',
    '775',
    '777',
  ]
  test.each(modes)('%s', (digits) => {
    const octal = Number.parseInt(digits, 8)
    expect(validateArgs(schema, {}, { name: 'x', mode: octal }, where).args['mode']).toBe(`0${digits}`)
    const { errors } = validateArgs(schema, {}, { name: 'x', mode: Number(digits) }, where)
    expect(errors[0]?.hint).toContain(`'0${digits}'`)
  })
})

describe('faults', () => {
  const cases: [Record<string, unknown>, string, string | undefined][] = [
    [{ nmae: 'x', name: 'x' }, "thing has no option 'nmae'", "did you mean 'name'?"],
    [{ name: 'x', zzzzz: 1 }, "thing has no option 'zzzzz'", 'its options are'],
    [{}, "thing needs the option 'name'", undefined],
    [
      { name: 'x', state: 'presnt' },
      "option 'state' of thing must be one of present, absent, not 'presnt'",
      "did you mean 'present'?",
    ],
    [{ name: 'x', force: 'maybe' }, "must be a boolean, not 'maybe'", undefined],
    [{ name: 'x', count: 'many' }, "must be a whole number, not 'many'", undefined],
    [{ name: 'x', items: {} }, 'must be a list, not a mapping', undefined],
    [{ name: 'x', items: ['a'] }, "must be a whole number, not 'a'", undefined],
    [{ name: 'x', labels: 'nothing' }, "must be a mapping, not 'nothing'", undefined],
    [{ name: 'x', mode: 'rw-r--r--' }, "must be a file mode, not 'rw-r--r--'", undefined],
    [{ name: 'x', src: 'a', count: 1 }, "thing: 'src', 'count' cannot be used together", undefined],
    [{ name: 'x', state: 'absent' }, "thing: 'force' is required when state is absent", undefined],
    [{ name: 'x', ratio: 1 }, "thing: 'labels' is required with ratio", undefined],
    [
      { name: 'x', rules: [{ prot: 1, port: 1 }] },
      "thing.rules has no option 'prot'",
      "did you mean 'port'?",
    ],
  ]
  test.each(cases)('%j', (raw, message, hint) => {
    const { errors } = validateArgs(schema, constraints, raw, where)
    expect(errors.map((error) => error.message).join('\n')).toContain(message)
    expect(errors).toHaveLength(1)
    if (hint !== undefined) expect(errors[0]?.hint).toContain(hint)
    expect(staticCheck(schema, constraints, raw, where)).toHaveLength(1)
  })

  test('values that a template gives later are left alone, unknown names are not', () => {
    const raw = { name: '{{ x }}', state: '{{ y }}', count: '{{ n }}', src: '{{ s }}', nmae: '{{ z }}' }
    expect(staticCheck(schema, constraints, raw, where).map((error) => error.message)).toEqual([
      "thing has no option 'nmae'",
    ])
  })
})
