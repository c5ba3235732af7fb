// What `npm run demo` and `npm test` do first on a bare machine. Node's own modules only: nothing is installed yet.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** What the tests compare with and log in to, besides. */
const TEST_PACKAGES = {
  'ansible-playbook': 'ansible',
  sshd: 'openssh-server',
  sudo: 'sudo',
  git: 'git',
  curl: 'curl',
  // Looks at the pages of the monitoring.
  chromium: 'chromium',
  openssl: 'openssl',
  // A certificate authority.
  pebble: 'pebble',
  // Login shells that a host may have.
  zsh: 'zsh',
  fish: 'fish',
  tcsh: 'tcsh',
  csh: 'tcsh',
}

/** What Ansible uses where it is there, and what the recorded results of its filters rest on. */
const TEST_FILES = { '/usr/lib/python3/dist-packages/passlib': 'python3-passlib' }

/** A step that failed; its own output has said why. */
export class StepFailed extends Error {}

/**
 * Runs a command in the checkout with its output shown.
 * @param {readonly string[]} argv
 * @param {Record<string, string>} env
 * @throws StepFailed when it ends with anything but 0
 */
export async function step(argv, env = {}) {
  const code = await exitCode(argv, env)
  if (code !== 0) throw new StepFailed(`${argv.join(' ')} ended with exit code ${code}`)
}

/**
 * @param {readonly string[]} argv
 * @param {Record<string, string>} env
 * @returns {Promise<number>}
 */
export function exitCode([command = '', ...args], env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } })
    // A Ctrl-C reaches the child as well, which cleans up; this process waits for it.
    const ignore = () => {}
    process.on('SIGINT', ignore)
    child.on('error', reject)
    child.on('close', (code) => {
      process.off('SIGINT', ignore)
      resolve(code ?? 1)
    })
  })
}

/** Installs the npm packages when they are missing or not those of the lock file. */
export async function installNodePackages() {
  if (isInstalled()) return
  console.log('installing npm packages')
  await step(['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error'])
}

/** npm notes in node_modules what it has put there; what is optional may be for other machines. */
function isInstalled() {
  const note = `${ROOT}node_modules/.package-lock.json`
  if (!existsSync(note)) return false
  const there = JSON.parse(readFileSync(note, 'utf8')).packages
  const wanted = JSON.parse(readFileSync(`${ROOT}package-lock.json`, 'utf8')).packages
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || there[path]?.version === version,
  )
}

/** Installs the Debian packages that the tests lack, as root; the lab installs its own. */
export async function installDebianPackages() {
  const missing = [
    ...Object.entries(TEST_PACKAGES).filter(([command]) => !hasCommand(command)),
    ...Object.entries(TEST_FILES).filter(([file]) => !existsSync(file)),
  ].map(([, name]) => name)
  if (missing.length === 0) return
  console.log(`installing Debian packages: ${missing.join(' ')}`)
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await step(['apt-get', 'update', '--quiet=2'], env)
  await step(['apt-get', 'install', '--yes', '--quiet=2', '--no-install-recommends', ...missing], env)
}

export function isRoot() {
  return process.getuid?.() === 0
}

/** @param {string} command */
export function hasCommand(command) {
  const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
  return spawnSync('sh', ['-c', `PATH="$PATH:${path}"; command -v "$1"`, 'sh', command]).status === 0
}

/**
 * Runs `main` and gives its exit code to the shell; a failed step has said why itself.
 * @param {() => Promise<number>} main
 */
export async function runMain(main) {
  try {
    process.exitCode = await main()
  } catch (fault) {
    if (!(fault instanceof StepFailed)) throw fault
    console.error(`error: ${fault.message}`)
    process.exitCode = 1
  }
}
