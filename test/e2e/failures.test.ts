import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { labReset } from '../../src/lab/lab.ts'
import { eventually, type Running } from './running.ts'
import { describeOnHosts, openSite, type Site } from './site.ts'

const INVENTORY = `
all:
  vars: {lab_release: trixie}
  hosts:
    good: {ansible_host: 10.77.0.11}
    bad: {ansible_host: 10.77.0.12}
`

/** Every playbook here would leave this file on a host that it gets through to. */
const MARK = '/root/touched'
const LEAVE_MARK = `    - name: Leave a mark
      ansible.builtin.copy: {dest: ${MARK}, content: here}
`

function play(tasks: string): string {
  return `- name: Work\n  hosts: all\n  gather_facts: false\n  tasks:\n${tasks}`
}

interface Case {
  readonly name: string
  /** Variables of the host `bad`, which win over those of its lab. */
  readonly bad?: (site: Site) => Readonly<Record<string, unknown>>
  readonly tasks?: string
  readonly args?: (site: Site) => readonly string[]
  readonly code: number
  /** What the run says on standard error: what failed, where, what to do. */
  readonly says: readonly (string | RegExp)[]
  /** Hosts that the mark must not be on; on the others it must be. */
  readonly spared: readonly ('good' | 'bad')[]
}

const sshArgs = (site: Site, file: string) => ({
  ansible_ssh_common_args: `-o UserKnownHostsFile=${join(site.directory, file)}`,
})

const CASES: readonly Case[] = [
  {
    name: 'an address that nobody has',
    bad: (site) => ({ ansible_host: `${site.prefix}.99` }),
    args: () => ['--timeout', '2'],
    code: 4,
    says: [/bad cannot be reached at [\d.]+ port 22: no/, 'Leave a mark', 'hint: check the address'],
    spared: ['bad'],
  },
  {
    name: 'a port where nobody listens',
    bad: () => ({ ansible_port: 23 }),
    code: 4,
    says: ['port 23: connection refused', 'Leave a mark', 'hint: is sshd running there'],
    spared: ['bad'],
  },
  {
    name: 'a key that is not let in',
    bad: (site) => ({ ansible_ssh_private_key_file: join(site.directory, 'stranger') }),
    code: 4,
    says: [/bad refused the login of root at .*tried key .*stranger/, 'hint: check the user and the key'],
    spared: ['bad'],
  },
  {
    name: 'a host key that is not known',
    bad: (site) => sshArgs(site, 'empty'),
    code: 4,
    says: ['the host key of bad is not known: ssh-ed25519 SHA256:', 'hint: compare it with'],
    spared: ['bad'],
  },
  {
    name: 'a host key that has changed',
    bad: (site) => sshArgs(site, 'changed'),
    code: 4,
    says: [
      'the host key of bad has changed',
      /--> .*changed:1:1/,
      'hint: somebody may be in between',
      'ssh-keygen -R',
    ],
    spared: ['bad'],
  },
  {
    name: 'a wrong sudo password',
    args: (site) => ['-u', 'ops', '-b', '--become-password-file', join(site.directory, 'wrong-password')],
    code: 2,
    says: ['sudo refused the password of ops on bad', 'Leave a mark', 'hint: give the right one'],
    spared: ['good', 'bad'],
  },
  {
    name: 'a missing sudo password',
    args: () => ['-u', 'ops', '-b'],
    code: 2,
    says: ['sudo on bad wants a password', 'hint: give it with --ask-become-pass'],
    spared: ['good', 'bad'],
  },
  {
    name: 'a sudo password to ask for without a terminal',
    args: () => ['-u', 'ops', '-b', '-K'],
    code: 5,
    says: [
      'the sudo password cannot be asked for',
      'hint: run it in a terminal, or give --become-password-file',
    ],
    spared: ['good', 'bad'],
  },
  {
    name: 'a command that fails',
    tasks: `    - name: Look for trouble
      ansible.builtin.shell: echo in vain >&2; exit 3
      when: inventory_hostname == 'bad'
${LEAVE_MARK}`,
    code: 2,
    says: [/bad failed at task \[Look for trouble\]/, /--> .*work\.yml:5:7/, 'in vain'],
    spared: ['bad'],
  },
  {
    name: 'a fault that can be seen before any host is touched',
    tasks: `${LEAVE_MARK}    - name: Misspell\n      ansible.builtin.coppy: {dest: /root/other}\n`,
    code: 4,
    says: [/--> .*work\.yml:\d+:7/, 'coppy', 'copy'],
    spared: ['good', 'bad'],
  },
]

