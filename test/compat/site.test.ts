import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadInventory } from '../../src/inventory/load.ts'
import { labKey, labKnownHosts } from '../../src/lab/enter.ts'
import { labDown, labUp } from '../../src/lab/lab.ts'
import { labPrerequisites } from '../../src/lab/prerequisites.ts'
import { labPrefix } from '../../src/lab/subnet.ts'
import { describeOnHosts } from '../e2e/site.ts'
import { ROOT } from '../tools/sourceFiles.ts'
import { ansibleObstacle, installAnsible } from './ansible.ts'
import { byAnsible, byStack, lay } from './compare.ts'

const lab = `t-site-${process.pid}`
const directory = mkdtempSync(join(tmpdir(), 'stack-site-'))
const PLAYBOOK = join(ROOT, 'playbooks/site.yml')
const ARGS = ['--skip-tags', 'stack-only']

// Whoever built it, the other finds nothing to do: the strongest proof there is that both build the same.
describeOnHosts("the stack's own playbooks", () => {
  beforeAll(async () => {
    const obstacle = ansibleObstacle()
    if (obstacle !== undefined) throw new Error(obstacle)
    installAnsible()
    await labPrerequisites()
    lay({ name: lab, files: {}, inventory: inventory() }, directory)
    cpSync(join(ROOT, 'inventory/group_vars'), join(directory, 'group_vars'), { recursive: true })
    const { hosts } = loadInventory([join(directory, 'inventory')])
    const described = [...hosts.values()].map(({ name, vars }) => ({
      name,
      address: String(vars.ansible_host),
      release: 'trixie' as const,
    }))
    await labUp({ name: lab, hosts: described }, { python: true })
  })
  afterAll(async () => {
    await labDown(lab)
    rmSync(directory, { recursive: true })
  })

  // Three runs of ansible-playbook, minutes each.
  it('leave a site that ansible-playbook has built as it is', { timeout: 1_800_000 }, () => {
    const built = byAnsible(directory, ARGS, PLAYBOOK)
    expect(built.exitCode, built.text).toBe(0)
    const ours = byStack(directory, ARGS, PLAYBOOK)
    const theirs = byAnsible(directory, ARGS, PLAYBOOK)
    expect(changed(ours.tasks)).toEqual([])
    expect(changed(theirs.tasks)).toEqual([])
    expect(ours.recap, `${theirs.text}\n----\n${ours.text}`).toEqual(theirs.recap)
    expect(ours.recap).toHaveLength(3)
  })
})

/** The demo's, on a release whose databases both sides can manage, for whoever logs in with the lab's key. */
function inventory(): string {
  const login = `all:
  vars:
    ansible_user: root
    ansible_ssh_private_key_file: ${labKey(lab)}
    ansible_ssh_common_args: -o UserKnownHostsFile=${labKnownHosts(lab)}
`
  return readFileSync(join(ROOT, 'inventory/demo.yaml'), 'utf8')
    .replaceAll(/10\.77\.\d+\./g, `${labPrefix(lab)}.`)
    .replace('all:\n  vars:\n', login)
}

/** Each task of which a host has changed something, by its heading. */
function changed(tasks: readonly string[]): string[] {
  let heading = ''
  return tasks.flatMap((line) => {
    if (/^(TASK|PLAY|RUNNING HANDLER) /.test(line)) heading = line
    return line.startsWith('changed ') ? [`${heading}: ${line}`] : []
  })
}
