import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { StackError } from '../errors.ts'
import { labNames, labsDirectory } from './names.ts'
import { type Release, releases } from './recipe.ts'

export interface LabHost {
  readonly name: string
  /** IPv4, private, not ending in .1, which is the gateway. */
  readonly address: string
  readonly release: Release
}

export interface HostState extends LabHost {
  /** False from before anything of the host exists until its sshd answers. */
  readonly ready: boolean
  /** The directory of the base image it was booted from, once it is ready. */
  readonly image?: string | undefined
}

/** What a lab's state file holds. */
export interface LabState {
  readonly name: string
  readonly python: boolean
  /** As `10.77.0.0/24`. */
  readonly subnets: readonly string[]
  readonly hosts: readonly HostState[]
}

/** The state of the lab of this name; undefined without one or when its file makes no sense. */
export async function readState(name: string): Promise<LabState | undefined> {
  const text = await readFile(labNames(name).state, 'utf8').catch(() => '')
  return parseState(text)
}

/** As `readState`, but throws StackError `unknown` without such a lab. */
export async function requireState(name: string): Promise<LabState> {
  const state = await readState(name)
  if (state !== undefined) return state
  const known = await labNamesInUse()
  throw new StackError('unknown', `there is no lab "${name}"`, {
    hint: known.length > 0 ? `running labs: ${known.join(', ')}` : 'start it with "stack lab up"',
  })
}

/** The state in `text`, or undefined if it is cut off or not ours. */
export function parseState(text: string): LabState | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return isState(value) ? value : undefined
}

export async function writeState(state: LabState): Promise<void> {
  const { state: path } = labNames(state.name)
  await writeFile(`${path}.new`, `${JSON.stringify(state, undefined, 2)}\n`)
  await rename(`${path}.new`, path)
}

/** The names of all labs that have files on this machine, sorted. */
export async function labNamesInUse(): Promise<string[]> {
  const entries = await readdir(labsDirectory, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort()
}

/** The base images that hosts of any lab were booted from. */
export async function imagesInUse(): Promise<Set<string>> {
  const states = await Promise.all((await labNamesInUse()).map(readState))
  const hosts = states.flatMap((state) => state?.hosts ?? [])
  return new Set(hosts.flatMap(({ image }) => (image === undefined ? [] : [image])))
}

/** The host of this name. Throws StackError `unknown` without one. */
export function hostOf(state: LabState, name: string): HostState {
  const host = state.hosts.find((candidate) => candidate.name === name)
  if (host !== undefined) return host
  throw new StackError('unknown', `lab "${state.name}" has no host "${name}"`, {
    hint: `its hosts: ${state.hosts.map((candidate) => candidate.name).join(', ')}`,
  })
}

function isState(value: unknown): value is LabState {
  if (!isRecord(value)) return false
  const { name, python, subnets, hosts } = value
  return (
    typeof name === 'string' &&
    typeof python === 'boolean' &&
    Array.isArray(subnets) &&
    subnets.every((subnet) => typeof subnet === 'string') &&
    Array.isArray(hosts) &&
    hosts.every(isHostState)
  )
}

function isHostState(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value.name === 'string' &&
    typeof value.address === 'string' &&
    typeof value.ready === 'boolean' &&
    (value.image === undefined || typeof value.image === 'string') &&
    releases.some((release) => release === value.release)
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
