// `npm test`: installs what is missing, checks types and style, builds, and runs the unit tests and those on
// real hosts. Ends with the line `N passed, N failed`. Arguments go to vitest (a file or a name to run).
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  exitCode,
  hasCommand,
  installDebianPackages,
  installNodePackages,
  isRoot,
  runMain,
  step,
} from './setup.mjs'

const ci = Boolean(process.env.CI) && process.env.CI !== 'false'

await runMain(async () => {
  await installNodePackages()
  if (isRoot() && hasCommand('apt-get')) await installDebianPackages()
  const totals = [
    await check('types', ['npm', 'run', '--silent', 'types']),
    await check('lint', ['npm', 'run', '--silent', 'lint']),
  ]
  await step(['npm', 'run', '--silent', 'build'])
  totals.push(await vitest('test/tools/vitest.unit.ts'), await vitest('test/tools/vitest.e2e.ts'))
  const passed = totals.reduce((sum, one) => sum + one.passed, 0)
  const failed = totals.reduce((sum, one) => sum + one.failed, 0)
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
})

/**
 * @param {string} name
 * @param {readonly string[]} argv
 */
async function check(name, argv) {
  const code = await exitCode(argv)
  if (code !== 0) console.log(`${name}: failed with exit code ${code}`)
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 }
}

/**
 * One vitest run. What could not even be started counts as failed, and so does, in CI, what was left out.
 * @param {string} config
 */
async function vitest(config) {
  const directory = mkdtempSync(join(tmpdir(), 'stack-test-'))
  const file = join(directory, 'results.json')
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const code = await exitCode([
      'npx',
      'vitest',
      'run',
      '--config',
      config,
      ...reporters,
      ...process.argv.slice(2),
    ])
    return existsSync(file) ? count(JSON.parse(readFileSync(file, 'utf8')), code) : { passed: 0, failed: 1 }
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/**
 * @param {import('vitest/reporters').JsonTestResults} results
 * @param {number} code
 */
function count(results, code) {
  const tests = results.testResults.flatMap((file) => file.assertionResults)
  const skipped = tests.filter(({ status }) => !['passed', 'failed'].includes(status))
  // What the arguments did not select is no news.
  if (process.argv.length > 2) return { passed: results.numPassedTests, failed: code === 0 ? 0 : 1 }
  for (const { fullName } of skipped) console.log(`left out: ${fullName}`)
  const failed = results.numFailedTests + (ci ? skipped.length : 0)
  return { passed: results.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed }
}
