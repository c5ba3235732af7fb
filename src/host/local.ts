import { userInfo } from 'node:os'
import { execa } from 'execa'
import { StackError } from '../errors.ts'
import type { Channel, ChannelEnd, Link, OutputListener } from './link.ts'

/** For output on its way when the process has already ended. */
const EXIT_GRACE_MS = 200
const CLOSE_GRACE_MS = 2000

/** This machine as a host: command lines run in children of this process, read by `sh`. */
export function openLocal(): Link {
  const channels = new Set<Channel>()
  let isOpen = true
  return {
    user: userInfo().username,
    description: 'this machine',
    get isOpen() {
      return isOpen
    },
    open: async (commandLine, onOutput) => {
      if (!isOpen) throw new StackError('disconnected', 'the session on this machine is closed')
      const channel = startChild(commandLine, onOutput)
      channels.add(channel)
      void channel.closed.then(() => channels.delete(channel))
      return channel
    },
    close: async () => {
      isOpen = false
      const open = [...channels]
      for (const channel of open) channel.end()
      // A shell that is busy does not notice that its input ended.
      const timer = setTimeout(() => open.forEach((channel) => void channel.destroy()), CLOSE_GRACE_MS)
      await Promise.all(open.map((channel) => channel.closed))
      clearTimeout(timer)
    },
  }
}

function startChild(commandLine: string, onOutput: OutputListener): Channel {
  // Its own process group: Ctrl-C at the terminal is for us to handle, not for what runs on the host.
  const child = execa('sh', ['-c', commandLine], {
    stdin: 'pipe',
    buffer: false,
    encoding: 'buffer',
    reject: false,
    detached: true,
    cleanup: true,
  })
  child.stdout.on('data', (chunk: Buffer) => onOutput('stdout', chunk))
  child.stderr.on('data', (chunk: Buffer) => onOutput('stderr', chunk))
  // A child that is gone makes writing fail with EPIPE; `closed` tells that story.
  child.stdin.on('error', () => {})
  const ended = child.then(({ exitCode, signal }): ChannelEnd => ({ code: exitCode, signal }))
  // What it left in the background may hold its streams open for ever: the process itself counts.
  const exited = new Promise<ChannelEnd>((resolve) => {
    child.once('exit', (code: number | null, signal: string | null) => {
      setTimeout(() => resolve({ code: code ?? undefined, signal: signal ?? undefined }), EXIT_GRACE_MS)
    })
  })
  return {
    write: (data) => void child.stdin.write(data),
    end: () => void child.stdin.end(),
    destroy: () => void child.kill('SIGKILL'),
    closed: Promise.race([ended, exited]),
  }
}
