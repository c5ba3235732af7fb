/** What a text says, in the colours that Ansible gives it. */
export type Tone =
  | 'ok'
  | 'changed'
  | 'skipped'
  | 'failed'
  | 'unreachable'
  | 'warning'
  | 'debug'
  | 'verbose'
  | 'added'
  | 'removed'
  | 'hunk'

export type Paint = (tone: Tone, text: string) => string

/** Colours a text line by line, as Ansible does; without colour the text stays as it is. */
export function painter(enabled: boolean): Paint {
  if (!enabled) return (_tone, text) => text
  return (tone, text) =>
    text
      .split('\n')
      .map((line) => `\u001b[${CODES[tone]}m${line}\u001b[0m`)
      .join('\n')
}

const CODES: Readonly<Record<Tone, string>> = {
  ok: '0;32',
  changed: '0;33',
  skipped: '0;36',
  failed: '0;31',
  unreachable: '1;31',
  warning: '1;35',
  debug: '1;30',
  verbose: '0;34',
  added: '0;32',
  removed: '0;31',
  hunk: '0;36',
}
