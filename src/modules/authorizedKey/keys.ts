import { ModuleFailure } from '../module.ts'

const TYPES = /^(?:(?:webauthn-)?sk-)?(?:ssh|ecdsa|rsa)-[a-z0-9-]+(?:@openssh\.com)?$/

/** A line of an authorized_keys file. */
export interface KeyLine {
  /** The key itself, or the whole line when it is none. */
  readonly id: string
  readonly type: string | undefined
  readonly options: string
  readonly comment: string
  /** As it is, or will be, written. */
  readonly text: string
}

export interface KeyArgs {
  readonly key: string
  readonly state: 'present' | 'absent'
  readonly exclusive: boolean
  readonly key_options?: string | undefined
  readonly comment?: string | undefined
}

/** The new text of the file, by the rules of Ansible's `authorized_key`. Pure. */
export function editKeys(args: KeyArgs, old: string): string {
  const wanted = args.key
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => wantedKey(line, args))
  const lines = old.match(/[^\n]*\n|[^\n]+$/g) ?? []
  const existing = new Map<string, KeyLine>(
    lines.map((line) => parseLine(line)).map((line) => [line.id, line]),
  )
  if (args.state === 'absent') {
    const present = wanted.filter((key) => existing.delete(key.id))
    return present.length === 0 ? old : joined(existing)
  }
  let changed = false
  for (const key of wanted) {
    const found = existing.get(key.id)
    if (found !== undefined && sameKey(found, key)) continue
    existing.delete(key.id)
    existing.set(key.id, key)
    changed = true
  }
  if (args.exclusive) {
    const ids = new Set(wanted.map((key) => key.id))
    for (const id of [...existing.keys()]) changed = (!ids.has(id) && existing.delete(id)) || changed
  }
  return changed ? joined(existing) : old
}

function wantedKey(line: string, args: KeyArgs): KeyLine {
  const parsed = parseLine(line)
  if (parsed.type === undefined) throw new ModuleFailure(`invalid key specified: ${line}`)
  const options = args.key_options ?? parsed.options
  const comment = args.comment ?? parsed.comment
  const words = [options, parsed.type, parsed.id, comment].filter((word) => word !== '')
  return { ...parsed, options, comment, text: `${words.join(' ')}\n` }
}

function parseLine(line: string): KeyLine {
  const other = { id: line, type: undefined, options: '', comment: '', text: line }
  if (/^\s*(?:#|$)/.test(line)) return other
  const words = [...line.trim().matchAll(/(?:[^\s"]|"(?:[^"\\]|\\.)*")+/g)].map(([word]) => word)
  const at = words.findIndex((word) => TYPES.test(word))
  const id = words[at + 1]
  if (at < 0 || id === undefined) return other
  return {
    id,
    type: words[at],
    options: words.slice(0, at).join(' '),
    comment: words.slice(at + 2).join(' '),
    text: line,
  }
}

/** Options are a set: their order does not matter. */
function sameKey(a: KeyLine, b: KeyLine): boolean {
  return a.type === b.type && a.comment === b.comment && optionSet(a.options) === optionSet(b.options)
}

function optionSet(options: string): string {
  return (options.match(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g) ?? []).sort().join(',')
}

function joined(lines: ReadonlyMap<string, KeyLine>): string {
  return [...lines.values()].map(({ text }) => (text.endsWith('\n') ? text : `${text}\n`)).join('')
}
