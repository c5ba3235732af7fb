import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually, told } from './running.ts'
import { describeOnHosts, openSite, type Site } from './site.ts'

const INVENTORY = `
all:
  vars: {stack_lab: true, base_unattended_upgrades: true, base_time_servers: [192.0.2.1]}
  children:
    load_balancers: {hosts: {lb1: {ansible_host: 10.77.0.11, lab_release: trixie}}}
    web: {hosts: {}}
    app: {hosts: {}}
    database:
      children:
        database_primary: {hosts: {db1: {ansible_host: 10.77.0.12, lab_release: bookworm}}}
        database_replicas: {hosts: {}}
`

// Each test goes on from where the one before it ended.
describeOnHosts('what every server gets', () => {
  let opened: Site | undefined
  const site = (): Site => {
    if (opened === undefined) throw new Error('there are no hosts')
    return opened
  }
  const up = (...args: string[]) => site().stack('up', '--tags', 'base', '--output', 'json', ...args)
  const changes = async (...args: string[]) => {
    const { changed, failures } = told(await up(...args))
    expect(failures).toEqual([])
    return changed
  }

  beforeAll(async () => {
    opened = await openSite('base', INVENTORY)
  })
  afterAll(() => opened?.close())

  it('is there after one run, and left alone by the next', async () => {
    expect(await changes()).not.toEqual([])
    const again = told(await up())
    expect([again.changed, again.failures]).toEqual([[], []])
    expect(Object.values(again.roundTrips).filter((count) => count > 2)).toEqual([])
  })

  it.each(EFFECTS)('$what', async ({ host, look, expected }) => {
    expect(await site().on(host, look)).toMatch(expected)
  })

  it('lets a run wait for who has locked the packages, or their lists', async () => {
    for (const file of ['/var/lib/dpkg/lock-frontend', '/var/lib/apt/lists/lock']) {
      const lock = `import fcntl, time; file = open("${file}", "a"); fcntl.lockf(file, fcntl.LOCK_EX); time.sleep(600)`
      await site().on('lb1', `nohup python3 -c '${lock}' >/dev/null 2>&1 & echo $! >/run/holder`)
      const packages = `{base_packages: [logrotate, tree], base_cache_valid_time: 1}`
      const running = site().start(
        'up',
        '--tags',
        'base',
        '--output',
        'json',
        '--limit',
        'lb1',
        '-e',
        packages,
      )
      await eventually(
        async () => running.output().includes(`waiting for ${file}, which process `) || undefined,
        60_000,
      )
      await site().on('lb1', 'kill "$(cat /run/holder)"')
      const { changed, failures } = told(await running.ended)
      expect([changed, failures]).toEqual([['lb1: base : Install the packages that every server has'], []])
      await site().on('lb1', 'dpkg -s tree >/dev/null && apt-get -qq -y remove tree')
    }
  })

  it('lets updates wait for a run', async () => {
    const state = 'systemctl show --property=SubState --value apt-daily-upgrade.service'
    await site().on(
      'lb1',
      'nohup flock /run/lock/stack.lock sleep 600 >/dev/null 2>&1 & echo $! >/run/holder',
    )
    await site().on('lb1', 'systemctl --no-block start apt-daily-upgrade.service')
    const flock = `pgrep -f '^flock --timeout'`
    await eventually(async () => site().on('lb1', flock), 60_000)
    expect(await site().on('lb1', state)).toBe('start-pre')
    await site().on('lb1', 'pkill -P "$(cat /run/holder)"')
    await eventually(async () => (await site().on('lb1', state)) === 'dead' || undefined, 60_000)
  })

  it('repairs an installation that was interrupted', async () => {
    await site().on('db1', BROKEN)
    await expect(site().on('db1', 'apt-get -y install tree')).rejects.toThrow('dpkg was interrupted')
    expect(await changes('--limit', 'db1', '-e', '{base_packages: [logrotate, tree]}')).not.toEqual([])
    const status = `dpkg-query -W -f '\${Package} \${db:Status-Status}\\n' broken tree; dpkg --audit`
    expect(await site().on('db1', status)).toBe('broken installed\ntree installed')
  })

  it.each(SWITCHES)('takes back what is switched off with $off', async ({ off, files }) => {
    const here = `ls ${files.join(' ')} 2>/dev/null | wc -l`
    expect(await site().on('lb1', here)).toBe(String(files.length))
    expect(await changes('--limit', 'lb1', '-e', off)).not.toEqual([])
    expect(await site().on('lb1', here)).toBe('0')
  })

  it('takes back everything at once, and puts it back', async () => {
    const all = SWITCHES.flatMap(({ files }) => files)
    const off = '{base_hardening: false, base_unattended_upgrades: false, base_time_servers: []}'
    expect(await changes('-e', off)).not.toEqual([])
    expect(await site().on('lb1', `ls ${all.join(' ')} 2>/dev/null | wc -l`)).toBe('0')
    expect(await site().on('lb1', 'apt-config dump APT::Periodic::Unattended-Upgrade')).toContain('"0"')
    expect(await changes('-e', off)).toEqual([])
    await changes()
    expect(await site().on('lb1', `ls ${all.join(' ')} | wc -l`)).toBe(String(all.length))
    expect(await changes()).toEqual([])
  })
})

const sysctl = (name: string): string => `sysctl -n ${name}`

