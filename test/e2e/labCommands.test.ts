import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { labObstacle } from '../../src/lab/prerequisites.ts'
import { labPrefix } from '../../src/lab/subnet.ts'
import { stack } from '../tools/program.ts'

const name = `t-commands-${process.pid}`
const directory = mkdtempSync(join(tmpdir(), 'stack-lab-'))
const inventory = join(directory, 'hosts.yaml')
writeFileSync(
  inventory,
  `all:
  hosts:
    one: {ansible_host: ${labPrefix(name)}.11}
    two: {ansible_host: ${labPrefix(name)}.12}
`,
)
const playbook = join(directory, 'mark.yml')
writeFileSync(
  playbook,
  `- hosts: all
  gather_facts: false
  tasks:
    - name: mark
      ansible.builtin.copy: {content: "marked\\n", dest: /etc/mark}
`,
)

const recap = (counts: string, host: string): RegExp => new RegExp(`^${host} +: ${counts} `, 'm')

describe.skipIf(labObstacle() !== undefined && process.env.CI === undefined)('stack lab', () => {
  afterAll(() => {
    stack(['lab', 'down', name])
    rmSync(directory, { recursive: true })
  })

  it('boots the hosts of an inventory and lists them', () => {
    const up = stack(['lab', 'up', name, '--inventory', inventory])
    expect(up.stderr).toContain('one: up\n')
    expect(up.stdout).toBe(
      `lab ${name}\n  one  ${labPrefix(name)}.11  trixie\n  two  ${labPrefix(name)}.12  trixie\n`,
    )
    expect(up.status).toBe(0)
    expect(stack(['lab', 'list']).stdout).toContain(`${name} (${labPrefix(name)}.0/24)\n  one `)
  })

  it('leaves running hosts alone', () => {
    const again = stack(['lab', 'up', name, '-i', inventory])
    expect(again.stderr).toMatch(/^(one|two): up already\n(one|two): up already\n$/)
  })

  it('is found by its hosts: no key has to be named', () => {
    const plan = stack(['plan', '-i', inventory, '--playbook', playbook])
    expect(plan.stderr).toContain(`these are the hosts of lab ${name}`)
    expect(`${plan.status} ${plan.stdout}`).toMatch(/^2 /)
    expect(plan.stdout).toContain('+marked\n')
    const first = stack(['up', '-i', inventory, '--playbook', playbook])
    expect(first.stdout).toMatch(recap('ok=1 +changed=1', 'one'))
    const second = stack(['up', '-i', inventory, '--playbook', playbook, '--lab', name, '-v'])
    expect(second.stdout).toMatch(recap('ok=1 +changed=0', 'two'))
    expect(second.stdout).toMatch(/^two +: round trips=[12]$/m)
    expect(stack(['plan', '-i', inventory, '--playbook', playbook]).status).toBe(0)
  })

  it('runs commands, with their exit code', () => {
    expect(stack(['lab', 'exec', name, 'one', '--', 'cat', '/etc/mark']).stdout).toBe('marked\n')
    expect(stack(['lab', 'exec', name, 'two', '--', 'sh', '-c', 'exit 7']).status).toBe(7)
    expect(stack(['lab', 'ssh', name, 'one'], { input: 'hostname\n' }).stdout).toMatch(/^one$/m)
  })

  it('resets one host', () => {
    expect(stack(['lab', 'reset', name, 'one']).status).toBe(0)
    expect(stack(['lab', 'exec', name, 'one', '--', 'test', '-e', '/etc/mark']).status).toBe(1)
    expect(stack(['lab', 'exec', name, 'two', '--', 'test', '-e', '/etc/mark']).status).toBe(0)
  })

  it('says what it does not know', () => {
    const host = stack(['lab', 'exec', name, 'three', '--', 'true'])
    expect(`${host.status} ${host.stderr}`).toContain('4 error: lab')
    expect(stack(['lab', 'ssh', 'nosuchhost']).stderr).toContain("no lab has a host 'nosuchhost'")
    expect(stack(['lab', 'exec', name, 'one']).stderr).toContain('stack lab exec needs a command')
  })

  it('goes without a trace', () => {
    expect(stack(['lab', 'down', name]).stdout).toBe(`lab ${name} is gone\n`)
    expect(stack(['lab', 'list']).stdout).not.toContain(name)
  })
})
