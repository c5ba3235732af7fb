import { linesOf, pairsOf, type Sections, textOf } from './sections.ts'

/** Distribution, kernel and names, as Ansible's `setup` calls them. */
export function distributionFacts(sections: Sections): Record<string, unknown> {
  const [system = '', node = '', kernel = '', machine = '', build = ''] = linesOf(sections, 'uname')
  const fqdn = fullName(textOf(sections, 'fqdn'), node)
  const bits = textOf(sections, 'bits')
  return {
    ansible_system: system,
    ansible_nodename: node,
    ansible_hostname: node.split('.')[0],
    ansible_fqdn: fqdn,
    ansible_domain: fqdn.split('.').slice(1).join('.'),
    ansible_kernel: kernel,
    ansible_kernel_version: build,
    ansible_machine: machine,
    ansible_architecture: machine,
    ansible_userspace_bits: bits,
    ansible_userspace_architecture: bits === '32' && machine === 'x86_64' ? 'i386' : machine,
    ...release(sections),
  }
}

/** Python's socket.getfqdn: the first name with a dot in it, else the canonical one. */
function fullName(hosts: string, node: string): string {
  const [, canonical, ...aliases] = (hosts.split('\n')[0] ?? '').split(/\s+/)
  if (canonical === undefined) return node
  return [canonical, ...aliases].find((name) => name.includes('.')) ?? canonical
}

function release(sections: Sections): Record<string, unknown> {
  const os = pairsOf(linesOf(sections, 'os'))
  const id = os['ID'] ?? ''
  const debian = textOf(sections, 'debian')
  // Debian's own files tell the point release (12.11); the other's VERSION_ID is all there is.
  const exact = id === 'debian' && /^\d/.test(debian) ? debian : (os['VERSION_ID'] ?? debian)
  const [major = '', minor] = exact.split('.')
  const family = id === 'debian' || (os['ID_LIKE'] ?? '').split(' ').includes('debian') || debian !== ''
  const name = NAMES[id] ?? os['NAME'] ?? id
  return {
    ansible_distribution: name,
    ansible_distribution_version: exact === '' ? 'NA' : exact,
    ansible_distribution_major_version: major === '' ? 'NA' : major,
    ...(minor === undefined ? {} : { ansible_distribution_minor_version: minor }),
    ansible_distribution_release: os['VERSION_CODENAME'] ?? debian.split('/')[0] ?? 'NA',
    ansible_distribution_file_path: '/etc/os-release',
    ansible_distribution_file_variety: name === 'Ubuntu' ? 'Debian' : name,
    ansible_distribution_file_parsed: true,
    ansible_os_family: family ? 'Debian' : name,
    ansible_lsb: lsb(sections, os, exact),
  }
}

const NAMES: Readonly<Record<string, string>> = {
  debian: 'Debian',
  ubuntu: 'Ubuntu',
  raspbian: 'Debian',
  linuxmint: 'Linux Mint',
}

/** From the file that Ubuntu keeps, else what Debian's lsb_release would print, when it is installed. */
function lsb(
  sections: Sections,
  os: Readonly<Record<string, string>>,
  exact: string,
): Record<string, string> {
  const lines = linesOf(sections, 'lsb')
  const file = pairsOf(lines)
  if (file['DISTRIB_ID'] === undefined && !lines.some((line) => line.endsWith('lsb_release'))) return {}
  const released = file['DISTRIB_RELEASE'] ?? os['VERSION_ID'] ?? exact
  return {
    id: file['DISTRIB_ID'] ?? os['NAME']?.split(' ')[0] ?? '',
    description: file['DISTRIB_DESCRIPTION'] ?? os['PRETTY_NAME'] ?? '',
    release: released,
    codename: file['DISTRIB_CODENAME'] ?? os['VERSION_CODENAME'] ?? '',
    major_release: released.split('.')[0] ?? '',
  }
}
