import { describe, expect, it } from 'vitest'
import { loadInventory } from '../../src/inventory/load.ts'
import { parseExtraVars } from '../../src/vars/static.ts'
import { BAD_INPUTS, type BadInput } from './badInput.cases.ts'
import { errorsOf, Project } from './project.ts'

describe('bad input is told before a host is touched', () => {
  it.each(BAD_INPUTS.map((input) => [input.name, input] as const))('%s', (_name, input) => {
    const project = new Project(written(input))
    try {
      const errors = errorsOf(() => loadAll(input, project))
      const found = errors.map((error) => ({
        code: error.code,
        at:
          error.at === undefined
            ? undefined
            : `${error.at.file.replace(`${project.directory}/`, '')}:${error.at.line}:${error.at.column}`,
        message: error.message,
        hint: error.hint,
      }))
      expect(found).toEqual(
        input.errors.map((expected, index) => ({
          code: expected.code,
          at: expected.at,
          message: expect.stringContaining(expected.message),
          hint: expected.hint === undefined ? found[index]?.hint : expect.stringContaining(expected.hint),
        })),
      )
    } finally {
      project.remove()
    }
  })
})

const MISSING = '\u0000missing'

function written(input: BadInput): Record<string, string> {
  return Object.fromEntries(Object.entries(input.files).filter(([, text]) => text !== MISSING))
}

function loadAll(input: BadInput, project: Project): void {
  const extraVars = parseExtraVars(input.extraVars ?? [])
  if (input.files['hosts'] !== undefined) {
    loadInventory([project.path('hosts')], { playbookDirectory: project.directory })
  }
  project.load(extraVars)
}
