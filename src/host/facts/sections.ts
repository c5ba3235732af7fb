import { randomBytes } from 'node:crypto'
import { quote, script } from '../../shell/command.ts'
import type { Request } from '../../shell/request.ts'

/** What a host told, by the name of what was asked. */
export type Sections = ReadonlyMap<string, string>

/** One request that reads everything that facts are made of; what a host lacks is an empty section. */
export function factsRequest(factPaths: readonly string[]): Request {
  const boundary = randomBytes(16).toString('hex')
  const parts = Object.entries(QUESTIONS).map(([name, text]) => `s ${name}\n${text}`)
  return {
    command: script(`b=${boundary}
echo $b
s() { printf '%s%s\\n' $b "$1"; }
${OWN_FACTS}
{
${parts.join('\n')}
s local
${factPaths.map((path) => `own ${quote(path)}`).join('\n')}
s end
} 2>/dev/null
exit 0`),
  }
}

/** @returns undefined when the answer is not whole */
export function readSections(stdout: string): Sections | undefined {
  const boundary = stdout.slice(0, Math.max(0, stdout.indexOf('\n')))
  if (boundary === '') return undefined
  const sections = new Map<string, string>()
  for (const part of stdout.slice(boundary.length + 1).split(boundary)) {
    const at = part.indexOf('\n')
    if (at >= 0) sections.set(part.slice(0, at), part.slice(at + 1))
  }
  return sections.has('end') ? sections : undefined
}

/** The lines of a section, without the empty one at its end. */
export function linesOf(sections: Sections, name: string): string[] {
  const text = sections.get(name) ?? ''
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

/** A section that is one value. */
export function textOf(sections: Sections, name: string): string {
  return (sections.get(name) ?? '').trim()
}

/** `key=value` lines, quotes around values taken off (os-release(5)). */
export function pairsOf(lines: readonly string[]): Record<string, string> {
  const pairs: Record<string, string> = {}
  for (const line of lines) {
    const at = line.indexOf('=')
    if (at > 0) pairs[line.slice(0, at)] = line.slice(at + 1).replace(/^(["'])(.*)\1$/, '$2')
  }
  return pairs
}

// Sizes of network file systems are not asked for: a dead server would hang the answer. The full name is
// looked up as Python's socket.getfqdn does, but not for longer than a few seconds.
const QUESTIONS: Readonly<Record<string, string>> = {
  uname: 'for flag in s n r m v; do uname -$flag; done',
  fqdn: `address=$(timeout 5 getent ahosts "$(uname -n)" | while read -r first rest; do echo "$first"; break; done)
[ -z "$address" ] || timeout 5 getent hosts "$address"`,
  os: 'cat /etc/os-release',
  debian: 'cat /etc/debian_version',
  lsb: 'cat /etc/lsb-release; command -v lsb_release',
  id: 'id -u; id -un; id -g; id -ru; id -rg; getent passwd "$(id -u)"',
  cpu: "grep -E '^(processor|Processor|vendor_id|model name|physical id|core id|cpu cores|siblings|cpu|Vendor)[[:space:]]*:' /proc/cpuinfo",
  nproc: 'nproc',
  memory: "grep -E '^(MemTotal|MemFree|Buffers|Cached|SwapTotal|SwapFree|SwapCached):' /proc/meminfo",
  dmi: `for file in /sys/devices/virtual/dmi/id/*; do
  if [ -f "$file" ] && [ -r "$file" ]; then printf '%s=%s\\n' "\${file##*/}" "$(cat "$file")"; fi
done`,
  interfaces: `for dir in /sys/class/net/*/; do
  dir=\${dir%/}
  printf 'device=%s\\n' "\${dir##*/}"
  for field in address mtu operstate type flags speed bridge/bridge_id bridge/stp_state; do
    { read -r value <"$dir/$field" && printf '%s=%s\\n' "$field" "$value"; } 2>/dev/null
  done
  [ -L "$dir/device" ] && printf 'pciid=%s\\n' "$(readlink "$dir/device")"
  [ -L "$dir/device/driver/module" ] && printf 'module=%s\\n' "$(readlink "$dir/device/driver/module")"
  for port in "$dir"/brif/*; do [ -e "$port" ] && printf 'port=%s\\n' "\${port##*/}"; done
done`,
  addresses: 'ip -j addr show',
  route4: 'ip -j -4 route get 8.8.8.8',
  route6: 'ip -j -6 route get 2404:6800:400a:800::1012',
  mounts: 'cat /proc/self/mounts',
  sizes: `while read -r device mount type rest; do
  case $type in nfs* | cifs | smb* | 9p | ceph | glusterfs | fuse* | autofs | afs | none) continue ;; esac
  case $device in /*) ;; *) continue ;; esac
  path=$(printf '%b_' "$mount")
  timeout 3 stat -f -c "%S %b %f %a %c %d $mount" -- "\${path%_}"
done </proc/self/mounts`,
  uuids: "find /dev/disk/by-uuid -type l -printf '%f %l\\n'",
  bound: "cut -d' ' -f4,5 /proc/self/mountinfo",
  date: "date '+%s.%N'; date '+%Y %m %d %H %M %S %A %w %W %Z %z'",
  environment: 'env -0',
  init: 'cat /proc/1/comm; echo; readlink /sbin/init; echo; [ -d /run/systemd/system ] && echo systemd',
  machine: 'cat /etc/machine-id || cat /var/lib/dbus/machine-id',
  uptime: 'cat /proc/uptime',
  load: 'cat /proc/loadavg',
  security: '[ -d /sys/kernel/security/apparmor ] && echo apparmor; cat /sys/fs/selinux/enforce',
  chroot: 'stat -c %d:%i / /proc/1/root/.',
  hostkeys: 'cat /etc/ssh/ssh_host_*_key.pub',
  resolver: 'cat /etc/resolv.conf',
  cmdline: 'cat /proc/cmdline',
  fips: 'cat /proc/sys/crypto/fips_enabled',
  bits: 'getconf LONG_BIT',
  cgroup: 'cat /proc/1/cgroup',
  container: `tr '\\0' '\\n' </proc/1/environ | grep '^container='`,
  systemdContainer: 'cat /run/systemd/container',
  markers:
    'for path in /.dockerenv /.dockerinit /proc/xen /proc/vz /proc/bc /proc/lve /usr/bin/apt-get /dev/kvm; do [ -e "$path" ] && echo "$path"; done; [ -d /sys/module/kvm ] && echo kvm; [ -d /sys/module/vboxdrv ] && echo vboxdrv',
}

// Each file becomes `directory NEWLINE name NEWLINE text .CODE NUL`: the dot keeps newlines at the end.
const OWN_FACTS = `own() {
  for file in "$1"/*.fact; do
    [ -f "$file" ] || continue
    if [ -x "$file" ]; then
      text=$(timeout 30 "$file" </dev/null; echo ".$?")
    else text=$(cat -- "$file"; echo .0)
    fi
    printf '%s\\n%s\\n%s\\0' "$1" "\${file##*/}" "$text"
  done
}`
