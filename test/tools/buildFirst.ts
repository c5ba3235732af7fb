import { execFileSync } from 'node:child_process'
import { ROOT } from './sourceFiles.ts'

/** vitest's global setup: tests that run the program run the one that the sources make. */
export default function buildFirst(): void {
  execFileSync(process.execPath, ['test/tools/build.mjs'], { cwd: ROOT, stdio: 'inherit' })
}
