import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ansibleObstacle, installAnsible } from './ansible.ts'
import { BLOCKS } from './cases/blocks.ts'
import { CONDITIONS } from './cases/conditions.ts'
import { FILES } from './cases/files.ts'
import { HANDLERS } from './cases/handlers.ts'
import { HOSTS } from './cases/hosts.ts'
import { INCLUDES } from './cases/includes.ts'
import { LOOPS } from './cases/loops.ts'
import { VARIABLES } from './cases/variables.ts'
import { byAnsible, byStack, type Comparison, lay } from './compare.ts'

const obstacle = ansibleObstacle()
const directory = mkdtempSync(join(tmpdir(), 'stack-language-'))

beforeAll(() => {
  if (obstacle === undefined) installAnsible()
})
afterAll(() => rmSync(directory, { recursive: true }))

const CASES: Readonly<Record<string, readonly Comparison[]>> = {
  variables: VARIABLES,
  conditions: CONDITIONS,
  loops: LOOPS,
  'blocks and failures': BLOCKS,
  handlers: HANDLERS,
  includes: INCLUDES,
  'hosts and plays': HOSTS,
  files: FILES,
}

/** The words of both programs, kept with a failure: what differs is rarely all that one wants to see. */
describe.skipIf(obstacle !== undefined && process.env.CI === undefined)(
  'does what ansible-playbook does',
  () => {
    for (const [topic, cases] of Object.entries(CASES)) {
      it.each(cases)(`${topic}: $name`, (comparison) => {
        const cwd = mkdtempSync(join(directory, 'case-'))
        const [theirs, ours] = [join(cwd, 'theirs'), join(cwd, 'ours')]
        for (const side of [theirs, ours]) {
          mkdirSync(side)
          lay(comparison, side)
        }
        for (let run = 0; run < (comparison.runs ?? 1); run++) {
          const { text: ansibleText, ...expected } = byAnsible(theirs, comparison.args)
          const { text: stackText, ...actual } = byStack(ours, comparison.args)
          expect(actual, `${ansibleText}\n----\n${stackText}`).toEqual(expected)
        }
      })
    }
  },
)
