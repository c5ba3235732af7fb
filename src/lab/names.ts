import { createHash } from 'node:crypto'
import { StackError } from '../errors.ts'

/** Everything of a lab's that has a name, derived from the lab's name alone: a killed run leaves no riddle. */
export interface LabNames {
  readonly directory: string
  readonly state: string
  readonly key: string
  readonly knownHosts: string
  readonly lock: string
  /** The network namespace with the bridge that the hosts hang on. */
  readonly netns: string
  /** The interface in the root namespace: the hosts' gateway. */
  readonly uplink: string
  readonly nftTable: string
  /** Below each cgroup hierarchy. */
  readonly cgroup: string
}

export interface HostNames {
  readonly directory: string
  readonly console: string
  readonly netns: string
  /** The host's port on the bridge, in the lab's namespace. */
  readonly port: string
  /** The same after every reset: the machine and the other hosts remember it. */
  readonly mac: string
  readonly cgroup: string
  readonly hostname: string
}

/** Labs' files; not in the cache, which may be emptied at any time. */
export const labsDirectory = '/var/lib/stack/lab'

/** Every uplink starts with this, so that a lab's rules can name all the others'. */
export const uplinkPrefix = 'sl-'

/** Throws StackError `usage` unless `name` can name a lab: a letter, then letters, digits, dashes. */
export function labNames(name: string): LabNames {
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(name)) {
    throw new StackError('usage', `"${name}" cannot name a lab`, {
      hint: 'use a lower-case letter, then lower-case letters, digits and dashes, 32 characters at most',
    })
  }
  const directory = `${labsDirectory}/${name}`
  return {
    directory,
    state: `${directory}/state.json`,
    key: `${directory}/key`,
    knownHosts: `${directory}/known_hosts`,
    lock: `${labsDirectory}/.${name}.lock`,
    netns: `stack-lab.${name}`,
    uplink: `${uplinkPrefix}${digest(name)}`,
    nftTable: `stack_lab_${name.replaceAll('-', '_')}`,
    cgroup: `stack-lab.${name}`,
  }
}

/** Throws StackError `usage` unless `host` can name a host. */
export function hostNames(lab: string, host: string): HostNames {
  const names = labNames(lab)
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(host)) {
    throw new StackError('usage', `"${host}" cannot name a host of lab "${lab}"`, {
      hint: 'use letters, digits, dots and dashes',
    })
  }
  const directory = `${names.directory}/hosts/${host}`
  return {
    directory,
    console: `${directory}/console.log`,
    netns: `${names.netns}.${host}`,
    port: `h-${digest(host)}`,
    mac: `02:${(digest(`${lab}.${host}`).match(/../g) ?? []).join(':')}:01`,
    cgroup: `${names.cgroup}/${host}`,
    hostname: /^[\d.]+$/.test(host)
      ? `host-${host.replaceAll('.', '-')}`
      : host.replaceAll('_', '-').toLowerCase(),
  }
}

/** Interface names hold 15 characters, so a digest stands for the name. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
