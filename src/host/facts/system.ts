import { linesOf, type Sections, textOf } from './sections.ts'

/** The user, its environment, init system, security modules and other things of the running system. */
export function systemFacts(sections: Sections): Record<string, unknown> {
  const security = linesOf(sections, 'security')
  return {
    ...user(sections),
    ansible_env: environment(sections),
    ansible_service_mgr: serviceManager(sections),
    ansible_pkg_mgr: linesOf(sections, 'markers').includes('/usr/bin/apt-get') ? 'apt' : 'unknown',
    ansible_machine_id: textOf(sections, 'machine'),
    ansible_apparmor: { status: security.includes('apparmor') ? 'enabled' : 'disabled' },
    ansible_selinux: selinux(security),
    ansible_is_chroot: isChroot(linesOf(sections, 'chroot')),
    ansible_fips: textOf(sections, 'fips') === '1',
    ansible_cmdline: commandLine(textOf(sections, 'cmdline')),
    ...hostKeys(linesOf(sections, 'hostkeys')),
  }
}

function user(sections: Sections): Record<string, unknown> {
  const [uid, name = '', gid, realUid, realGid, entry = ''] = linesOf(sections, 'id')
  const [, , , , gecos = '', home = '', shell = ''] = entry.split(':')
  return {
    ansible_user_id: name,
    ansible_user_uid: Number(uid),
    ansible_user_gid: Number(gid),
    ansible_user_gecos: gecos,
    ansible_user_dir: home,
    ansible_user_shell: shell,
    ansible_real_user_id: Number(realUid),
    ansible_effective_user_id: Number(uid),
    ansible_real_group_id: Number(realGid),
    ansible_effective_group_id: Number(gid),
  }
}

function environment(sections: Sections): Record<string, string> {
  const pairs = (sections.get('environment') ?? '').split('\0').slice(0, -1)
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  )
}

/** Process 1 tells, unless it is called `init` or is a shell of a container. */
function serviceManager(sections: Sections): string {
  const [first = '', target = '', systemd = ''] = (sections.get('init') ?? '')
    .split('\n\n')
    .map((part) => part.trim())
  const known: Readonly<Record<string, string>> = { 'runit-init': 'runit', 'openrc-init': 'openrc' }
  if (first !== '' && first !== 'init' && !first.endsWith('sh')) return known[first] ?? first
  if (systemd === 'systemd' || target.endsWith('/systemd')) return 'systemd'
  return 'sysvinit'
}

function selinux(security: readonly string[]): Record<string, unknown> {
  const enforce = security.find((line) => line === '0' || line === '1')
  if (enforce === undefined) return { status: 'disabled' }
  return { status: 'enabled', mode: enforce === '1' ? 'enforcing' : 'permissive' }
}

function isChroot(roots: readonly string[]): boolean {
  return roots.length === 2 && roots[0] !== roots[1]
}

function commandLine(text: string): Record<string, string | boolean> {
  return Object.fromEntries(
    text
      .split(/\s+/)
      .filter(Boolean)
      .map((word) => {
        const at = word.indexOf('=')
        return at < 0 ? [word, true] : [word.slice(0, at), word.slice(at + 1)]
      }),
  )
}

function hostKeys(lines: readonly string[]): Record<string, string> {
  const facts: Record<string, string> = {}
  for (const line of lines) {
    const [type = '', key = ''] = line.split(' ')
    const short = type
      .replace(/^ssh-/, '')
      .replace(/^ecdsa-.*/, 'ecdsa')
      .replace(/^dss$/, 'dsa')
    if (key === '') continue
    facts[`ansible_ssh_host_key_${short}_public`] = key
    facts[`ansible_ssh_host_key_${short}_public_keytype`] = type
  }
  return facts
}
