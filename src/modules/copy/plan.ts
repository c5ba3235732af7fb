import { createHash } from 'node:crypto'
import type { FileStat } from '../../host/observations/fileStat.ts'
import type { WantedAttributes } from '../file/attributes.ts'
import { planDirectory } from '../file/makeDirectory.ts'
import type { SeenFile } from '../file/seen.ts'
import { contentValues, planFile, sameContent, type WantedFile, wantedValues } from '../file/writing.ts'
import { ModuleFailure, type Plan, type Step } from '../module.ts'
import type { CopyArgs } from './args.ts'
import { planRemote, type RemoteState } from './remote.ts'

export interface SourceFile {
  readonly content: Buffer
  /** Its own name, used when `dest` is a directory; undefined for a given text. */
  readonly name: string | undefined
  /** On the controller. */
  readonly path: string | undefined
  /** For `mode: preserve`. */
  readonly mode?: string
}

export type CopyState =
  | {
      readonly kind: 'single'
      readonly source: SourceFile
      readonly seen: SeenFile
      /** The place inside `dest`, should that be a directory. */
      readonly within: SeenFile | undefined
      readonly asDirectory: boolean
    }
  | {
      readonly kind: 'tree'
      readonly base: FileStat
      readonly files: readonly { readonly source: SourceFile; readonly seen: SeenFile }[]
      readonly directories: readonly { readonly path: string; readonly stat: FileStat }[]
    }
  | RemoteState

export function planCopy(args: CopyArgs, state: CopyState): Plan {
  switch (state.kind) {
    case 'single':
      return planSingle(args, state)
    case 'tree':
      return planTree(args, state)
    case 'remote':
      return planRemote(args, state)
  }
}

/** One file. @throws ModuleFailure when it cannot go there */
export function planSingle(args: CopyArgs, state: Extract<CopyState, { kind: 'single' }>): Plan {
  const { source } = state
  checkSum(args.checksum, source.content)
  const isDirectory = state.seen.stat.exists && state.seen.stat.type === 'directory'
  const intoDirectory = isDirectory || state.asDirectory
  if (intoDirectory && state.within === undefined)
    throw new ModuleFailure('can not use content with a dir as dest')
  const seen = intoDirectory && state.within !== undefined ? state.within : state.seen
  const wanted = wantedFile(args, source)
  const made = state.asDirectory && !isDirectory
  const steps = [
    ...(made ? planDirectory(state.seen.path, state.seen.stat, directoryAttributes(args)) : []),
    ...planFile(seen, wanted, made ? 'be made' : 'exist'),
  ]
  const contentStays = args.force === false && seen.stat.exists
  const values = {
    dest: seen.path,
    ...wantedValues(seen, wanted),
    ...(contentStays ? {} : contentValues(source.content)),
    ...(source.path === undefined ? {} : { src: source.path }),
    ...(sameContent(seen, source.content) ? { path: seen.path } : { md5sum: md5(source.content) }),
  }
  return { steps, values }
}

function planTree(args: CopyArgs, state: Extract<CopyState, { kind: 'tree' }>): Plan {
  if (state.base.exists && state.base.type !== 'directory') {
    throw new ModuleFailure(`${args.dest} is not a directory`)
  }
  const dest = args.dest.replace(/(?<=.)\/+$/, '')
  const steps: Step[] = state.directories.flatMap(({ path, stat }) => {
    if (stat.exists && stat.type !== 'directory') throw new ModuleFailure(`${path} is not a directory`)
    // The directory that is copied into stays as it is; those that the tree brings are like new ones.
    return stat.exists && path === dest ? [] : planDirectory(path, stat, directoryAttributes(args))
  })
  const missing = new Set(state.directories.filter(({ stat }) => !stat.exists).map(({ path }) => path))
  for (const { source, seen } of state.files) {
    const parent = seen.path.slice(0, seen.path.lastIndexOf('/'))
    steps.push(...planFile(seen, wantedFile(args, source), missing.has(parent) ? 'be made' : 'exist'))
  }
  return { steps, values: { dest: args.dest, src: args.src } }
}

function wantedFile(args: CopyArgs, source: SourceFile): WantedFile {
  return {
    content: source.content,
    owner: args.owner,
    group: args.group,
    mode: args.mode === 'preserve' ? source.mode : args.mode,
    backup: args.backup,
    validate: args.validate,
    unsafe_writes: args.unsafe_writes,
    force: args.force,
    follow: args.follow,
    source: source.path,
  }
}

export function directoryAttributes(args: CopyArgs): WantedAttributes {
  return { owner: args.owner, group: args.group, mode: args.directory_mode }
}

function checkSum(wanted: string | undefined, content: Buffer): void {
  if (wanted === undefined) return
  const { checksum } = contentValues(content)
  if (checksum !== wanted) {
    throw new ModuleFailure(
      'Copied file does not match the expected checksum. Transfer failed.',
      { checksum, expected_checksum: wanted },
      'checksum is the SHA-1 of the source',
    )
  }
}

function md5(content: Buffer): string {
  return createHash('md5').update(content).digest('hex')
}
