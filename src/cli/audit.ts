import { openRun } from '../engine/openRun.ts'
import { StackError } from '../errors.ts'
import { type AuditedSite, auditText, speaksUnicode } from '../report/audit.ts'
import type { Terminal } from '../report/terminal.ts'
import { warningTeller } from '../report/warnings.ts'
import { type Audit, auditInventory, auditOf, exitCodeOf } from '../stack/audit/audit.ts'
import { COMPLAINTS } from '../stack/audit/finding.ts'
import { auditJson } from '../stack/audit/json.ts'
import { auditHosts } from '../stack/live/auditHosts.ts'
import type { OnLook } from '../stack/live/look.ts'
import { readTopology } from '../stack/readTopology.ts'
import type { CommandLine } from './parse.ts'
import { shippedPlaybook } from './paths.ts'
import { runOptions } from './play.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * `stack audit`: which of the five complaints hold for an inventory. Exit code 0 none, 2 at least one,
 * 4 a host could not be looked at.
 */
export async function audit(line: CommandLine<'audit'>, around: Surroundings): Promise<number> {
  const { flags } = line
  const { terminal } = around
  const warn = warningTeller(terminal)
  const run = openRun(
    await optionsOf(line, around),
    (event) => {
      if (event.kind === 'warning') warn(event.message, event.at)
    },
    around.signal,
  )
  const topology = readTopology(run)
  const live = flags.live
    ? await withLooks(terminal, (onLook) => auditHosts(run, topology, onLook))
    : undefined
  const findings = [...auditInventory(topology), ...(live?.findings ?? [])]
  const site = { sources: flags.inventory, hosts: topology.hosts.length, looked: live?.looked }
  terminal.out(textOf(auditOf(findings), site, flags.json, terminal))
  return exitCodeOf(findings)
}

function textOf(result: Audit, site: AuditedSite, json: boolean, { paint, columns }: Terminal): string {
  if (json) return JSON.stringify(auditJson(result, site), undefined, 2)
  const unicode = speaksUnicode(process.env)
  return auditText(result, site, { words: COMPLAINTS, paint, columns, unicode })
}

/** Looks while telling which hosts are still being looked at: on a terminal below the lines, else not at all. */
async function withLooks<T>(terminal: Terminal, look: (onLook: OnLook) => Promise<T>): Promise<T> {
  if (!terminal.live) return look(() => {})
  const [{ Live }, { openTree }] = await Promise.all([
    import('../report/live.ts'),
    import('../report/tree.ts'),
  ])
  const live = new Live(terminal, openTree)
  try {
    return await look((host, phase) => (phase === 'done' ? live.finish(host) : live.start(host, 'looking')))
  } finally {
    await live.close()
  }
}

async function optionsOf({ flags }: CommandLine<'audit'>, around: Surroundings) {
  if (flags.inventory.length === 0) {
    throw new StackError('usage', 'stack audit needs an inventory that names the hosts', {
      hint: 'give one: stack audit --inventory hosts.yaml (examples stand in the directory inventory)',
    })
  }
  const playbooks = [flags.playbook ?? shippedPlaybook()]
  // It only ever reads: what `check` leaves out is a lock on the hosts.
  const mode = { command: 'audit', playbooks, check: true, diff: false, needsInventory: true }
  const unused = { diff: false, verbose: 0, output: 'auto', 'lock-wait': 0 } as const
  if (flags.live) return runOptions({ ...flags, ...unused }, mode, around)
  // Nobody logs in: no lab is looked for, and no password asked for.
  const none = { inventory: [], lab: undefined, ...NO_PASSWORDS }
  const options = await runOptions(
    { ...flags, ...unused, ...none },
    { ...mode, needsInventory: false },
    around,
  )
  return { ...options, inventory: flags.inventory }
}

const NO_PASSWORDS = {
  'ask-pass': false,
  'ask-become-pass': false,
  'connection-password-file': undefined,
  'become-password-file': undefined,
} as const
