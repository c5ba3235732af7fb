import { openRun } from '../engine/openRun.ts'
import { StackError } from '../errors.ts'
import { auditText, speaksUnicode } from '../report/audit.ts'
import { warningTeller } from '../report/warnings.ts'
import { auditInventory, auditOf, exitCodeOf } from '../stack/audit/audit.ts'
import { COMPLAINTS } from '../stack/audit/finding.ts'
import { auditJson } from '../stack/audit/json.ts'
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
  if (flags.live) throw new StackError('usage', 'stack audit cannot look at hosts yet (--live)')
  const warn = warningTeller(terminal)
  const run = openRun(
    await optionsOf(line, around),
    (event) => {
      if (event.kind === 'warning') warn(event.message, event.at)
    },
    around.signal,
  )
  const topology = readTopology(run)
  const findings = auditInventory(topology)
  const site = { sources: flags.inventory, hosts: topology.hosts.length, looked: undefined }
  const result = auditOf(findings)
  if (flags.json) terminal.out(JSON.stringify(auditJson(result, site), undefined, 2))
  else {
    const { paint, columns } = terminal
    const unicode = speaksUnicode(process.env)
    terminal.out(auditText(result, site, { words: COMPLAINTS, paint, columns, unicode }))
  }
  return exitCodeOf(findings)
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
