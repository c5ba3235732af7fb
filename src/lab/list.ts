import { initOf } from './machine.ts'
import { type HostState, labNamesInUse, readState } from './state.ts'

export interface LabListing {
  readonly name: string
  /** Empty for a lab that was killed while it started. */
  readonly subnets: readonly string[]
  readonly hosts: readonly (HostState & { readonly running: boolean })[]
}

/** All labs of this machine, sorted by name, broken ones too. */
export async function listLabs(): Promise<LabListing[]> {
  return Promise.all(
    (await labNamesInUse()).map(async (name) => {
      const state = await readState(name)
      const hosts = (state?.hosts ?? []).map(async (host) => ({
        ...host,
        running: (await initOf(name, host.name).catch(() => undefined)) !== undefined,
      }))
      return { name, subnets: state?.subnets ?? [], hosts: await Promise.all(hosts) }
    }),
  )
}
