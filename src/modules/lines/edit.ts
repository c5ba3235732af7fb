import { dirname } from 'node:path/posix'
import { pythonRegex } from '../../source/pythonRegex.ts'
import { attributeChanges, isEmpty, type WantedAttributes } from '../file/attributes.ts'
import { planDirectory } from '../file/makeDirectory.ts'
import type { SeenFile } from '../file/seen.ts'
import { planAttributes, planFile } from '../file/writing.ts'
import { ModuleFailure, type Plan } from '../module.ts'

export interface EditArgs extends WantedAttributes {
  readonly path: string
  readonly backup: boolean
  readonly validate?: string | undefined
  readonly unsafe_writes: boolean
}

/** What an edit makes of a file: its new text, and what to say about it when that differs. */
export interface Edit {
  readonly text: string
  readonly msg: string
}

/**
 * The old text of a file that is to be edited, each character one byte, so that whatever is not touched
 * survives; undefined when there is no file.
 * @throws ModuleFailure when it cannot be edited
 */
export function oldText(seen: SeenFile): string | undefined {
  const { content, path } = seen
  switch (content.kind) {
    case 'file':
      return content.content.toString('latin1')
    case 'absent':
      return undefined
    case 'large':
      throw new ModuleFailure(`${path} is too large to be edited`, { rc: 258 })
    case 'unreadable':
      if (content.why === 'directory') throw new ModuleFailure(`Path ${path} is a directory !`, { rc: 256 })
      throw new ModuleFailure(`${path} cannot be read: ${content.why}`, { rc: 258 })
  }
}

/** Text from the playbook in the same form. */
export function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

/** @throws ModuleFailure when it is no expression */
export function bytesRegex(pattern: string, option: string): RegExp {
  try {
    return pythonRegex(asBytes(pattern))
  } catch (error) {
    throw new ModuleFailure(`${option} is not a regular expression: ${(error as Error).message}`)
  }
}

export function search(regex: RegExp, text: string): RegExpExecArray | null {
  regex.lastIndex = 0
  return regex.exec(text)
}

/** The plan that writes an edited file, through a link, and sets its attributes. */
export function planEdit(seen: SeenFile, args: EditArgs, edit: Edit, values: object = {}): Plan {
  const changed = edit.text !== oldText(seen)
  const attributes = seen.stat.exists && !isEmpty(attributeChanges(args, seen.stat)) ? ATTRIBUTES : ''
  const msg = [...(changed ? [edit.msg] : []), ...(attributes === '' ? [] : [attributes])].join(' and ')
  if (!changed) return { steps: planAttributes(seen, args), values: { ...values, msg } }
  const noDirectory = !seen.parent.exists && !seen.link.exists
  const steps = [
    ...(noDirectory ? planDirectory(dirname(seen.path), seen.parent, {}) : []),
    ...planFile(
      seen,
      { ...args, content: Buffer.from(edit.text, 'latin1'), follow: true },
      noDirectory ? 'be made' : 'exist',
    ),
  ]
  return { steps, values: { ...values, msg } }
}

const ATTRIBUTES = 'ownership, perms or SE linux context changed'
