#!/usr/bin/env node
import { setMaxListeners } from 'node:events'
import { processTerminal, type Terminal } from './report/terminal.ts'

declare const STACK_VERSION: string

// Exit codes as Ansible's: what drives ansible-playbook can drive this.
const INTERRUPTED = 99

await main(process.argv.slice(2))

async function main(argv: readonly string[]): Promise<void> {
  const terminal = processTerminal()
  if (argv[0] === '--version') {
    terminal.out(`stack ${STACK_VERSION}`)
    return
  }
  const controller = new AbortController()
  // Every host listens, and there may be hundreds.
  setMaxListeners(0, controller.signal)
  stopOnSignals(controller, terminal)
  stopWhenNobodyReads(controller)
  const code = await exitCode(argv, terminal, controller.signal)
  await Promise.all([process.stdout, process.stderr].map(written))
  process.exit(code)
}

async function exitCode(argv: readonly string[], terminal: Terminal, signal: AbortSignal): Promise<number> {
  try {
    const { runCommand } = await import('./cli/command.ts')
    const code = await runCommand(argv, { terminal, signal, version: STACK_VERSION })
    return signal.aborted ? INTERRUPTED : code
  } catch (fault) {
    const { tellFault } = await import('./report/fault.ts')
    const code = tellFault(fault, terminal, STACK_VERSION)
    return signal.aborted ? INTERRUPTED : code
  }
}

/** Resolves when all that was printed has left: a pipe that is read slowly holds the rest, which an exit would lose. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || !stream.writable) resolve()
    else stream.write('', () => resolve())
  })
}

/** The first signal asks the run to stop and clean up behind itself, the second does not wait for that. */
function stopOnSignals(controller: AbortController, terminal: Terminal): void {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(INTERRUPTED)
      terminal.err('stopping what runs on the hosts; once more to leave at once')
      controller.abort()
    })
  }
}

/** `stack … | head`: writing on would only raise the same error again and again. */
function stopWhenNobodyReads(controller: AbortController): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (fault: NodeJS.ErrnoException) => {
      if (fault.code !== 'EPIPE') throw fault
      controller.abort()
    })
  }
}
