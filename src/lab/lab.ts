import { mkdir } from 'node:fs/promises'
import { StackError } from '../errors.ts'
import { converge } from './converge.ts'
import type { OnProgress } from './events.ts'
import { ensureLabKey } from './keys.ts'
import { withLock } from './lock.ts'
import { powerOff, powerOn } from './machine.ts'
import { hostNames, labNames } from './names.ts'
import { createNetwork, networkExists } from './network.ts'
import { requireLab } from './prerequisites.ts'
import { hostOf, type LabHost, type LabState, readState, requireState, writeState } from './state.ts'
import { subnetsOf } from './subnet.ts'
import { tearDown } from './teardown.ts'

export interface LabSpec {
  readonly name: string
  readonly hosts: readonly LabHost[]
  readonly onProgress?: OnProgress | undefined
}

export interface LabOptions {
  /** Images with Python, for hosts that ansible-playbook is to manage too. Default false. */
  readonly python?: boolean | undefined
}

/**
 * Makes the lab `spec.name` have exactly these hosts, booted and answering on SSH. Hosts that run already are
 * left alone, missing ones are booted, others are stopped; what a killed run left behind is removed first.
 * Throws StackError: `usage` or `type` for impossible names and addresses, `environment` for what the machine
 * lacks or has taken. A lab that could not be started is removed again.
 */
export async function labUp(spec: LabSpec, options: LabOptions = {}): Promise<LabState> {
  requireLab()
  const subnets = subnetsOf(spec.hosts)
  for (const host of spec.hosts) hostNames(spec.name, host.name)
  return withLock(labNames(spec.name).lock, async () => {
    const running = await usableLab(spec.name, subnets, options.python ?? false)
    if (running === undefined) await tearDown(spec.name)
    try {
      return await converge(running ?? (await foundLab(spec, subnets, options)), spec.hosts, spec.onProgress)
    } catch (error) {
      if (running === undefined) await tearDown(spec.name)
      throw error
    }
  })
}

/** Removes the lab and all that belongs to it, whatever state it is in. Does nothing without such a lab. */
export async function labDown(name: string): Promise<void> {
  requireLab()
  await withLock(labNames(name).lock, () => tearDown(name))
}

/**
 * Puts hosts (default: all) back to their fresh image, with the keys they had.
 * Throws StackError `unknown` for a lab or host that does not exist, `environment` if this machine has
 * restarted since the lab was started.
 */
export async function labReset(
  name: string,
  hostNames?: readonly string[],
  onProgress?: OnProgress,
): Promise<void> {
  requireLab()
  await withLock(labNames(name).lock, async () => {
    const state = await requireState(name)
    if (!(await networkExists(name))) throw broken(name)
    const chosen = hostNames?.map((host) => hostOf(state, host).name) ?? state.hosts.map((host) => host.name)
    const hosts = state.hosts.map((host) => (chosen.includes(host.name) ? { ...host, ready: false } : host))
    await converge({ ...state, hosts }, state.hosts, onProgress)
  })
}

/**
 * Takes the power of a host away, or gives it back: it then boots from the disk it had, to a working sshd.
 * Throws StackError `unknown` for a lab or host that does not exist, `environment` for one that does not come up.
 */
export async function labPower(name: string, host: string, power: 'on' | 'off'): Promise<void> {
  requireLab()
  await withLock(labNames(name).lock, async () => {
    const found = hostOf(await requireState(name), host)
    if (power === 'off') return powerOff(name, host)
    if (!found.ready || found.image === undefined) throw broken(name)
    await powerOn(found, found.image, name)
  })
}

function broken(name: string): StackError {
  return new StackError('environment', `lab "${name}" has lost its network`, {
    hint: 'start it afresh with "stack lab up"',
  })
}

/** The lab of this name if its network stands and fits; a killed or rebooted one does not count. */
async function usableLab(
  name: string,
  subnets: readonly string[],
  python: boolean,
): Promise<LabState | undefined> {
  const state = await readState(name)
  if (state === undefined || state.python !== python) return undefined
  if ([...state.subnets].sort().join() !== [...subnets].sort().join()) return undefined
  return (await networkExists(name)) ? state : undefined
}

async function foundLab(spec: LabSpec, subnets: readonly string[], options: LabOptions): Promise<LabState> {
  await mkdir(labNames(spec.name).directory, { recursive: true, mode: 0o700 })
  const state = { name: spec.name, python: options.python ?? false, subnets, hosts: [] }
  await ensureLabKey(spec.name)
  await createNetwork(spec.name, subnets)
  // Only now: a state file claims its subnets, so one must not be there before they are free.
  await writeState(state)
  spec.onProgress?.({ kind: 'network', subnets })
  return state
}
