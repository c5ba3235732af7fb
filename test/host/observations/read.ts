import { spawnSync } from 'node:child_process'
import { openLocal } from '../../../src/host/local.ts'
import type { ObservationKind } from '../../../src/host/observation.ts'
import { LinkSession } from '../../../src/host/session.ts'

/** Fetches keys with a real `sh` on this machine, after a check that the command parses. */
export async function read<K, V>(kind: ObservationKind<K, V>, keys: readonly K[]): Promise<readonly V[]> {
  const request = kind.fetch(keys)
  const syntax = spawnSync('sh', ['-n'], { input: request.command.text })
  if (syntax.status !== 0) throw new Error(`sh -n: ${syntax.stderr.toString()}\n${request.command.text}`)
  const session = new LinkSession('here', openLocal(), () => {})
  try {
    const [reply] = await (await session.shell()).send([request])
    if (reply === undefined) throw new Error('no reply')
    return kind.parse(reply, keys)
  } finally {
    await session.close()
  }
}
