import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ended, eventually } from './running.ts'
import { describeOnHosts, isOpen, openSite, type Site } from './site.ts'

const INVENTORY = `
all:
  vars: {stack_guard_seconds: 8, ufw_allow_lockout: true}
  hosts:
    service: {ansible_host: 10.77.0.11, lab_release: trixie}
    socket: {ansible_host: 10.77.0.12, lab_release: trixie}
    sockets: {ansible_host: 10.77.0.13, lab_release: bookworm}
    user: {ansible_host: 10.77.0.14, lab_release: trixie, ansible_user: ops, ansible_become: true, ansible_become_password: ops}
`

const BAD_CONFIG = `    - name: Let in nobody
      ansible.builtin.copy: {dest: /etc/ssh/sshd_config.d/50-bad.conf, content: "AllowUsers nobody\\n"}
`
const restart = (unit: string): string => `      notify: Restart
  handlers:
    - name: Restart
      ansible.builtin.service: {name: ${unit}, state: restarted}
`
const DENY = `    - name: Shut out SSH
      community.general.ufw: {rule: deny, port: "22", proto: tcp, insert: 1}
`
const ENABLE = `    - name: Enable
      community.general.ufw: {default: deny, state: enabled}
`

/** As systems did that are still about: the socket starts an sshd for each connection. */
const ONE_FOR_EACH = `mkdir -p /etc/systemd/system/ssh.socket.d
printf '[Socket]\\nAccept=yes\\n' >/etc/systemd/system/ssh.socket.d/accept.conf
printf '[Service]\\nExecStart=-/usr/sbin/sshd -i\\nStandardInput=socket\\nRuntimeDirectory=sshd\\nRuntimeDirectoryPreserve=yes\\nKillMode=process\\n' >/etc/systemd/system/ssh@.service
systemctl daemon-reload
systemctl stop ssh.service ssh.socket
systemctl start ssh.socket`

/** What a lock-out may not change: rules in the kernel, configuration of sshd, what runs, what guards. */
const LOOK = `ufw status verbose
iptables -S ufw-user-input
iptables -S ufw-before-input | grep -e '--dport 22 '
cat /etc/ufw/*.rules /etc/default/ufw /etc/ufw/ufw.conf
find /etc/ssh /etc/systemd/system -printf '%p %m %u:%g %l\\n' | sort
cat /etc/ssh/sshd_config.d/*
systemctl is-active ssh.socket ufw
true`

