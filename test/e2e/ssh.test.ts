import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ROOT } from '../tools/sourceFiles.ts'
import { told } from './running.ts'
import { describeOnHosts, isOpen, openSite, type Site } from './site.ts'

// sshd by itself; behind a socket that starts it; behind one that starts it for each connection.
const INVENTORY = `
all:
  vars: {stack_lab: true}
  hosts:
    service: {ansible_host: 10.77.0.11, lab_release: trixie}
    socket: {ansible_host: 10.77.0.12, lab_release: trixie}
    sockets: {ansible_host: 10.77.0.13, lab_release: bookworm}
    password: {ansible_host: 10.77.0.14, lab_release: trixie}
`
const KEYS = ['service', 'socket', 'sockets']
const DROPIN = '/etc/ssh/sshd_config.d/10-stack.conf'

describeOnHosts('the way in', () => {
  let opened: Site | undefined
  const site = (): Site => {
    if (opened === undefined) throw new Error('there are no hosts')
    return opened
  }
  const play = async (...args: string[]) => {
    const ended = await site().stack(
      'run',
      join(site().directory, 'ssh.yml'),
      ...['-l', KEYS.join(), '--output', 'json', ...args],
    )
    return { ...told(ended), code: ended.code, stdout: ended.stdout }
  }

  beforeAll(async () => {
    opened = await openSite('ssh', INVENTORY)
    const books = ['base', 'firewall', 'ssh'].map(
      (name) => `- ansible.builtin.import_playbook: ${ROOT}/playbooks/${name}.yml\n`,
    )
    writeFileSync(join(site().directory, 'ssh.yml'), books.join(''))
    for (const host of ['socket', 'sockets']) {
      await site().on(host, 'systemctl disable --now ssh.service; systemctl enable --now ssh.socket')
    }
  })
  afterAll(() => opened?.close())

  it('takes no passwords once a key is known to work, and is left alone then', async () => {
    const { failures } = await play()
    expect(failures).toEqual([])
    for (const host of KEYS) {
      const settings = (
        await site().on(host, 'mkdir -p /run/sshd; sshd -T -C user=ops,host=x,addr=192.0.2.1')
      ).split('\n')
      expect(settings, host).toContain('passwordauthentication no')
      expect(settings, host).toContain('kbdinteractiveauthentication no')
      expect(settings, host).toContain('logingracetime 30')
    }
    const again = await play()
    expect(again).toMatchObject({ failures: [], changed: [] })
    expect(Object.values(again.roundTrips).filter((trips) => trips > 4)).toEqual([])
  })

  it('goes on taking them while a run logs in with one', async () => {
    // The run has the lab's key as well: only what the server says counts.
    await site().on('password', `rm /root/.ssh/authorized_keys /home/ops/.ssh/authorized_keys`)
    const args = ['-u', 'ops', '-b', '-e', 'ansible_password=ops ansible_become_password=ops']
    const ended = await site().stack('run', join(site().directory, 'ssh.yml'), '-l', 'password', ...args)
    expect(ended.code, ended.stderr).toBe(0)
    const text = await site().on('password', `cat ${DROPIN}`)
    expect(text.split('Match User root')[0]).not.toContain('PasswordAuthentication')
    expect(text.split('Match User root')[1]).toContain('PasswordAuthentication no')
  })

  it('moves to another port: both are let in, then the new one alone', async () => {
    const { failures, stdout } = await play('-e', 'ssh_port=2222')
    expect(failures).toEqual([])
    expect(stdout).toContain('set ansible_port to 2222 before the next run')
    const next = await play('-e', 'ssh_port=2222', '-e', 'ansible_port=2222')
    expect(next.failures).toEqual([])
    for (const host of KEYS) {
      const open = await Promise.all([22, 2222].map((port) => isOpen(site().address(host), port)))
      expect(open, host).toEqual([false, true])
      expect(await site().on(host, 'ufw status'), host).not.toMatch(/^22[,/]/m)
    }
    expect(await play('-e', 'ssh_port=2222', '-e', 'ansible_port=2222')).toMatchObject({ changed: [] })
  })

  it('writes nothing of what is switched off', async () => {
    const off = {
      ...{ ssh_refuse_passwords: false, ssh_refuse_root_password: false, ssh_refuse_x11_forwarding: false },
      ...{ ssh_login_grace_time: 0, ssh_max_auth_tries: 0, ssh_max_startups: '' },
      ...{ ssh_client_alive_interval: 0, ssh_port: 2222, ansible_port: 2222 },
    }
    const { failures } = await play('-e', JSON.stringify(off))
    expect(failures).toEqual([])
    const text = await site().on('service', `cat ${DROPIN}`)
    expect(text.split('\n').filter((line) => !line.startsWith('#'))).toEqual(['Port 2222'])
  })
})
