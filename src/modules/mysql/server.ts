import type { Observer } from '../../host/observation.ts'
import type { Login } from './login.ts'
import { type Answer, ask, rowsOf } from './query.ts'
import { rawSql } from './sql.ts'

export interface Server {
  readonly flavour: 'mysql' | 'mariadb'
  /** Major, minor, patch. */
  readonly version: readonly [number, number, number]
  /** As the server says it: `9.7.4-2`, `11.8.6-MariaDB-0+deb13u1 from Debian-log`. */
  readonly full: string
}

/** Asks what kind of server it is; `serverOf` reads the answer. */
export function askServer(host: Observer, login: Login): Promise<Answer> {
  return ask(host, login, rawSql('SELECT VERSION() AS version'))
}

/** @throws ModuleFailure when the server could not be asked */
export function serverOf(answer: Answer, configFile: string): Server {
  return parseVersion(rowsOf(answer, configFile)[0]?.['version'] ?? '')
}

export function parseVersion(full: string): Server {
  const [, major, minor, patch] = /^(?:5\.5\.5-)?(\d+)\.(\d+)\.(\d+)/.exec(full) ?? []
  return {
    flavour: /mariadb/i.test(full) ? 'mariadb' : 'mysql',
    version: [Number(major ?? 0), Number(minor ?? 0), Number(patch ?? 0)],
    full,
  }
}

/** Whether the server is at least that version of its flavour. */
export function isAtLeast(server: Server, major: number, minor = 0, patch = 0): boolean {
  const wanted = [major, minor, patch]
  for (const [place, part] of server.version.entries()) {
    const other = wanted[place] ?? 0
    if (part !== other) return part > other
  }
  return true
}
