import { dirname } from 'node:path/posix'
import type { Observer } from '../../host/observation.ts'
import { type FileContent, fileContent } from '../../host/observations/fileContent.ts'
import { fileHash } from '../../host/observations/fileHash.ts'
import { type FileStat, fileStat, fileStatFollow } from '../../host/observations/fileStat.ts'

/** Up to this size contents are read, for the diff; above it their hashes are compared. */
export const COMPARE_LIMIT = 128 * 1024
/** Files that are edited are read whole. */
export const EDIT_LIMIT = 32 * 1024 * 1024

/** A place in the host's file system, as it is before a task. */
export interface SeenFile {
  readonly path: string
  /** The place itself, which may be a link. */
  readonly link: FileStat
  /** What it leads to. */
  readonly stat: FileStat
  readonly parent: FileStat
  readonly content: FileContent
  /** SHA-256, when the content is too big to be read. */
  readonly hash: string | undefined
}

/** All that is needed to compare a file with one of `size` bytes: one round trip. */
export async function seeFile(host: Observer, path: string, size: number): Promise<SeenFile> {
  const hashed = size > COMPARE_LIMIT
  const [link, stat, parent, content, hash] = await Promise.all([
    host.observe(fileStat, path),
    host.observe(fileStatFollow, path),
    host.observe(fileStatFollow, dirname(path)),
    hashed ? LARGE : host.observe(fileContent, { path }),
    hashed ? host.observe(fileHash, { path }) : undefined,
  ])
  return { path, link, stat, parent, content, hash }
}

const LARGE: FileContent = { kind: 'large' }

/** The same for a file that is to be edited. */
export async function seeEditable(host: Observer, path: string): Promise<SeenFile> {
  const [link, stat, parent, content] = await Promise.all([
    host.observe(fileStat, path),
    host.observe(fileStatFollow, path),
    host.observe(fileStatFollow, dirname(path)),
    host.observe(fileContent, { path, limit: EDIT_LIMIT }),
  ])
  return { path, link, stat, parent, content, hash: undefined }
}
