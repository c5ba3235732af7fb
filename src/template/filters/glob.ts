import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Files (not directories) that match an absolute pattern with `*`, `?`, `[…]` and `**`; sorted. */
export function globSync(pattern: string): string[] {
  const parts = pattern.split('/').filter((part) => part !== '')
  let found = ['/']
  for (const [at, part] of parts.entries()) {
    const last = at === parts.length - 1
    found = found.flatMap((folder) => step(folder, part, last))
  }
  return found.filter(isFile).sort()
}

function step(folder: string, part: string, last: boolean): string[] {
  if (part === '**') return last ? entries(folder).map((name) => join(folder, name)) : tree(folder)
  if (!/[*?[]/.test(part)) return [join(folder, part)]
  const pattern = new RegExp(`^${translate(part)}$`, 's')
  return entries(folder)
    .filter((name) => pattern.test(name) && (part.startsWith('.') || !name.startsWith('.')))
    .map((name) => join(folder, name))
}

function translate(part: string): string {
  return part.replace(/\*|\?|\[!?\]?[^\]]*\]|[\\^$.+()|{}[\]]/g, (token) => {
    if (token === '*') return '.*'
    if (token === '?') return '.'
    if (token.length > 1) return token.replace('[!', '[^').replaceAll('\\', '\\\\')
    return `\\${token}`
  })
}

function tree(folder: string): string[] {
  const inner = entries(folder)
    .filter((name) => !name.startsWith('.'))
    .map((name) => join(folder, name))
    .filter((path) => !isFile(path))
  return [folder, ...inner.flatMap(tree)]
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}
