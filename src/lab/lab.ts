import { mkdir } from 'node:fs/promises'
import { readAptAccess } from './apt.ts'
import type { OnProgress } from './events.ts'
import { ensureImage } from './image.ts'
import { ensureLabKey, writeKnownHosts } from './keys.ts'
import { withLock } from './lock.ts'
import { bootHost, initOf, stopHost } from './machine.ts'
import { hostNames, labNames } from './names.ts'
import { createNetwork, networkExists } from './network.ts'
import { requireLab } from './prerequisites.ts'
import { recipeFor } from './recipe.ts'
import {
  type HostState,
  hostOf,
  type LabHost,
  type LabState,
  readState,
  requireState,
  writeState,
} from './state.ts'
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
      return await converge(running ?? (await foundLab(spec, subnets, options)), spec)
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
 * Throws StackError `unknown` for a lab or host that does not exist.
 */
export async function labReset(
  name: string,
  hostNames?: readonly string[],
  onProgress?: OnProgress,
): Promise<void> {
  requireLab()
  await withLock(labNames(name).lock, async () => {
    const state = await requireState(name)
    const chosen = hostNames?.map((host) => hostOf(state, host).name) ?? state.hosts.map((host) => host.name)
    const hosts = state.hosts.map((host) => (chosen.includes(host.name) ? { ...host, ready: false } : host))
    await converge({ ...state, hosts }, { name, hosts: state.hosts, onProgress })
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

/** Stops what should not run, boots what should, and keeps the state file true at every step. */
async function converge(state: LabState, spec: LabSpec): Promise<LabState> {
  const kept = await keptHosts(state, spec)
  for (const { name } of kept) spec.onProgress?.({ kind: 'host', name, phase: 'kept' })
  const fresh = spec.hosts.filter((host) => !kept.some((one) => one.name === host.name))
  await Promise.all(
    state.hosts
      .filter((host) => !kept.includes(host))
      .map(async ({ name }) => {
        await stopHost(spec.name, name)
        spec.onProgress?.({ kind: 'host', name, phase: 'stopped' })
      }),
  )
  const hosts = new Map(spec.hosts.map((host) => [host.name, { ...host, ready: !fresh.includes(host) }]))
  const save = () => writeState({ ...state, hosts: [...hosts.values()] })
  await save()
  await writeKnownHosts(spec.name, spec.hosts)
  await boot(fresh, state, spec)
  for (const host of fresh) hosts.set(host.name, { ...host, ready: true })
  await save()
  return { ...state, hosts: [...hosts.values()] }
}

/** Those of the lab's hosts that can stay: wanted just so, booted to the end, and running. */
async function keptHosts(state: LabState, spec: LabSpec): Promise<HostState[]> {
  const wanted = state.hosts.filter(
    (host) =>
      host.ready &&
      spec.hosts.some(
        ({ name, address, release }) =>
          name === host.name && address === host.address && release === host.release,
      ),
  )
  const inits = await Promise.all(wanted.map((host) => initOf(spec.name, host.name)))
  return wanted.filter((_, index) => inits[index] !== undefined)
}

async function boot(fresh: readonly LabHost[], { python }: LabState, spec: LabSpec): Promise<void> {
  const apt = await readAptAccess()
  const images = new Map<string, Promise<string>>()
  for (const { release } of fresh) {
    if (images.has(release)) continue
    let built = false
    const image = ensureImage(recipeFor(release, python, apt), (step) => {
      built = true
      spec.onProgress?.({ kind: 'image', release, phase: 'building', step })
    })
    images.set(release, image)
    void image.then(
      () => built && spec.onProgress?.({ kind: 'image', release, phase: 'built' }),
      () => undefined,
    )
  }
  const around = { lab: spec.name, hosts: spec.hosts, resolvConf: apt.resolvConf }
  const booted = await Promise.allSettled(
    fresh.map(async (host) => {
      const image = (await images.get(host.release)) ?? ''
      spec.onProgress?.({ kind: 'host', name: host.name, phase: 'booting' })
      await bootHost(host, image, around)
      spec.onProgress?.({ kind: 'host', name: host.name, phase: 'ready' })
    }),
  )
  // All have finished before one's failure is told, so that nothing is still starting while it is cleaned up.
  for (const result of booted) if (result.status === 'rejected') throw result.reason
}
