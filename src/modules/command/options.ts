import type { OptionSchema } from '../../source/schema.ts'

/** Options that `command` and `shell` share. */
export const commandOptions = {
  chdir: { type: 'path', description: 'Directory to run in.' },
  creates: {
    type: 'path',
    description: 'Do not run when this path, or one that matches this pattern, exists.',
  },
  removes: {
    type: 'path',
    description: 'Run only when this path, or one that matches this pattern, exists.',
  },
  stdin: { type: 'str', description: "Text for the command's standard input." },
  stdin_add_newline: { type: 'bool', default: true, description: 'End that text with a newline.' },
  strip_empty_ends: { type: 'bool', default: true, description: 'Take newlines off the end of the output.' },
  executable: { type: 'path', description: 'Shell to run the text with, in place of /bin/sh.' },
} as const satisfies OptionSchema
