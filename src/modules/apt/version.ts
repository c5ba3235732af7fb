import type { PackageSpec } from './spec.ts'

/** Whether a version is what a spec asks for; `=` takes shell patterns, as in Ansible. */
export function versionFits(version: string, wanted: NonNullable<PackageSpec['version']>): boolean {
  if (wanted.operator === '>=') return compareVersions(version, wanted.text) >= 0
  const pattern = wanted.text
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${pattern}$`).test(version)
}

/** Orders Debian versions (`[epoch:]upstream[-revision]`) as dpkg does: negative, zero or positive. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)]
  return (
    left.epoch - right.epoch ||
    compareText(left.upstream, right.upstream) ||
    compareText(left.revision, right.revision)
  )
}

function parts(version: string): { epoch: number; upstream: string; revision: string } {
  const colon = version.indexOf(':')
  const rest = version.slice(colon + 1)
  const dash = rest.lastIndexOf('-')
  return {
    epoch: colon < 0 ? 0 : Number(version.slice(0, colon)),
    upstream: dash < 0 ? rest : rest.slice(0, dash),
    revision: dash < 0 ? '' : rest.slice(dash + 1),
  }
}

function compareText(a: string, b: string): number {
  const [left, right] = [pieces(a), pieces(b)]
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference =
      compareLetters(left[i]?.[0] ?? '', right[i]?.[0] ?? '') ||
      Number(left[i]?.[1] ?? 0) - Number(right[i]?.[1] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** `1.2rc3` → [['', 1], ['.', 2], ['rc', 3]] */
function pieces(text: string): [string, string][] {
  return [...text.matchAll(/(\D*)(\d*)/g)]
    .filter(([all]) => all !== '')
    .map(([, letters = '', digits = '']) => [letters, digits || '0'])
}

function compareLetters(a: string, b: string): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = weight(a[i]) - weight(b[i])
    if (difference !== 0) return difference
  }
  return 0
}

/** `~` sorts before the end of the text, letters before all other characters. */
function weight(char: string | undefined): number {
  if (char === undefined) return 0
  if (char === '~') return -1
  return /[A-Za-z]/.test(char) ? char.charCodeAt(0) : char.charCodeAt(0) + 256
}
