import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { labExec, labKey, labKnownHosts } from '../../src/lab/enter.ts'
import { labDown, labUp } from '../../src/lab/lab.ts'
import { labPrerequisites } from '../../src/lab/prerequisites.ts'
import { labPrefix } from '../../src/lab/subnet.ts'
import { describeOnHosts } from '../e2e/site.ts'
import { ansibleObstacle, installAnsible } from './ansible.ts'
import { HOST_STATE, ON_HOSTS } from './cases/onHosts.ts'
import { byAnsible, byStack, type Comparison, lay } from './compare.ts'

/** Two equal hosts: one is worked on by ansible-playbook, the other by us. */
const TWINS = ['theirs', 'ours'] as const
const lab = `t-twins-${process.pid}`
const directory = mkdtempSync(join(tmpdir(), 'stack-twins-'))

describeOnHosts('on twin hosts', () => {
  beforeAll(async () => {
    const obstacle = ansibleObstacle()
    if (obstacle !== undefined) throw new Error(obstacle)
    installAnsible()
    await labPrerequisites()
    const hosts = TWINS.map((name, n) => ({ name, address: address(n), release: 'trixie' as const }))
    await labUp({ name: lab, hosts }, { python: true })
  })
  afterAll(async () => {
    await labDown(lab)
    rmSync(directory, { recursive: true })
  })

  it.each(ON_HOSTS)('$name: does what ansible-playbook does, and nothing when run again', async (site) => {
    const [theirs, ours] = TWINS.map((side, n) => layFor(site, side, n)) as [string, string]
    for (const run of ['first', 'second']) {
      const { text: ansibleText, tree: _theirs, ...expected } = byAnsible(theirs)
      const { text: stackText, tree: _ours, ...actual } = byStack(ours)
      expect(actual, `${run} run\n${ansibleText}\n----\n${stackText}`).toEqual(expected)
      expect(actual.recap.join()).toMatch(run === 'first' ? /failed=0/ : /changed=0 .*failed=0/)
    }
    expect(await stateOf('ours')).toBe(await stateOf('theirs'))
  })
})

function address(n: number): string {
  return `${labPrefix(lab)}.${11 + n}`
}

/** The playbook's directory for one side, whose only host has the same name on both. */
function layFor(site: Comparison, side: string, n: number): string {
  const cwd = mkdtempSync(join(directory, `${side}-`))
  mkdirSync(cwd, { recursive: true })
  const inventory = `[web]
web1 ansible_host=${address(n)}
[web:vars]
ansible_user=deploy
ansible_become=true
ansible_ssh_private_key_file=${labKey(lab)}
ansible_ssh_common_args="-o UserKnownHostsFile=${labKnownHosts(lab)}"
`
  lay({ ...site, inventory }, cwd)
  return cwd
}

/** Everything that the playbooks may have changed on a host. */
async function stateOf(host: string): Promise<string> {
  const { code, stdout, stderr } = await labExec(lab, host, ['sh', '-c', HOST_STATE])
  if (code !== 0) throw new Error(`${host}: ${stderr}`)
  return stdout
}
