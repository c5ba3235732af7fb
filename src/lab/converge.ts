import { type AptAccess, readAptAccess } from './apt.ts'
import type { OnProgress } from './events.ts'
import { ensureImage, pruneCache } from './image.ts'
import { writeKnownHosts } from './keys.ts'
import { bootHost, initOf, stopHost } from './machine.ts'
import { type Release, recipeFor } from './recipe.ts'
import { type HostState, imagesInUse, type LabHost, type LabState, writeState } from './state.ts'

/**
 * Stops what should not run and boots what should, so that the lab `state` has exactly `wanted`. The state file
 * is true at every step: a host is called ready only from when its sshd answers.
 */
export async function converge(
  state: LabState,
  wanted: readonly LabHost[],
  onProgress: OnProgress = () => undefined,
): Promise<LabState> {
  const kept = await keptHosts(state, wanted)
  for (const { name } of kept) onProgress({ kind: 'host', name, phase: 'kept' })
  const going = state.hosts.filter((host) => !kept.includes(host))
  await Promise.all(
    going.map(async ({ name }) => {
      await stopHost(state.name, name)
      onProgress({ kind: 'host', name, phase: 'stopped' })
    }),
  )
  const withHosts = (booted: readonly HostState[]): LabState => ({
    ...state,
    hosts: wanted.map((host) => {
      const running = [...kept, ...booted].find(({ name }) => name === host.name)
      return running ?? { ...host, ready: false }
    }),
  })
  await writeState(withHosts([]))
  await writeKnownHosts(state.name, wanted)
  const fresh = wanted.filter((host) => !kept.some(({ name }) => name === host.name))
  if (fresh.length === 0) return withHosts([])
  const converged = withHosts(await boot(fresh, wanted, state, onProgress))
  await writeState(converged)
  return converged
}

/** Those of the lab's hosts that can stay: wanted just so, booted to the end, and running. */
async function keptHosts(state: LabState, wanted: readonly LabHost[]): Promise<HostState[]> {
  const fitting = state.hosts.filter(
    (host) =>
      host.ready &&
      wanted.some(
        ({ name, address, release }) =>
          name === host.name && address === host.address && release === host.release,
      ),
  )
  const inits = await Promise.all(fitting.map((host) => initOf(state.name, host.name)))
  return fitting.filter((_, index) => inits[index] !== undefined)
}

/** Boots the `fresh` hosts side by side, each as soon as its image is there. */
async function boot(
  fresh: readonly LabHost[],
  all: readonly LabHost[],
  { name: lab, python }: LabState,
  onProgress: OnProgress,
): Promise<HostState[]> {
  const apt = await readAptAccess()
  const images = new Map<Release, Promise<string>>()
  for (const { release } of fresh) {
    if (!images.has(release)) images.set(release, imageFor(release, python, apt, onProgress))
  }
  const booting = fresh.map(async (host): Promise<HostState> => {
    const image = (await images.get(host.release)) ?? ''
    onProgress({ kind: 'host', name: host.name, phase: 'booting' })
    await bootHost(host, image, { lab, hosts: all, resolvConf: apt.resolvConf })
    onProgress({ kind: 'host', name: host.name, phase: 'ready' })
    return { ...host, ready: true, image }
  })
  // All have finished before one's failure is told, so that nothing is still starting while it is cleaned up.
  await Promise.allSettled(booting)
  return Promise.all(booting)
}

async function imageFor(
  release: Release,
  python: boolean,
  apt: AptAccess,
  onProgress: OnProgress,
): Promise<string> {
  let built = false
  const image = await ensureImage(recipeFor(release, python, apt), (step) => {
    built = true
    onProgress({ kind: 'image', release, phase: 'building', step })
  })
  if (built) {
    onProgress({ kind: 'image', release, phase: 'built' })
    await pruneCache(await imagesInUse())
  }
  return image
}