// Each test locks itself out on purpose, and gets back in.
describeOnHosts('a playbook that shuts itself out', () => {
  let opened: Site | undefined
  const site = (): Site => {
    if (opened === undefined) throw new Error('there are no hosts')
    return opened
  }
  const playbook = (host: string, tasks: string): string => {
    const file = join(site().directory, 'playbook.yml')
    writeFileSync(file, `- name: Work\n  hosts: ${host}\n  gather_facts: false\n  tasks:\n${tasks}`)
    return file
  }
  const play = (host: string, tasks: string, ...args: string[]): Promise<Ended> =>
    site().stack('run', playbook(host, tasks), ...args)

  beforeAll(async () => {
    opened = await openSite('lockout', INVENTORY)
    await Promise.all(
      site()
        .hosts('all')
        .map((host) => site().on(host, 'apt-get -q update && apt-get -qy install ufw')),
    )
    for (const host of ['socket', 'sockets']) {
      await site().on(host, 'systemctl disable --now ssh.service; systemctl enable --now ssh.socket')
    }
    await site().on('sockets', ONE_FOR_EACH)
  })
  afterAll(() => opened?.close())

  /** Runs the tasks, which must fail, say so, and leave the host as it was. */
  async function undone(host: string, tasks: string, ...says: (string | RegExp)[]): Promise<void> {
    const before = await site().on(host, LOOK)
    const { code, stdout, stderr } = await play(host, tasks)
    expect(code, stderr).toBe(2)
    for (const words of says) expect(stdout + stderr).toMatch(words)
    expect(await site().on(host, LOOK)).toBe(before)
    expect(await isOpen(site().address(host), 22)).toBe(true)
  }

  const UNDONE = /undone through the connection from before, and a new connection works again/

  it.each(['service', 'user'])('gets back in where a firewall is turned on for the first time: %s', (host) =>
    undone(host, ENABLE, /no new SSH connection got through .* port 22\): enable the firewall/, UNDONE),
  )

  describe('with a firewall', () => {
    beforeAll(async () => {
      const allow = '    - community.general.ufw: {rule: allow, port: "22", proto: tcp}\n'
      const { code, stderr } = await play('service', allow + ENABLE)
      expect(code, stderr).toBe(0)
      await site().on('service', '! ls /var/lib/stack-guard/firewall /etc/systemd/system/stack-guard* 2>&1')
    })

    it('gets back in after a rule that denies SSH', () => undone('service', DENY, UNDONE))

    it('gets back in after deleting the rule that allowed it', () =>
      undone(
        'service',
        '    - community.general.ufw: {rule: allow, port: "22", proto: tcp, delete: true}\n',
        UNDONE,
      ))

    it('gets back in after writing rules by hand and loading them', () =>
      undone(
        'service',
        `    - ansible.builtin.lineinfile:
        path: /etc/ufw/before.rules
        insertbefore: "^# don't delete the 'COMMIT' line"
        line: "-I ufw-before-input 1 -p tcp --dport 22 -m conntrack --ctstate NEW -j DROP"
    - community.general.ufw: {state: reloaded}
`,
        UNDONE,
      ))

    it('gets back in when even the connection in use is cut', () =>
      undone(
        'service',
        `    - ansible.builtin.lineinfile:
        path: /etc/ufw/before.rules
        insertbefore: "^# don't delete the 'COMMIT' line"
        line: "-I ufw-before-input 1 -p tcp --dport 22 -j DROP"
    - community.general.ufw: {state: reloaded}
`,
        /undone by the timer on the host, and a new connection works again/,
      ))

    it('leaves it to the host when the controller dies', async () => {
      const running = site().start('run', playbook('service', DENY))
      await eventually(async () => ((await denies()) ? true : undefined))
      running.child.kill('SIGKILL')
      await running.ended
      await isGivenBack()
      expect((await play('service', '    - ansible.builtin.ping:\n')).code).toBe(0)
    })

    it('leaves it to the host even when that is rebooted meanwhile', async () => {
      const running = site().start('run', playbook('service', DENY))
      await eventually(async () => ((await denies()) ? true : undefined))
      running.child.kill('SIGKILL')
      await running.ended
      await site().on('service', 'systemctl reboot')
      await isGivenBack()
      expect((await play('service', '    - ansible.builtin.ping:\n')).code).toBe(0)
    })

    /** The rule is gone, and so is what has taken it away. */
    const isGivenBack = (): Promise<true> =>
      eventually(async () => {
        const left = await site().on('service', 'ls -d /etc/systemd/system/stack-guard* 2>/dev/null || true')
        return left === '' && !(await denies()) ? true : undefined
      }, 60_000)

    const denies = async (): Promise<boolean> =>
      (await site().on('service', 'ufw status')).includes('22/tcp                     DENY')
  })

  describe('of sshd', () => {
    it.each([
      ['service', 'ssh'],
      ['service', 'sshd.service'],
      ['user', 'ssh'],
      ['socket', 'ssh.service'],
    ])('gets back in where %s restarts %s', (host, unit) =>
      undone(host, BAD_CONFIG + restart(unit), /refused the login of (root|ops)/, UNDONE),
    )

    it('gets back in where every connection reads the configuration', () =>
      undone('sockets', BAD_CONFIG, UNDONE))

    it('gets back in when it no longer listens', () =>
      undone(
        'socket',
        `    - ansible.builtin.file: {path: /etc/systemd/system/ssh.socket.d, state: directory, mode: "0755"}
    - ansible.builtin.copy:
        dest: /etc/systemd/system/ssh.socket.d/bad.conf
        content: "[Socket]\\nListenStream=\\nListenStream=127.0.0.1:22\\n"
    - ansible.builtin.systemd: {name: ssh.service, state: stopped}
    - ansible.builtin.systemd: {name: ssh.socket, state: restarted, daemon_reload: true}
`,
        UNDONE,
      ))

    it('does not even restart with a configuration that sshd refuses', () =>
      undone(
        'service',
        `    - ansible.builtin.copy: {dest: /etc/ssh/sshd_config.d/50-bad.conf, content: "Nonsense yes\\n"}
${restart('ssh')}`,
        /refused to restart ssh: sshd would not take its new configuration: .*Nonsense/,
        /the old one is in its place again/,
      ))

    it('goes to another port when sshd does', async () => {
      const { code, stderr } = await play(
        'user',
        `    - ansible.builtin.copy: {dest: /etc/ssh/sshd_config.d/50-port.conf, content: "Port 2222\\n"}
${restart('ssh')}`,
      )
      expect(stderr).toContain('sshd on user now listens on port 2222: set ansible_port: 2222')
      expect(code, stderr).toBe(0)
      expect(await isOpen(site().address('user'), 22)).toBe(false)
      const again = await play('user', '    - ansible.builtin.ping:\n', '-e', 'ansible_port=2222')
      expect(again.code, again.stderr).toBe(0)
    })
  })

  it('arms nothing in check mode, and nothing when there is nothing to do', async () => {
    const before = await site().on('service', LOOK)
    expect((await play('service', DENY + ENABLE, '--check')).code).toBe(0)
    const { code, stdout } = await play('service', ENABLE, '-v')
    expect(code).toBe(0)
    expect(stdout).toContain('round trips=1')
    expect(await site().on('service', LOOK)).toBe(before)
  })
})
