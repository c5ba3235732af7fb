// Bundles src/main.ts into dist/. The entry stays tiny: everything behind `--version` is split off and
// loaded on demand, so that starting costs little more than starting Node.
import { readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))

rmSync(`${root}dist`, { recursive: true, force: true })
await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
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
