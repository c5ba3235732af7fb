const UMASK = 0o022
const EXECUTE = 0o111

/**
 * The permission bits that a mode (`0644`, `u=rwX,g+r`) gives to a file that has `current`, by Ansible's rules:
 * `X` looks at the file as it was, clauses without `ugoa` mean all but what a umask of 022 forbids.
 */
export function resolveMode(text: string, current: number, isDirectory: boolean): number {
  if (/^(?:0o)?[0-7]+$/.test(text)) return Number.parseInt(text.replace(/^0o/, ''), 8) & 0o7777
  let mode = current
  const executable = isDirectory || (current & EXECUTE) !== 0
  for (const clause of text.split(',')) {
    const [, users = '', actions = ''] = /^([ugoa]*)(.*)$/.exec(clause) ?? []
    for (const [, operator, permissions = ''] of actions.matchAll(/([-+=])([^-+=]*)/g)) {
      for (const user of usersOf(users)) {
        mode = applyTo(mode, user, operator ?? '', bitsOf(permissions, user, mode, executable), users === '')
      }
    }
  }
  return mode
}

/** `0644`, as Ansible shows modes. */
export function octalMode(mode: number): string {
  return `0${mode.toString(8).padStart(3, '0')}`
}

type User = 'u' | 'g' | 'o'

const SHIFT: Readonly<Record<User, number>> = { u: 6, g: 3, o: 0 }
const SPECIAL: Readonly<Record<User, number>> = { u: 0o4000, g: 0o2000, o: 0o1000 }

function usersOf(letters: string): User[] {
  if (letters === '' || letters.includes('a')) return ['u', 'g', 'o']
  return (['u', 'g', 'o'] as const).filter((user) => letters.includes(user))
}

function bitsOf(letters: string, user: User, mode: number, executable: boolean): number {
  let bits = 0
  for (const letter of letters) {
    if (letter === 'r') bits |= 4
    else if (letter === 'w') bits |= 2
    else if (letter === 'x' || (letter === 'X' && executable)) bits |= 1
    else if (letter === 'u' || letter === 'g' || letter === 'o') bits |= (mode >> SHIFT[letter]) & 7
  }
  const special = (letters.includes('s') && user !== 'o') || (letters.includes('t') && user === 'o')
  return (bits << SHIFT[user]) | (special ? SPECIAL[user] : 0)
}

function applyTo(mode: number, user: User, operator: string, bits: number, masked: boolean): number {
  const given = masked ? bits & ~UMASK : bits
  if (operator === '+') return mode | given
  if (operator === '-') return mode & ~given
  return (mode & ~((7 << SHIFT[user]) | SPECIAL[user])) | given
}
