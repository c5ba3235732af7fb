import { createHash } from 'node:crypto'
import { dirname } from 'node:path/posix'
import { writeFile } from '../../host/write.ts'
import { ModuleFailure, type Step, type Values } from '../module.ts'
import {
  attributeChanges,
  attributeCommand,
  attributeDiff,
  attributeValues,
  isEmpty,
  newFile,
  type WantedAttributes,
  withAttributes,
} from './attributes.ts'
import { contentDiff } from './contentDiff.ts'
import { withFinalStat } from './finalStat.ts'
import { predictFile, predictStat } from './predictions.ts'
import type { SeenFile } from './seen.ts'

/** A whole file as it is wanted. */
export interface WantedFile extends WantedAttributes {
  readonly content: Buffer
  readonly backup?: boolean | undefined
  readonly validate?: string | undefined
  readonly unsafe_writes?: boolean | undefined
  /** False: a file that exists keeps its content. */
  readonly force?: boolean | undefined
  /** Write to where a link leads; else the link is replaced. */
  readonly follow?: boolean | undefined
  /** For the diff: where the content comes from. */
  readonly source?: string | undefined
}

/** The directory exists already, or an earlier step makes it. */
export type ParentWill = 'exist' | 'be made'

/**
 * The step, if any, that gives a file its content and attributes.
 * @throws ModuleFailure when it cannot be written there
 */
export function planFile(seen: SeenFile, wanted: WantedFile, parent: ParentWill = 'exist'): Step[] {
  refuseUnwritable(seen, parent)
  const replacesLink = !wanted.follow && seen.link.exists && seen.link.type === 'link'
  const exists = seen.stat.exists && !replacesLink
  if (exists && (wanted.force === false || sameContent(seen, wanted.content))) {
    return planAttributes(seen, wanted)
  }
  const stat = exists && seen.stat.exists ? seen.stat : newFile('file', wanted, wanted.content.length)
  const changes = attributeChanges(wanted, stat)
  const request = writeFile(seen.path, wanted.content, {
    owner: wanted.owner,
    group: wanted.group,
    // A symbolic mode was worked out here, from what the file has now.
    mode: wanted.mode === undefined ? undefined : (changes.mode ?? `0${stat.mode.toString(8)}`),
    backup: wanted.backup,
    validate: wanted.validate,
    unsafe: wanted.unsafe_writes,
    replaceLink: replacesLink,
  })
  return [
    {
      title: `write ${seen.path}`,
      writes: [seen.path],
      request: withFinalStat(request, seen.path),
      diff: contentDiff(seen.path, seen.content, wanted.content, wanted.source),
      predicts: predictFile(
        seen.path,
        { ...withAttributes(stat, changes), size: wanted.content.length },
        wanted.content,
      ),
    },
  ]
}

/** The step, if any, that sets owner, group and mode of what a path leads to. */
export function planAttributes(seen: Pick<SeenFile, 'path' | 'stat'>, wanted: WantedAttributes): Step[] {
  if (!seen.stat.exists) return []
  const changes = attributeChanges(wanted, seen.stat)
  if (isEmpty(changes)) return []
  return [
    {
      title: `set ${Object.keys(changes).join(', ')} of ${seen.path}`,
      writes: [seen.path],
      request: withFinalStat({ command: attributeCommand(seen.path, changes, wanted) }, seen.path),
      diff: attributeDiff(seen.path, seen.stat, changes),
      predicts: predictStat(seen.path, withAttributes(seen.stat, changes)),
    },
  ]
}

/** Values about a file that holds (or will hold) this content. */
export function contentValues(content: Buffer): Values {
  return {
    checksum: createHash('sha1').update(content).digest('hex'),
    size: content.length,
  }
}

/** Owner, group, mode … as they are, or as they will be. */
export function wantedValues(seen: SeenFile, wanted: WantedFile): Values {
  const stat = seen.stat.exists ? seen.stat : newFile('file', wanted, wanted.content.length)
  const values = attributeValues(withAttributes(stat, attributeChanges(wanted, stat)))
  return { ...values, ...(seen.stat.exists ? {} : { uid: undefined, gid: undefined }) }
}

export function sameContent(seen: SeenFile, content: Buffer): boolean {
  if (seen.content.kind === 'file') return seen.content.content.equals(content)
  return seen.hash !== undefined && seen.hash === createHash('sha256').update(content).digest('hex')
}

function refuseUnwritable(seen: SeenFile, parent: ParentWill): void {
  if (seen.stat.exists && seen.stat.type === 'directory') {
    throw new ModuleFailure(`${seen.path} is a directory`, { path: seen.path })
  }
  if (seen.content.kind === 'unreadable' && seen.content.why === 'denied') {
    throw new ModuleFailure(`${seen.path} cannot be read`, { path: seen.path }, 'use become, or another user')
  }
  if (parent === 'be made' || seen.link.exists) return
  if (!seen.parent.exists || seen.parent.type !== 'directory') {
    const why = !seen.parent.exists && seen.parent.denied ? 'cannot be entered' : 'does not exist'
    throw new ModuleFailure(`Destination directory ${dirname(seen.path)} ${why}`, { rc: 1 })
  }
}
