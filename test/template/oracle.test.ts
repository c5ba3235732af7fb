import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import type { Case } from './case.ts'
import { dictsCases } from './dicts.cases.ts'
import { listsCases } from './lists.cases.ts'
import { methodsCases } from './methods.cases.ts'
import { operatorsCases } from './operators.cases.ts'
import { regexCases } from './regex.cases.ts'
import { files, templateCases } from './templates.cases.ts'
import { textCases } from './text.cases.ts'
import { valuesCases } from './values.cases.ts'
import { variables } from './variables.ts'

// Debian's own Python, which Debian's ansible-core belongs to.
const PYTHON = '/usr/bin/python3'
const VERSION = 'import ansible.release, yaml; print(ansible.release.__version__)'

const version = spawnSync(PYTHON, ['-c', VERSION], { encoding: 'utf8' })
const hasOracle = version.status === 0 && version.stdout.startsWith('2.14.')

it.skipIf(!hasOracle)(
  'the recorded cases are what ansible-core 2.14 gives here',
  { timeout: 120_000 },
  () => {
    const expressions = [
      ...operatorsCases,
      ...methodsCases,
      ...textCases,
      ...regexCases,
      ...listsCases,
      ...dictsCases,
      ...valuesCases,
    ]
    const job = {
      vars: variables,
      files,
      expressions: sources(expressions),
      templates: sources(templateCases),
    }
    const script = fileURLToPath(new URL('oracle.py', import.meta.url))
    const answer = execFileSync(PYTHON, [script], {
      input: JSON.stringify(job),
      encoding: 'utf8',
      cwd: '/etc',
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const result: { expressions: (string | null)[]; templates: (string | null)[] } = JSON.parse(answer)
    expect(paired(expressions, result.expressions)).toEqual(expressions)
    expect(paired(templateCases, result.templates)).toEqual(templateCases)
  },
)

function sources(cases: readonly Case[]): string[] {
  return cases.map(([source]) => source)
}

function paired(cases: readonly Case[], results: readonly (string | null)[]): Case[] {
  return cases.map(([source], at) => [source, results[at] ?? null])
}
