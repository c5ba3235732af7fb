import { StackError } from '../errors.ts'
import type { Connect, ConnectionSpec, ConnectOptions } from './host.ts'
import type { Link } from './link.ts'
import { openLocal } from './local.ts'
import { takeLock } from './lock.ts'
import { LinkSession } from './session.ts'
import { openSsh } from './ssh.ts'

/**
 * Connects to a host and takes its lock when the run is going to change it. The lock and the first shell
 * are asked for at the same time, so a free lock costs no round trip.
 */
export const connect: Connect = async (name, spec, options = {}) => {
  if (options.signal?.aborted) throw new StackError('interrupted', 'stopped by the user')
  const link = await openLink(name, spec, options)
  const lock = options.lock === undefined ? undefined : takeLock(link, name, options.lock, options)
  const session = new LinkSession(name, link, () => void lock?.then((release) => release()))
  try {
    await Promise.all([session.shell(), lock])
  } catch (error) {
    lock?.catch(() => {})
    await link.close()
    throw error
  }
  return session
}

async function openLink(name: string, spec: ConnectionSpec, options: ConnectOptions): Promise<Link> {
  return spec.kind === 'local' ? openLocal() : openSsh(name, spec, options.signal)
}
