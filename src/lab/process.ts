import { spawn } from 'node:child_process'
import { StackError } from '../errors.ts'

/** How a command of this machine's ended. `code` is 255 if a signal ended it. */
export interface Finished {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly input?: string | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Hands the terminal over to the command; stdout and stderr of the result are then empty. */
  readonly interactive?: boolean | undefined
  /** Called with each whole line the command writes to stderr, as it comes. */
  readonly onLine?: ((line: string) => void) | undefined
}

/**
 * Runs a command of this machine's, without a shell, and reports how it ended.
 * Throws StackError `environment` only when it cannot be started.
 */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const [command = '', ...args] = argv
  return new Promise((resolve, reject) => {
    const stdin = options.input === undefined ? 'ignore' : 'pipe'
    const child = spawn(command, args, {
      stdio: options.interactive ? 'inherit' : [stdin, 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C.UTF-8', ...options.env },
    })
    let stdout = ''
    let stderr = ''
    let seen = 0
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      if (options.onLine) seen = eachLine(stderr, seen, options.onLine)
    })
    child.on('error', (cause) => {
      reject(new StackError('environment', `cannot run ${command}: ${cause.message}`, { cause }))
    })
    child.on('close', (code) => resolve({ code: code ?? 255, stdout, stderr }))
    // A command that ends before it has read its input is judged by its exit code, not by EPIPE.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(options.input)
  })
}

/** As `run`, but throws StackError `environment` with the end of stderr unless the command exits with 0. */
export async function must(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await run(argv, options)
  if (code === 0) return stdout
  const said =
    stderr.trim().split('\n').slice(-5).join('\n') || stdout.trim().split('\n').slice(-5).join('\n')
  throw new StackError('environment', `${argv.slice(0, 4).join(' ')} failed with exit code ${code}: ${said}`)
}

function eachLine(text: string, from: number, onLine: (line: string) => void): number {
  let start = from
  for (let end = text.indexOf('\n', start); end >= 0; end = text.indexOf('\n', start)) {
    onLine(text.slice(start, end))
    start = end + 1
  }
  return start
}
