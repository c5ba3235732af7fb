import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Module } from '../src/modules/module.ts'
import { findModule, MODULES } from '../src/modules/registry.ts'
import { isRecord } from '../src/source/record.ts'
import type { OptionSchema } from '../src/source/schema.ts'
import { parseYaml } from '../src/source/yaml.ts'
import { withSections } from './tools/readme.ts'
import { ROOT, sourceFiles } from './tools/sourceFiles.ts'

describe('README', () => {
  it('has tables that are current (npm run readme makes them)', () => {
    const path = `${ROOT}README.md`
    const readme = readFileSync(path, 'utf8')
    if (process.env.README === 'write') writeFileSync(path, withSections(readme))
    else expect(readme).toBe(withSections(readme))
  })

  it('names only files that exist', () => {
    const readme = readFileSync(`${ROOT}README.md`, 'utf8')
    const paths = [...readme.matchAll(/`((?:src|test|playbooks|inventory)\/[\w./-]+)`/g)].map(
      ([, path]) => path,
    )
    expect(paths.length).toBeGreaterThan(5)
    for (const path of paths) expect(() => readFileSync(`${ROOT}${path}`), path).not.toThrow(/ENOENT/)
  })
})

describe('the registry', () => {
  it('holds every module there is', async () => {
    const defined = sourceFiles('src/modules').filter(({ text }) =>
      /= (state|action|control)Module\(/.test(text),
    )
    const missing: string[] = []
    for (const { path } of defined) {
      const exported: Record<string, unknown> = await import(`${ROOT}${path}`)
      const modules = Object.values(exported).filter(isModule)
      missing.push(
        ...modules.filter((module) => !MODULES.includes(module)).map(({ name }) => `${path}: ${name}`),
      )
    }
    expect(defined.length).toBeGreaterThan(0)
    expect(missing).toEqual([])
  })

  it('gives each name to one module', () => {
    const names = MODULES.flatMap(({ name, aliases = [], collection }) =>
      [name, ...aliases].map((one) => `${collection}.${one}`),
    )
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })
})

describe.each(MODULES.map((module) => ({ name: `${module.collection}.${module.name}`, module })))(
  'the documentation of $name',
  ({ module }) => {
    it('says what it does and what every option is for', () => {
      expect(module.summary).toMatch(/^[A-Z].*\.$/s)
      expect(undocumented(module.options, module.name)).toEqual([])
    })

    it('has examples that parse and use it', () => {
      const { documents, errors } = parseYaml(module.examples, `${module.name}.yml`)
      expect(errors).toEqual([])
      const tasks = documents
        .flatMap((document) => (Array.isArray(document) ? document : []))
        .filter(isRecord)
      expect(tasks.length).toBeGreaterThan(0)
      const uses = (task: Record<string, unknown>) =>
        Object.keys(task).some((key) => findModule(key) === module)
      expect(tasks.filter((task) => !uses(task))).toEqual([])
    })
  },
)

function undocumented(options: OptionSchema, path: string): string[] {
  return Object.entries(options).flatMap(([name, option]) => [
    ...(option.description.trim() === '' ? [`${path}.${name}`] : []),
    ...undocumented(option.options ?? {}, `${path}.${name}`),
  ])
}

function isModule(value: unknown): value is Module {
  return isRecord(value) && 'kind' in value && 'examples' in value && 'options' in value
}