describeOnHosts('a run that cannot succeed', () => {
  let opened: Site | undefined
  const site = (): Site => {
    if (opened === undefined) throw new Error('there are no hosts')
    return opened
  }
  const begin = (tasks: string, ...args: readonly string[]): Running => {
    const book = join(site().directory, 'work.yml')
    writeFileSync(book, play(tasks))
    return site().start('run', '--lab', site().lab, ...args, book)
  }
  const marked = async (): Promise<string[]> => {
    const found = ['good', 'bad'].map(async (host) => {
      const there = await site().on(host, `if [ -e ${MARK} ]; then echo ${host}; rm ${MARK}; fi`)
      return there === '' ? [] : [host]
    })
    return (await Promise.all(found)).flat()
  }
  const runs = (host: string, word: string) => async () =>
    (await site().on(host, `pgrep -f '[s]leep ${word}' || true`)) !== ''
  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    await eventually(async () => (await condition()) || undefined)
  }

  beforeAll(async () => {
    opened = await openSite('failures', INVENTORY)
    const file = (name: string) => join(site().directory, name)
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file('stranger')])
    writeFileSync(file('empty'), '')
    writeFileSync(file('changed'), `${site().address('bad')} ${readFileSync(file('stranger.pub'), 'utf8')}`)
    writeFileSync(file('wrong-password'), 'wrong\n')
  })
  afterAll(() => opened?.close())

  const fails = async ({ bad, tasks = LEAVE_MARK, args = () => [], code, says, spared }: Case) => {
    const over = join(site().directory, 'over.yaml')
    writeFileSync(over, JSON.stringify({ all: { hosts: { bad: bad?.(site()) ?? {} } } }))
    const ended = await begin(tasks, '-i', over, ...args(site())).ended
    for (const text of says) expect(ended.stderr).toMatch(text)
    expect(ended.code).toBe(code)
    expect(ended.stderr).not.toMatch(/\n {4}at |bug/)
    expect(await marked()).toEqual(['good', 'bad'].filter((host) => !spared.includes(host as 'good' | 'bad')))
  }
  for (const one of CASES) it(`says what, where and what to do about ${one.name}`, () => fails(one))

  it('waits for another run on the same host, and gives up with its name', async () => {
    const first = begin(`    - ansible.builtin.command: sleep 8611\n`, '-l', 'bad')
    await until(runs('bad', '8611'))
    const second = await begin(LEAVE_MARK, '--lock-wait', '1').ended
    expect(second.code).toBe(4)
    expect(second.stderr).toMatch(new RegExp(`another run holds bad: .* pid ${first.child.pid}: stack run`))
    expect(second.stderr).toContain('hint: wait for it to end, or end it')
    expect(await marked()).toEqual(['good'])
    const third = begin(LEAVE_MARK)
    await until(async () => third.output().includes('bad: waiting for'))
    await site().on('bad', 'pkill -f "[s]leep 8611"')
    expect((await first.ended).code).toBe(2)
    expect((await third.ended).code).toBe(0)
    expect(await marked()).toEqual(['good', 'bad'])
  })

  it.each([
    { as: 'root', args: [] },
    { as: 'root by sudo', args: ['-u', 'deploy', '-b'] },
  ])('ends what it began on the hosts at Ctrl-C, as $as', async ({ args }) => {
    const tasks = `    - ansible.builtin.shell: sleep 8622 & sh -c 'trap "" HUP; sleep 8622; true'; wait\n${LEAVE_MARK}`
    const run = begin(tasks, ...args)
    for (const host of ['good', 'bad']) await until(runs(host, '8622'))
    run.child.kill('SIGINT')
    const { code, stdout, stderr } = await run.ended
    expect(code, stderr).toBe(99)
    expect(stdout).not.toContain('Leave a mark')
    for (const host of ['good', 'bad']) expect(await runs(host, '8622')()).toBe(false)
    expect(await marked()).toEqual([])
    // Nor does it keep the hosts locked.
    expect((await begin(LEAVE_MARK, '--lock-wait', '0').ended).code).toBe(0)
    expect(await marked()).toEqual(['good', 'bad'])
  })

  it.each([
    { how: 'is switched off', off: 'systemctl --no-block poweroff', alive: 30 },
    { how: 'falls silent', off: 'ip link set eth0 down', alive: 1 },
  ])('goes on without a host that $how in the middle of a task', async ({ off, alive }) => {
    const over = join(site().directory, 'over.yaml')
    const quick = { ansible_ssh_extra_args: `-o ServerAliveInterval=${alive}` }
    writeFileSync(over, JSON.stringify({ all: { hosts: { bad: quick } } }))
    const tasks = `    - name: Work long\n      ansible.builtin.command: sleep {{ 8633 if inventory_hostname == 'bad' else 1 }}\n${LEAVE_MARK}`
    const run = begin(tasks, '-i', over)
    await until(runs('bad', '8633'))
    await site().on('bad', off)
    const { code, stdout, stderr } = await run.ended
    expect(code, stderr).toBe(4)
    expect(stderr).toMatch(/bad could not be reached at task \[Work long\]/)
    expect(stderr).toMatch(/--> .*work\.yml:5:7/)
    expect(stdout).toMatch(/^bad .* unreachable=1 /m)
    await labReset(site().lab, ['bad'])
    expect(await marked()).toEqual(['good'])
  })
})
