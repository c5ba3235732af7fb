import { afterAll, describe, expect, it } from 'vitest'
import { NO_VAULT } from '../../src/source/vault.ts'
import { loadVarsFile, parseExtraVars } from '../../src/vars/static.ts'
import { errorsOf, Project } from '../playbook/project.ts'

const project = new Project({
  'vars.yml': 'port: 80\nmode: 0644\n',
  'vars.json': '{"port": 81}',
  'empty.yml': '',
  'list.yml': '- a\n',
})
afterAll(() => project.remove())

describe('parseExtraVars', () => {
  it.each([
    [['a=1 b="x y"'], { a: '1', b: 'x y' }],
    [['{"a": 1, "b": [true]}'], { a: 1, b: [true] }],
    [['{a: yes}'], { a: true }],
    [['a=1', '{"a": 2}'], { a: 2 }],
    [['a=b=c'], { a: 'b=c' }],
    [['', ' '], {}],
  ])('%j', (given, vars) => {
    expect(parseExtraVars(given)).toEqual(vars)
  })

  it('reads files, and lets later ones win', () => {
    const given = [`@${project.path('vars.yml')}`, `@${project.path('vars.json')}`]
    expect(parseExtraVars(given)).toEqual({ port: 81, mode: 420 })
  })

  it('tells all that is wrong', () => {
    const errors = errorsOf(() => parseExtraVars(['oops', '[1]', '@/no/such.yml', '{a: {{ x }}']))
    expect(errors.map((error) => error.code)).toEqual(['usage', 'usage', 'file', 'syntax'])
  })
})

describe('loadVarsFile', () => {
  it('takes nothing for no variables, and no list', () => {
    expect(loadVarsFile(project.path('empty.yml'), NO_VAULT)).toEqual({})
    expect(errorsOf(() => loadVarsFile(project.path('list.yml'), NO_VAULT))[0]).toMatchObject({
      code: 'type',
    })
  })
})
