import type { WantedAttributes } from '../file/attributes.ts'

/** Validated options of `copy`. */
export interface CopyArgs extends WantedAttributes {
  readonly dest: string
  readonly src?: string | undefined
  readonly content?: unknown
  readonly remote_src: boolean
  readonly backup: boolean
  readonly force: boolean
  readonly validate?: string | undefined
  readonly directory_mode?: string | undefined
  readonly follow: boolean
  readonly checksum?: string | undefined
  readonly unsafe_writes: boolean
}
