import { quote, script } from '../../shell/command.ts'
import type { ObservationKind } from '../observation.ts'

export type HashAlgorithm = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512'

export interface HashKey {
  readonly path: string
  /** sha256 when absent. */
  readonly algorithm?: HashAlgorithm
}

/** Digest of a file's content in lower-case hex, links followed; undefined when it is not a readable file. */
export const fileHash: ObservationKind<HashKey, string | undefined> = {
  name: 'fileHash',
  id: ({ path, algorithm = 'sha256' }) => `${algorithm}:${path}`,
  fetch: (keys) => ({
    command: script(
      [...byAlgorithm(keys)]
        .map(([algorithm, paths]) => `${algorithm}sum -z -- ${paths.map(quote).join(' ')} 2>/dev/null`)
        .concat('true')
        .join('\n'),
    ),
  }),
  parse: (reply, keys) => {
    const digests = new Map<string, string>()
    for (const record of reply.stdout.toString('utf8').split('\0')) {
      const [digest = '', path = ''] = splitOnce(record, '  ')
      digests.set(`${digest.length}:${path}`, digest)
    }
    return keys.map(({ path, algorithm = 'sha256' }) => digests.get(`${DIGITS[algorithm]}:${path}`))
  },
}

const DIGITS: Readonly<Record<HashAlgorithm, number>> = {
  md5: 32,
  sha1: 40,
  sha224: 56,
  sha256: 64,
  sha384: 96,
  sha512: 128,
}

function byAlgorithm(keys: readonly HashKey[]): Map<HashAlgorithm, string[]> {
  const groups = new Map<HashAlgorithm, string[]>()
  for (const { path, algorithm = 'sha256' } of keys) {
    groups.set(algorithm, [...(groups.get(algorithm) ?? []), path])
  }
  return groups
}

function splitOnce(text: string, by: string): [string, string] {
  const at = text.indexOf(by)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + by.length)]
}
