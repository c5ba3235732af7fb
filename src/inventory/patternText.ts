import { isIPv6 } from 'node:net'

/**
 * Single patterns of a host pattern: parts between commas, else between colons that belong to no IPv6
 * address, port or `[1:3]` (ansible-core's `split_host_pattern`).
 */
export function splitPatterns(pattern: string | readonly string[]): string[] {
  if (typeof pattern !== 'string') return pattern.flatMap((part) => splitPatterns(part))
  return partsOf(pattern)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function partsOf(pattern: string): string[] {
  if (pattern.includes(',')) return pattern.split(',')
  if (isIPv6(pattern) || /^\[[^\]]+\]:\d+$/.test(pattern) || /^[\w.-]+:\d+$/.test(pattern)) return [pattern]
  return pattern.match(/(?:[^\s:[\]]|\[[^\]]*\])+/g) ?? []
}

/** A shell pattern (`*`, `?`, `[abc]`, `[!abc]`) as a regular expression for whole names. */
export function glob(pattern: string): RegExp {
  const source = pattern.replace(/\[(!?)([^\]]+)\]|[\s\S]/g, (token, not?: string, set?: string) => {
    if (set !== undefined) return `[${not === '!' ? '^' : ''}${set.replace(/[\\^]/g, '\\$&')}]`
    if (token === '*') return '.*'
    if (token === '?') return '.'
    return token.replace(/[\\^$.|+(){}[\]/]/g, '\\$&')
  })
  return new RegExp(`^${source}$`, 's')
}
