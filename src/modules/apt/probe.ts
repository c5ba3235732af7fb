import { basename } from 'node:path/posix'
import type { Observer } from '../../host/observation.ts'
import { type AptCandidate, aptCandidates } from '../../host/observations/aptCandidates.ts'
import { type PackageState, packages } from '../../host/observations/packages.ts'
import { type CacheTime, cacheTime } from './cacheTime.ts'
import { type DebFile, debFile } from './debFile.ts'
import type { AptArgs } from './options.ts'
import { type Simulation, simulation } from './simulation.ts'
import { type PackageSpec, parseSpec } from './spec.ts'

export interface WantedPackage {
  readonly spec: PackageSpec
  readonly state: PackageState
  /** Only looked up where it matters: something is to be installed or upgraded. */
  readonly candidate: AptCandidate | undefined
}

export interface AptState {
  readonly lists: CacheTime
  /** The lists are asked for and old: they come first, so that candidates are not known yet. */
  readonly refresh: boolean
  readonly packages: readonly WantedPackage[]
  /** `upgrade`, `autoremove`, `autoclean` or `build-dep`, as far as they were asked for. */
  readonly simulations: ReadonlyMap<string, Simulation>
  readonly deb: { readonly file: DebFile; readonly state: PackageState | undefined } | undefined
}

/** One round trip when all is as wanted; a second one looks for candidates of what is missing. */
export async function probeApt(host: Observer, args: AptArgs): Promise<AptState> {
  const specs = (args.name ?? []).filter((name) => name.trim() !== '' && name !== '*').map(parseSpec)
  const work = simulated(args)
  const latest = args.state === 'latest'
  const [lists, states, early, simulations, deb] = await Promise.all([
    host.observe(cacheTime, 'lists'),
    Promise.all(specs.map((spec) => host.observe(packages, spec.name))),
    latest ? Promise.all(specs.map((spec) => host.observe(aptCandidates, spec.name))) : [],
    Promise.all(work.map(async (words) => [words[0] ?? '', await host.observe(simulation, words)] as const)),
    args.deb === undefined ? undefined : probeDeb(host, args.deb),
  ])
  const refresh =
    (args.update_cache === true || args.cache_valid_time > 0) && lists.age >= args.cache_valid_time
  const late = async (spec: PackageSpec, state: PackageState): Promise<AptCandidate | undefined> =>
    needsCandidate(args, spec, state) ? host.observe(aptCandidates, spec.name) : undefined
  const wanted = await Promise.all(
    specs.map(async (spec, index) => {
      const state = states[index] ?? ABSENT
      return { spec, state, candidate: early[index] ?? (await late(spec, state)) }
    }),
  )
  return { lists, refresh, packages: wanted, simulations: new Map(simulations), deb }
}

const ABSENT: PackageState = {
  installed: false,
  status: 'not-installed',
  want: 'unknown',
  held: false,
  version: undefined,
  architecture: undefined,
  providedBy: [],
}

function needsCandidate(args: AptArgs, spec: PackageSpec, state: PackageState): boolean {
  if (args.state === 'absent' || args.state === 'build-dep') return false
  return !state.installed || spec.version !== undefined
}

function simulated(args: AptArgs): (readonly string[])[] {
  const work: (readonly string[])[] = []
  const names = (args.name ?? []).filter((name) => name !== '*')
  if (upgradeWords(args) !== undefined) work.push(upgradeWords(args) ?? [])
  if (args.state === 'build-dep' && names.length > 0) work.push(['build-dep', ...names])
  if (args.state === 'fixed') work.push(['-f', 'install'])
  if (names.length === 0 && args.autoremove) work.push(['autoremove', ...(args.purge ? ['--purge'] : [])])
  if (names.length === 0 && args.autoclean) work.push(['autoclean'])
  return work
}

/** Words for the upgrade of everything; undefined when none is asked for. */
export function upgradeWords(args: AptArgs): readonly string[] | undefined {
  if (args.upgrade === 'dist' || args.upgrade === 'full') return ['dist-upgrade']
  const all = args.state === 'latest' && (args.name ?? []).includes('*')
  return args.upgrade === 'no' && !all ? undefined : ['upgrade', '--with-new-pkgs']
}

async function probeDeb(host: Observer, path: string): Promise<NonNullable<AptState['deb']>> {
  const file = path.includes('://') ? fromUrl(path) : await host.observe(debFile, path)
  return { file, state: file.name === undefined ? undefined : await host.observe(packages, file.name) }
}

/** A package's file is named after it, so a version that is there need not be downloaded to be known. */
function fromUrl(url: string): DebFile {
  const [, name, version] = /^([^_]+)_([^_]+)_[^_]+\.deb$/.exec(decodeURIComponent(basename(url))) ?? []
  return { exists: true, name, version }
}
