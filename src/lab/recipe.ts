import { createHash } from 'node:crypto'
import type { AptAccess } from './apt.ts'

export type Release = 'bookworm' | 'trixie' | 'sid'

export const releases: readonly Release[] = ['bookworm', 'trixie', 'sid']

/** What a base image is made from; two equal recipes make interchangeable images. */
export interface Recipe {
  readonly release: Release
  /** With python, for hosts that ansible-playbook is to manage too. */
  readonly python: boolean
  readonly packages: readonly string[]
  /** Lines of sources.list; empty leaves them to mmdebstrap. */
  readonly sources: readonly string[]
  readonly aptConf: string
  /** Shell run in the image as its root when the packages are in. */
  readonly setup: string
}

/** The user ids of the image's two plain users. */
export const imageUsers = { ops: 1000, deploy: 1001 } as const

/** Where the packages that were downloaded by any host of that release are seen in a host. */
export const poolInHost = '/var/cache/apt/pool'

const packages = [
  ...['systemd', 'systemd-sysv', 'dbus', 'libpam-systemd', 'openssh-server', 'sudo'],
  ...['ca-certificates', 'iproute2', 'procps', 'netbase'],
]
const pythonPackages = ['python3', 'python3-apt', 'python3-pymysql', 'acl']

/** The recipe for `release`, reaching the archive as this machine does. */
export function recipeFor(release: Release, python: boolean, apt: AptAccess): Recipe {
  return {
    release,
    python,
    packages: python ? [...packages, ...pythonPackages] : packages,
    sources: sourcesFor(release, apt),
    aptConf: [...apt.settings, ...poolSettings, ...(release === 'sid' ? sidSettings : [])].join('\n'),
    setup: setupScript(apt.certificates),
  }
}

/** Names an image: equal for equal recipes. Hosts made from one older than two weeks would ask for gone packages. */
export function recipeKey(recipe: Recipe, now = Date.now()): string {
  const fortnight = Math.floor(now / (14 * 24 * 3600 * 1000))
  const digest = createHash('sha256')
    .update(JSON.stringify([recipe, fortnight]))
    .digest('hex')
    .slice(0, 12)
  return `${recipe.release}-${recipe.python ? 'python' : 'plain'}-${digest}`
}

function sourcesFor(release: Release, { mirror, security }: AptAccess): string[] {
  if (mirror === undefined) return []
  if (release === 'sid') return [`deb ${mirror} sid main`]
  return [
    `deb ${mirror} ${release} main`,
    `deb ${mirror} ${release}-updates main`,
    ...(security === undefined ? [] : [`deb ${security} ${release}-security main`]),
  ]
}

/**
 * Before apt downloads, it is shown what others have downloaded; what it then downloads is copied out before
 * it is installed. Links and whole-file renames only: hosts do this side by side.
 */
const poolSettings = [
  'APT::Keep-Downloaded-Packages "true";',
  'APT::Install::Pre-Invoke {"/usr/local/sbin/lab-pool show || true";};',
  'DPkg::Pre-Install-Pkgs {"/usr/local/sbin/lab-pool keep || true";};',
  'Acquire::Languages "none";',
]

/** Sid's Release file may be older than it allows itself to be. */
const sidSettings = ['Acquire::Check-Valid-Until "false";']

const poolScript = `#!/bin/sh
pool=${poolInHost} archives=/var/cache/apt/archives
case $1 in
show) ln -s -t "$archives" "$pool"/*.deb 2>/dev/null ;;
keep)
  while read -r file; do
    name=\${file##*/}
    case $file in "$archives"/*.deb) ;; *) continue ;; esac
    [ -h "$file" ] || [ -e "$pool/$name" ] && continue
    cp "$file" "$pool/.$name.$(cat /etc/machine-id)" && mv "$pool/.$name.$(cat /etc/machine-id)" "$pool/$name"
  done ;;
esac`

function setupScript(certificates: AptAccess['certificates']): string {
  return [
    'set -e',
    writeFile('/usr/local/sbin/lab-pool', poolScript),
    'chmod 755 /usr/local/sbin/lab-pool',
    ...Object.entries(certificates).map(([name, pem]) =>
      writeFile(`/usr/local/share/ca-certificates/${name}`, pem),
    ),
    'update-ca-certificates >/dev/null',
    ...setupUsers(),
    ...setupServices(),
    'rm -f /etc/ssh/ssh_host_* /etc/hostname /etc/machine-id /var/lib/dbus/machine-id',
    'echo LANG=C.UTF-8 > /etc/default/locale',
  ].join('\n')
}

function setupUsers(): string[] {
  return [
    `useradd --uid ${imageUsers.ops} --create-home --shell /bin/bash ops`,
    `useradd --uid ${imageUsers.deploy} --create-home --shell /bin/bash deploy`,
    "echo 'ops:ops' | chpasswd",
    // One hash for all images: an account without one counts as locked, which sshd refuses.
    "usermod -p '*' deploy",
    writeFile('/etc/sudoers.d/lab', 'ops ALL=(ALL:ALL) ALL\ndeploy ALL=(ALL:ALL) NOPASSWD: ALL'),
    'chmod 440 /etc/sudoers.d/lab',
  ]
}

function setupServices(): string[] {
  return [
    writeFile('/etc/ssh/sshd_config.d/lab.conf', 'UseDNS no\nMaxStartups 200:30:400\nMaxSessions 100'),
    // An answering sshd then means that every user may log in.
    'mkdir -p /etc/systemd/system/ssh.service.d /etc/systemd/journald.conf.d',
    writeFile('/etc/systemd/system/ssh.service.d/lab.conf', '[Unit]\nAfter=systemd-user-sessions.service'),
    writeFile('/etc/systemd/journald.conf.d/lab.conf', '[Journal]\nStorage=volatile'),
    'systemctl --quiet disable apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer 2>/dev/null || true',
    'systemctl --quiet mask systemd-networkd.service systemd-networkd.socket console-getty.service ldconfig.service',
    'systemctl --quiet mask systemd-journal-catalog-update.service fstrim.timer e2scrub_all.timer',
    'systemctl set-default --quiet multi-user.target',
    'echo force-unsafe-io > /etc/dpkg/dpkg.cfg.d/lab',
  ]
}

function writeFile(path: string, text: string): string {
  return `cat > ${path} <<'END OF FILE'\n${text.trimEnd()}\nEND OF FILE`
}
