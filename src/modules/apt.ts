import { notesRemover } from '../shell/notes.ts'
import type { Reply } from '../shell/request.ts'
import { aptConstraints, aptOptions } from './apt/options.ts'
import { planApt } from './apt/plan.ts'
import { type AptState, probeApt } from './apt/probe.ts'
import { splitLines } from './command/result.ts'
import { stateModule, type Values } from './module.ts'

export const apt = stateModule({
  name: 'apt',
  collection: 'ansible.builtin',
  summary: 'Installs, upgrades and removes Debian packages.',
  options: aptOptions,
  constraints: aptConstraints,
  examples: `
- name: Install the web server
  ansible.builtin.apt:
    name: [nginx, ca-certificates]
    update_cache: true
    cache_valid_time: 3600
`,
  probe: (host, args): Promise<AptState> => probeApt(host, args),
  plan: planApt,
  finish: (_args, _state, replies) => finishApt(replies),
})

/** apt's own words, and whether it did anything: that comes from the notes that the commands end with. */
export function finishApt(replies: readonly Reply[]): Values {
  const outputs = replies.map((reply) => reply.stdout.toString('utf8'))
  const stderr = replies.map((reply) => reply.stderr.toString('utf8')).join('')
  const lists = outputs
    .map((text) => /\x1e@lists (\d+) (\d+) (\d+)\n/.exec(text))
    .find((match) => match !== null)
  const marks = outputs.flatMap((text) => /\x1e@changed (yes|no)\n/.exec(text)?.[1] ?? [])
  const stdout = outputs.map((text) => notesRemover()(text)).join('')
  const updated = lists?.[1] !== undefined && lists[1] !== lists[2]
  // Only where nothing else was done does fetching the lists count.
  const changed =
    replies.length > (lists ? 1 : 0) ? !marks.every((mark) => mark === 'no') || marks.length === 0 : updated
  return {
    changed,
    stdout,
    stdout_lines: splitLines(stdout),
    stderr,
    stderr_lines: splitLines(stderr),
    ...(lists ? { cache_updated: updated, cache_update_time: Number(lists[3]) } : {}),
  }
}
