import type { Password, Topology } from '../topology.ts'
import { type Found, warning } from './finding.ts'

/** Shorter ones are guessed in hours by whoever gets hold of the account table. */
const SHORTEST = 12

/** Passwords that somebody else knows, or could find out. */
export function checkPasswords({ passwords, primaries, isLab }: Topology): readonly Found[] {
  if (primaries.length === 0) return []
  const remedy = 'set real ones in an encrypted file: ansible-vault create group_vars/all/vault.yml'
  const say = (list: readonly Password[], what: string): Found[] =>
    list.length === 0
      ? []
      : [warning('other', [], `${list.map(({ variable }) => variable).join(', ')}: ${what}`, remedy)]
  const set = passwords.filter(({ secret }) => secret !== undefined)
  const own = set.filter(({ isExample }) => !isExample)
  return [
    ...say(
      passwords.filter(({ secret }) => secret === undefined),
      'not set; `stack up` refuses to begin',
    ),
    ...say(
      set.filter(({ isExample }) => isExample),
      isLab
        ? 'example values, which everyone can read; stack_lab accepts them'
        : 'example values, which everyone can read; `stack up` refuses to begin',
    ),
    ...say(
      own.filter(({ secret }) => (secret?.length ?? 0) < SHORTEST),
      `shorter than ${SHORTEST} characters`,
    ),
    ...say(
      own.filter(({ secret }) => set.filter((other) => sameAs(secret, other)).length > 1),
      'the same password for several accounts: who learns one may do what all of them may',
    ),
  ]
}

function sameAs(secret: Password['secret'], other: Password): boolean {
  return secret !== undefined && other.secret !== undefined && secret.equals(other.secret)
}