/** What is in force on a host, as its programs say. Values that a container may not change are not among them. */
const EFFECTS: readonly { what: string; host: string; look: string; expected: RegExp | string }[] = [
  {
    what: 'a load balancer takes many connections',
    host: 'lb1',
    look: sysctl('net.core.somaxconn net.ipv4.tcp_tw_reuse'),
    expected: /^16384\n1$/,
  },
  {
    what: 'a database has what the kernel has there',
    host: 'db1',
    look: sysctl('net.core.somaxconn'),
    expected: /^4096$/,
  },
  {
    what: 'nobody sends a server elsewhere',
    host: 'db1',
    look: sysctl(
      'net.ipv4.conf.all.rp_filter net.ipv4.conf.all.send_redirects net.ipv6.conf.all.accept_redirects',
    ),
    expected: /^1\n0\n0$/,
  },
  {
    what: 'what a container may not set fails nothing',
    host: 'db1',
    look: 'grep -c swappiness /etc/sysctl.d/60-stack-base.conf; systemctl is-failed systemd-sysctl || true',
    expected: /^1\nactive$/,
  },
  {
    what: 'security updates are allowed, and nothing else is',
    host: 'lb1',
    look: 'unattended-upgrades --dry-run --debug 2>&1 | grep "^Allowed origins"',
    expected:
      /^Allowed origins are: origin=Debian,codename=trixie-security,label=Debian-Security, origin=Debian,codename=trixie,label=Debian-Security, origin=Ubuntu,[^ ]*, origin=UbuntuESM,[^ ]*, origin=UbuntuESMApps,[^ ]*$/,
  },
  {
    what: 'a database is not among the updates',
    host: 'db1',
    look: 'unattended-upgrades --dry-run --debug 2>&1 | grep "^Initial blacklist"',
    expected: /mysql-.*mariadb-/,
  },
  {
    what: 'updates come once a day, at a minute of the server',
    host: 'lb1',
    look: 'systemctl show --property=TimersCalendar --property=RandomizedDelayUSec apt-daily-upgrade.timer | sort',
    expected: /^RandomizedDelayUSec=0\nTimersCalendar=\{ OnCalendar=\*-\*-\* 0[2-5]:\d\d:00 ;[^}]*\}$/,
  },
  {
    what: 'the journal is limited',
    host: 'db1',
    look: 'systemd-analyze cat-config systemd/journald.conf | grep -E "^(SystemMaxUse|MaxRetentionSec)="',
    expected: /^SystemMaxUse=1G\nMaxRetentionSec=60day$/,
  },
  {
    what: 'logs are rotated without a fault',
    host: 'lb1',
    look: 'systemctl is-enabled logrotate.timer; logrotate -d /etc/logrotate.conf 2>&1 | grep -ci error: || true',
    expected: /^enabled\n0$/,
  },
  {
    what: 'the clock is asked where it was said',
    host: 'lb1',
    look: 'systemctl is-enabled systemd-timesyncd; systemd-analyze cat-config systemd/timesyncd.conf | grep ^NTP=',
    expected: /^enabled\nNTP=192\.0\.2\.1$/,
  },
  {
    what: 'a program that crashes leaves nothing of its memory',
    host: 'lb1',
    look: `su -s /bin/sh -c 'ulimit -Hc' nobody; grep core_pattern /etc/sysctl.d/60-stack-base.conf`,
    expected: /^0\nkernel.core_pattern = \|\/bin\/false$/,
  },
  {
    what: 'a container gets no swap',
    host: 'lb1',
    look: 'ls /swapfile 2>&1 || true',
    expected: /No such file/,
  },
]

/** A package whose installation is killed half way; the next try would succeed. */
const BROKEN = `mkdir -p /tmp/broken/DEBIAN && cd /tmp
printf 'Package: broken\\nVersion: 1\\nArchitecture: all\\nMaintainer: nobody\\nDescription: broken\\n' >broken/DEBIAN/control
printf '#!/bin/sh\\n[ -e /run/started ] || { touch /run/started; sleep 600; }\\n' >broken/DEBIAN/postinst
chmod 755 broken/DEBIAN/postinst && dpkg-deb -b broken >/dev/null
dpkg -i broken.deb >/dev/null 2>&1 &
until [ -e /run/started ]; do sleep 0.1; done
pkill -KILL -P $! && kill -KILL $!`

const SWITCHES: readonly { off: string; files: readonly string[] }[] = [
  {
    off: '{base_kernel_settings: false}',
    files: ['/etc/sysctl.d/60-stack-base.conf', '/etc/modules-load.d/stack-base.conf'],
  },
  { off: '{base_kernel_modules_off: []}', files: ['/etc/modprobe.d/stack-base.conf'] },
  { off: '{base_core_dumps: true}', files: ['/etc/security/limits.d/60-stack-core.conf'] },
  { off: "{base_journal_size: ''}", files: ['/etc/systemd/journald.conf.d/60-stack.conf'] },
  { off: '{base_time_servers: []}', files: ['/etc/systemd/timesyncd.conf.d/stack.conf'] },
  {
    off: '{base_unattended_upgrades: false}',
    files: [
      '/etc/systemd/system/apt-daily-upgrade.timer.d/stack.conf',
      '/etc/systemd/system/apt-daily-upgrade.service.d/stack.conf',
      '/etc/needrestart/conf.d/stack.conf',
    ],
  },
]
