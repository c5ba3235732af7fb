import { StackError } from '../errors.ts'
import { Secret } from '../shell/secret.ts'
import { expandHome } from './sshConfig.ts'

/** A host's variables, templated. */
export type Vars = Readonly<Record<string, unknown>>

/** @throws StackError `type` */
export function portNumber(name: string, port: string): number {
  const number = Number(port)
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number
  throw new StackError('type', `${JSON.stringify(port)} is not a port for ${name}`, {
    host: name,
    hint: 'ansible_port is a number from 1 to 65535',
  })
}

/** @throws StackError `type` */
export function milliseconds(name: string, seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined
  const number = Number(seconds)
  if (number > 0) return number * 1000
  throw new StackError('type', `${JSON.stringify(seconds)} is not a time in seconds for ${name}`, {
    host: name,
  })
}

/** The first of these variables that is set; key files with their `~` replaced. */
export function text(vars: Vars, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = vars[name]
    if (value !== undefined && value !== null && value !== '') return expandHomeOf(name, String(value))
  }
  return undefined
}

function expandHomeOf(name: string, value: string): string {
  return name.endsWith('key_file') ? expandHome(value) : value
}

export function secret(vars: Vars, ...names: readonly string[]): Secret | undefined {
  for (const name of names) {
    const value = vars[name]
    if (value instanceof Secret) return value
    if (value !== undefined && value !== null && value !== '') return new Secret(String(value))
  }
  return undefined
}
