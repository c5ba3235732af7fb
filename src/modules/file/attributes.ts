import type { FileStat, PresentFile } from '../../host/observations/fileStat.ts'
import { and, type Command, sh } from '../../shell/command.ts'
import type { OptionSchema } from '../../source/schema.ts'
import type { Diff, Values } from '../module.ts'
import { octalMode, resolveMode } from './mode.ts'

/** Options of every module that writes files. */
export const attributeOptions = {
  owner: { type: 'str', description: 'User that owns it, by name or number.' },
  group: { type: 'str', description: 'Group that owns it, by name or number.' },
  mode: { type: 'mode', description: "Permissions: '0644' or u=rw,go=r." },
  unsafe_writes: {
    type: 'bool',
    default: false,
    description: 'Write into the file when it cannot be replaced (a bind mount).',
  },
  seuser: { type: 'str', description: 'SELinux user; without effect, as on any host without SELinux.' },
  serole: { type: 'str', description: 'SELinux role; without effect.' },
  setype: { type: 'str', description: 'SELinux type; without effect.' },
  selevel: { type: 'str', description: 'SELinux level; without effect.' },
} as const satisfies OptionSchema

export interface WantedAttributes {
  readonly owner?: string | undefined
  readonly group?: string | undefined
  readonly mode?: string | undefined
}

/** What has to be set on a file; empty when all is as wanted. */
export interface AttributeChanges {
  readonly owner?: string
  readonly group?: string
  /** Octal. */
  readonly mode?: string
}

export function attributeChanges(wanted: WantedAttributes, stat: PresentFile): AttributeChanges {
  const changes: { owner?: string; group?: string; mode?: string } = {}
  if (wanted.owner !== undefined && ![stat.owner, String(stat.uid)].includes(wanted.owner)) {
    changes.owner = wanted.owner
  }
  if (wanted.group !== undefined && ![stat.group, String(stat.gid)].includes(wanted.group)) {
    changes.group = wanted.group
  }
  if (wanted.mode !== undefined) {
    const mode = resolveMode(wanted.mode, stat.mode, stat.type === 'directory')
    if (mode !== stat.mode) changes.mode = octalMode(mode)
  }
  return changes
}

export function isEmpty(changes: AttributeChanges): boolean {
  return Object.keys(changes).length === 0
}

/**
 * Sets them. Changing the owner clears setuid bits, so a mode that is wanted is set behind it even when it
 * was right.
 */
export function attributeCommand(
  path: string,
  changes: AttributeChanges,
  wanted: WantedAttributes,
  link = false,
): Command {
  const owner = ownerWord(changes)
  const mode = changes.mode ?? (owner === '' || link ? undefined : wanted.mode)
  const commands = [
    ...(owner === '' ? [] : [link ? sh`chown -h -- ${owner} ${path}` : sh`chown -- ${owner} ${path}`]),
    ...(mode === undefined ? [] : [sh`chmod -- ${wholeMode(mode)} ${path}`]),
  ]
  return commands.length === 0 ? sh`true` : and(...commands)
}

/** With fewer than five digits, GNU's chmod lets a directory keep its setuid and setgid bits. */
export function wholeMode(mode: string): string {
  return /^[0-7]+$/.test(mode) ? mode.padStart(5, '0') : mode
}

function ownerWord({ owner, group }: AttributeChanges): string {
  if (owner === undefined && group === undefined) return ''
  return `${owner ?? ''}${group === undefined ? '' : `:${group}`}`
}

/** Ansible's diff of attributes: only what differs, and the path. */
export function attributeDiff(
  path: string,
  stat: PresentFile,
  changes: AttributeChanges,
  state?: [string, string],
): Diff {
  const before: Record<string, unknown> = { path }
  const after: Record<string, unknown> = { path }
  if (changes.owner !== undefined) [before['owner'], after['owner']] = [stat.owner, changes.owner]
  if (changes.group !== undefined) [before['group'], after['group']] = [stat.group, changes.group]
  if (changes.mode !== undefined) [before['mode'], after['mode']] = [octalMode(stat.mode), changes.mode]
  if (state !== undefined) [before['state'], after['state']] = state
  return jsonDiff(before, after)
}

export function jsonDiff(before: object, after: object): Diff {
  return { before: jsonText(before), after: jsonText(after) }
}

function jsonText(value: object): string {
  const sorted = Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify(sorted, null, 4)}\n`
}

/** The stat of a file as it will be once the changes are made; unknown ids are -1. */
export function withAttributes(stat: PresentFile, changes: AttributeChanges): PresentFile {
  return {
    ...stat,
    ...(changes.owner === undefined ? {} : { owner: changes.owner, uid: idOf(changes.owner) }),
    ...(changes.group === undefined ? {} : { group: changes.group, gid: idOf(changes.group) }),
    ...(changes.mode === undefined ? {} : { mode: Number.parseInt(changes.mode, 8) }),
  }
}

/** A file that does not exist yet, as it will be. */
export function newFile(type: PresentFile['type'], wanted: WantedAttributes, size: number): PresentFile {
  const usual = type === 'directory' ? 0o755 : 0o644
  return {
    exists: true,
    type,
    mode: wanted.mode === undefined ? usual : resolveMode(wanted.mode, usual, type === 'directory'),
    owner: wanted.owner ?? 'root',
    group: wanted.group ?? 'root',
    uid: idOf(wanted.owner ?? 'root'),
    gid: idOf(wanted.group ?? 'root'),
    size,
    mtime: 0,
    atime: 0,
    ctime: 0,
    inode: -1,
    device: -1,
    links: 1,
    target: undefined,
  }
}

function idOf(name: string): number {
  if (/^\d+$/.test(name)) return Number(name)
  return name === 'root' ? 0 : -1
}

const STATES = { file: 'file', directory: 'directory', link: 'link' } as const

/** Ansible's return values about a file: `uid`, `gid`, `owner`, `group`, `mode`, `state`, `size`. */
export function attributeValues(stat: FileStat): Values {
  if (!stat.exists) return { state: 'absent' }
  const state = stat.type === 'file' && stat.links > 1 ? 'hard' : (STATES[stat.type as 'file'] ?? 'file')
  return {
    uid: stat.uid,
    gid: stat.gid,
    owner: stat.owner,
    group: stat.group,
    mode: octalMode(stat.mode),
    state,
    size: stat.size,
  }
}
