import { describe, expect, it } from 'vitest'
import { COMMANDS, type CommandName } from '../../src/cli/commands.ts'
import { FLAGS, type Flag } from '../../src/cli/flags.ts'
import { commandHelp, generalHelp } from '../../src/cli/help.ts'
import { parseCommandLine } from '../../src/cli/parse.ts'
import { StackError } from '../../src/errors.ts'

describe('parseCommandLine', () => {
  it('understands what ansible-playbook understands', () => {
    const argv = '-i a -i b,c, site.yml -l web -tx,y --tags=z -vvv -bKD -e k=v -e@f --forks 3 --check'.split(
      ' ',
    )
    const { flags, arguments: playbooks } = parseCommandLine('run', argv)
    expect(playbooks).toEqual(['site.yml'])
    expect(flags).toMatchObject({
      inventory: ['a', 'b,c,'],
      limit: 'web',
      tags: ['x,y', 'z'],
      verbose: 3,
      become: true,
      'ask-become-pass': true,
      diff: true,
      'extra-vars': ['k=v', '@f'],
      forks: 3,
      check: true,
    })
  })

  it('gives every flag of a command a value', () => {
    const { flags } = parseCommandLine('up', [])
    expect(Object.keys(flags).sort()).toEqual([...COMMANDS.up.flags].sort())
    expect(flags).toMatchObject({
      inventory: [],
      check: false,
      verbose: 0,
      forks: 50,
      timeout: 10,
      'lock-wait': 300,
      output: 'auto',
      limit: undefined,
    })
  })

  it('takes aliases and what stands behind --', () => {
    expect(parseCommandLine('up', ['--key-file', 'k']).flags['private-key']).toBe('k')
    const line = parseCommandLine('lab exec', ['web1', '--', 'ls', '-l', '--help'])
    expect(line).toMatchObject({ arguments: ['web1'], rest: ['ls', '-l', '--help'], flags: { help: false } })
  })

  const BAD: readonly (readonly [CommandName, string, string, string?])[] = [
    ['up', '--inventroy x', 'unknown flag --inventroy of stack up', 'did you mean --inventory?'],
    [
      'up',
      '--syntax-check',
      'unknown flag --syntax-check of stack up',
      '--syntax-check belongs to stack run',
    ],
    ['docs', '-x', 'unknown flag -x of stack docs', 'see stack docs --help'],
    ['up', '-i', '-i needs a value: -i FILE'],
    ['up', '--inventory --check', '--inventory needs a value: --inventory FILE'],
    ['up', '--check=yes', "--check takes no value, but was given 'yes'"],
    ['up', '--forks many', "--forks takes a whole number from 1, but was given 'many'"],
    ['up', '--forks 0', "--forks takes a whole number from 1, but was given '0'"],
    ['up', '--output jsn', "--output is one of auto, plain, json, but was given 'jsn'", 'did you mean json?'],
    ['up', 'site.yml', "unexpected argument 'site.yml': stack up", 'see stack up --help'],
    ['run', '', 'stack run needs more arguments: stack run PLAYBOOK...'],
    ['docs', 'apt -- x', "unexpected argument 'x': stack docs [MODULE...]"],
  ]

  const cases = BAD.map(([name, argv, message, hint]) => ({ name, argv, message, hint }))

  it.each(cases)('refuses stack $name $argv', ({ name, argv, message, hint }) => {
    const parse = () => parseCommandLine(name, argv === '' ? [] : argv.split(' '))
    expect(parse).toThrow(StackError)
    expect(parse).toThrow(message)
    if (hint !== undefined) expect(parse).toThrow(expect.objectContaining({ hint, code: 'usage' }))
  })
})

describe('the flag table', () => {
  const names = Object.keys(COMMANDS) as CommandName[]

  it.each(names)('gives stack %s letters that mean one thing each', (name) => {
    const flags: readonly Flag[] = COMMANDS[name].flags.map((flag) => FLAGS[flag])
    const letters = flags.flatMap(({ short }) => short ?? [])
    expect(new Set(letters).size).toBe(letters.length)
  })

  it.each(names)('is all told by stack %s --help', (name) => {
    const help = commandHelp(name)
    for (const flag of COMMANDS[name].flags) expect(help).toContain(`--${flag}`)
    expect(generalHelp()).toContain(COMMANDS[name].summary)
  })

  it.each(names)('is what the examples of stack %s use', (name) => {
    for (const example of COMMANDS[name].examples) {
      const words = example.split(' ').slice(1 + name.split(' ').length)
      expect(() => parseCommandLine(name, words)).not.toThrow()
    }
  })
})
