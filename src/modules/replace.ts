import { pythonRegex, substitute } from '../source/pythonRegex.ts'
import { attributeOptions } from './file/attributes.ts'
import { finishFile } from './file/finish.ts'
import { type SeenFile, seeEditable } from './file/seen.ts'
import { asBytes, oldText, planEdit, search } from './lines/edit.ts'
import { ModuleFailure, stateModule } from './module.ts'

export const replace = stateModule({
  name: 'replace',
  collection: 'ansible.builtin',
  summary: 'Replaces every match of a regular expression in a file.',
  options: {
    path: { type: 'path', required: true, aliases: ['dest', 'destfile', 'name'], description: 'The file.' },
    regexp: {
      type: 'str',
      required: true,
      description: 'What is replaced; `^` and `$` stand for the ends of lines.',
    },
    replace: { type: 'str', default: '', description: 'What it is replaced by; may use groups.' },
    after: { type: 'str', description: 'Only what stands behind a match of this.' },
    before: { type: 'str', description: 'Only what stands before a match of this.' },
    backup: { type: 'bool', default: false, description: 'Keep a copy of the old file beside it.' },
    validate: { type: 'str', description: 'Command that must accept the new file, named `%s` in it.' },
    encoding: { type: 'str', default: 'utf-8', description: 'Encoding of the file.' },
    ...attributeOptions,
  },
  examples: `
- name: Listen on another port everywhere
  ansible.builtin.replace:
    path: /etc/nginx/sites-available/site.conf
    regexp: '^(\\s*listen) 80;'
    replace: '\\1 8080;'
`,
  probe: (host, args): Promise<SeenFile> => seeEditable(host, args.path),
  plan(args, seen) {
    const old = oldText(seen)
    if (old === undefined) throw new ModuleFailure(`Path ${args.path} does not exist !`, { rc: 257 })
    const section = sectionOf(args, old)
    if (section === undefined) {
      const pattern = sectionPattern(args)
      const msg = `Pattern for before/after params did not match the given file: ${pattern}`
      return { steps: [], values: { rc: 0, msg } }
    }
    const text = old.slice(section.from, section.to)
    const result = substitute(
      pythonRegex(asBytes(args.regexp), { multiline: true }),
      asBytes(args.replace),
      text,
    )
    return planEdit(
      seen,
      args,
      {
        text: old.slice(0, section.from) + result.text + old.slice(section.to),
        msg: `${result.count} replacements made`,
      },
      { rc: 0 },
    )
  },
  finish(_args, _state, replies) {
    const { backup_file: backup } = finishFile(replies)
    return backup === undefined ? {} : { backup_file: backup }
  },
})

interface Limits {
  readonly after?: string | undefined
  readonly before?: string | undefined
}

function sectionPattern({ after, before }: Limits): string | undefined {
  if (after && before) return `${after}(?P<subsection>.*?)${before}`
  if (after) return `${after}(?P<subsection>.*)`
  return before ? `(?P<subsection>.*)${before}` : undefined
}

function sectionOf(limits: Limits, text: string): { from: number; to: number } | undefined {
  const pattern = sectionPattern(limits)
  if (pattern === undefined) return { from: 0, to: text.length }
  const place = search(pythonRegex(asBytes(pattern), { dotAll: true }), text)?.indices?.groups?.['subsection']
  return place === undefined ? undefined : { from: place[0], to: place[1] }
}
