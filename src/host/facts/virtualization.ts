import { linesOf, pairsOf, type Sections, textOf } from './sections.ts'

interface Sign {
  readonly tech: string
  readonly role: 'guest' | 'host'
}

/** Which kind of machine or container it is; the first sign in Ansible's order gives the type. */
export function virtualizationFacts(sections: Sections): Record<string, unknown> {
  const signs = [...containers(sections), ...hypervisors(sections), ...hosts(sections)]
  const of = (role: Sign['role']): string[] => [
    ...new Set(signs.filter((sign) => sign.role === role).map((sign) => sign.tech)),
  ]
  const first = signs[0]
  return {
    ansible_virtualization_type: first?.tech ?? 'NA',
    ansible_virtualization_role: first?.role ?? 'NA',
    ansible_virtualization_tech_guest: of('guest'),
    ansible_virtualization_tech_host: of('host'),
  }
}

function guest(tech: string): Sign {
  return { tech, role: 'guest' }
}

function containers(sections: Sections): Sign[] {
  const cgroup = textOf(sections, 'cgroup')
  const declared = textOf(sections, 'container').replace(/^container=/, '')
  const systemd = textOf(sections, 'systemdContainer')
  const markers = linesOf(sections, 'markers')
  const signs: Sign[] = []
  if (/\/docker(\/|-[0-9a-f]+\.scope)/.test(cgroup)) signs.push(guest('docker'))
  if (/\/lxc\/|\/machine\.slice\/machine-lxc/.test(cgroup)) signs.push(guest('lxc'))
  if (cgroup.includes('/system.slice/containerd.service')) signs.push(guest('containerd'))
  if (declared.startsWith('lxc')) signs.push(guest('lxc'))
  if (declared.startsWith('podman')) signs.push(guest('podman'))
  if (declared !== '') signs.push(guest('container'))
  if (markers.includes('/proc/vz') && !markers.includes('/proc/lve')) {
    signs.push({ tech: 'openvz', role: markers.includes('/proc/bc') ? 'host' : 'guest' })
  }
  if (systemd !== '') signs.push(guest(systemd))
  if (markers.includes('/.dockerenv') || markers.includes('/.dockerinit')) signs.push(guest('docker'))
  if (signs.some((sign) => sign.role === 'guest')) signs.push(guest('container'))
  return signs
}

const BY_PRODUCT: Readonly<Record<string, string>> = {
  KVM: 'kvm',
  'KVM Server': 'kvm',
  Bochs: 'kvm',
  AHV: 'kvm',
  'VMware Virtual Platform': 'VMware',
  'VMware7,1': 'VMware',
  'OpenStack Compute': 'openstack',
  'OpenStack Nova': 'openstack',
}

const BY_BIOS: Readonly<Record<string, string>> = {
  Xen: 'xen',
  'innotek GmbH': 'virtualbox',
  'Amazon EC2': 'kvm',
  DigitalOcean: 'kvm',
  Hetzner: 'kvm',
}

const BY_VENDOR: Readonly<Record<string, string>> = {
  QEMU: 'kvm',
  'Amazon EC2': 'kvm',
  DigitalOcean: 'kvm',
  Google: 'kvm',
  Scaleway: 'kvm',
  Nutanix: 'kvm',
  oVirt: 'oVirt',
  KubeVirt: 'KubeVirt',
  'Microsoft Corporation': 'VirtualPC',
  'Parallels Software International Inc.': 'parallels',
  'OpenStack Foundation': 'openstack',
}

function hypervisors(sections: Sections): Sign[] {
  const dmi = pairsOf(linesOf(sections, 'dmi'))
  const found = [
    linesOf(sections, 'markers').includes('/proc/xen') ? 'xen' : undefined,
    BY_PRODUCT[dmi['product_name']?.trim() ?? ''],
    BY_BIOS[dmi['bios_vendor']?.trim() ?? ''],
    BY_VENDOR[dmi['sys_vendor']?.trim() ?? ''],
    /^model name.*QEMU Virtual CPU/m.test(sections.get('cpu') ?? '') ? 'kvm' : undefined,
  ]
  return found.flatMap((tech) => (tech === undefined ? [] : guest(tech)))
}

function hosts(sections: Sections): Sign[] {
  const markers = linesOf(sections, 'markers')
  const signs: Sign[] = []
  if (markers.includes('kvm') || markers.includes('/dev/kvm')) signs.push({ tech: 'kvm', role: 'host' })
  if (markers.includes('vboxdrv')) signs.push({ tech: 'virtualbox', role: 'host' })
  return signs
}
