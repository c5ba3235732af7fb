import { StackError } from '../errors.ts'
import { readText } from '../source/text.ts'
import { isLocalhost } from './implicitLocalhost.ts'
import type { Inventory } from './inventory.ts'
import { glob, splitPatterns } from './patternText.ts'

export interface MatchedHosts {
  /** In Ansible's order: as the patterns name them, within a group in inventory order; each once. */
  readonly hosts: readonly string[]
  /** Parts that match no host and no group. */
  readonly unmatched: readonly string[]
  readonly unmatchedLimit: readonly string[]
}

/**
 * Hosts that patterns stand for, by Ansible's rules: `web`, `web:db`, `web,db`, `!old`, `&prod`, `*.example`,
 * `~regex`, `web[0]`, `web[1:3]`, `all`; `limit` narrows them, `@file` in it reads patterns from a file.
 * @throws StackError `syntax` for a bad regular expression, `file` for a missing limit file
 */
export function matchHosts(
  inventory: Inventory,
  patterns: string | readonly string[],
  options: { readonly limit?: string | undefined } = {},
): MatchedHosts {
  const wanted = evaluate(inventory, splitPatterns(patterns))
  if (options.limit === undefined) return { ...wanted, unmatchedLimit: [] }
  const limit = evaluate(inventory, limitPatterns(options.limit))
  const allowed = new Set(limit.hosts)
  return {
    hosts: wanted.hosts.filter((host) => allowed.has(host)),
    unmatched: wanted.unmatched,
    unmatchedLimit: limit.unmatched,
  }
}

interface Evaluated {
  readonly hosts: readonly string[]
  readonly unmatched: readonly string[]
}

function evaluate(inventory: Inventory, patterns: readonly string[]): Evaluated {
  const narrowing = (pattern: string) => pattern.startsWith('!') || pattern.startsWith('&')
  const regular = patterns.filter((pattern) => !narrowing(pattern))
  const hosts = new Set<string>()
  const unmatched: string[] = []
  const matchOf = (pattern: string) => {
    const found = match(inventory, pattern)
    if (!found.known) unmatched.push(pattern)
    return found.hosts
  }
  for (const pattern of regular.length === 0 ? ['all'] : regular) {
    for (const host of matchOf(pattern)) hosts.add(host)
  }
  for (const mark of ['&', '!']) {
    for (const pattern of patterns.filter((one) => one.startsWith(mark))) {
      const named = new Set(matchOf(pattern.slice(1)))
      for (const host of hosts) if (named.has(host) !== (mark === '&')) hosts.delete(host)
    }
  }
  return { hosts: [...hosts], unmatched }
}

interface Match {
  readonly hosts: readonly string[]
  /** Whether the pattern matches the name of any host or group, be it an empty one. */
  readonly known: boolean
}

function match(inventory: Inventory, pattern: string): Match {
  if (inventory.hosts.has(pattern)) return { hosts: [pattern], known: true }
  const { name, first, last } = subscript(pattern)
  const found = enumerate(inventory, name)
  if (first === undefined || found.hosts.length === 0) return found
  const from = first < 0 ? found.hosts.length + first : first
  const hosts = found.hosts.slice(Math.max(0, from), last === undefined ? from + 1 : last + 1)
  return { hosts, known: hosts.length > 0 }
}

interface Subscript {
  readonly name: string
  readonly first?: number
  /** Inclusive; undefined for a single host. */
  readonly last?: number
}

function subscript(pattern: string): Subscript {
  const found = /^(.+)\[(?:(-?\d+)|(\d+)[:-](\d*))\]$/.exec(pattern)
  if (found === null || pattern.startsWith('~')) return { name: pattern }
  const [, name = '', single, first, last] = found
  if (single !== undefined) return { name, first: Number(single) }
  return {
    name,
    first: Number(first),
    last: last === undefined || last === '' ? Number.POSITIVE_INFINITY : Number(last),
  }
}

function enumerate(inventory: Inventory, pattern: string): Match {
  const test = nameTest(pattern)
  const groups = test === undefined ? [pattern] : [...inventory.groups.keys()].filter(test)
  const known = groups.filter((group) => inventory.groups.has(group))
  const hosts = known.flatMap((group) => [...(inventory.groups.get(group)?.hosts ?? [])])
  if (test !== undefined) hosts.push(...[...inventory.hosts.keys()].filter(test))
  if (hosts.length === 0 && isLocalhost(pattern)) return { hosts: [pattern], known: true }
  return { hosts: [...new Set(hosts)], known: known.length > 0 || hosts.length > 0 || pattern === 'all' }
}

/** A test for names, or undefined when the pattern is a plain name. */
function nameTest(pattern: string): ((name: string) => boolean) | undefined {
  if (!pattern.startsWith('~') && !/[.?*[]/.test(pattern)) return undefined
  const expression = pattern.startsWith('~') ? regular(pattern) : glob(pattern)
  return (name) => expression.test(name)
}

function regular(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern.slice(1).replaceAll('(?P<', '(?<')})`)
  } catch (cause) {
    throw new StackError('syntax', `the host pattern ${pattern} is no regular expression`, { cause })
  }
}

function limitPatterns(limit: string): string[] {
  return splitPatterns(limit).flatMap((part) => {
    if (!part.startsWith('@')) return [part]
    return readText(part.slice(1))
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
  })
}
