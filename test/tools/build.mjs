// Bundles src/main.ts into dist/. The entry stays tiny: everything behind `--version` is split off and
// loaded on demand, so that starting costs little more than starting Node.
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))

// Made aside and then put in place, so that a program that runs meanwhile finds all its parts.
const fresh = `${root}node_modules/.stack-build-${process.pid}`
await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outdir: fresh,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // node-ssh's ssh2 looks for native crypto beside its own files, so it stays in node_modules.
  external: ['node-ssh', 'ssh2'],
  define: { STACK_VERSION: JSON.stringify(version) },
  // Bundled CommonJS packages (yaml) call require() for Node's own modules.
  banner: {
    js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
  },
  chunkNames: 'chunks/[name]-[hash]',
  logLevel: 'warning',
})

const old = `${fresh}.old`
if (existsSync(`${root}dist`)) renameSync(`${root}dist`, old)
renameSync(fresh, `${root}dist`)
rmSync(old, { recursive: true, force: true })
