import { readdirSync } from 'node:fs'
import { basename, isAbsolute, join, resolve } from 'node:path'
import { nearest } from '../source/nearest.ts'
import type { Position } from '../source/position.ts'
import { expandHome, firstThatExists } from './findFile.ts'
import type { Reading } from './reading.ts'

export interface FoundRole {
  readonly name: string
  /** Absolute. */
  readonly directory: string
}

const ROLES_PATH = ['~/.ansible/roles', '/usr/share/ansible/roles', '/etc/ansible/roles']
const COLLECTIONS_PATH = ['~/.ansible/collections', '/usr/share/ansible/collections']

/**
 * Where a role is, as Ansible searches it: in collections when the name has two dots, `roles` beside the
 * playbook, the roles path, beside the role that asks, beside the playbook; a path names it directly.
 */
export function findRole(
  name: string,
  at: Position | undefined,
  path: string,
  beside: string | undefined,
  reading: Reading,
): FoundRole | undefined {
  const inCollection = collectionRole(name, reading)
  if (inCollection !== undefined) return { name, directory: inCollection }
  const places = placesOf(beside, reading)
  const candidates = places.map((place) => resolve(place, expandHome(name)))
  const directory = firstThatExists([...candidates, resolve(expandHome(name))], 'directory')
  if (directory !== undefined) {
    const isPath = isAbsolute(expandHome(name)) || !candidates.includes(directory)
    return { name: isPath ? basename(directory) : name, directory }
  }
  const near = nearest(name, places.slice(0, -1).flatMap(rolesIn))
  reading.faults.add('file', `there is no role ${name}`, {
    at,
    path,
    hint: near === undefined ? `looked in ${places.join(', ')}` : `did you mean '${near}'?`,
  })
  return undefined
}

function placesOf(beside: string | undefined, reading: Reading): string[] {
  const configured = reading.options.rolesPath ?? ROLES_PATH
  const places = [
    join(reading.playDirectory, 'roles'),
    ...configured.map(expandHome),
    ...(beside === undefined ? [] : [beside]),
    reading.playDirectory,
  ]
  return [...new Set(places.map((place) => resolve(place)))]
}

function collectionRole(name: string, reading: Reading): string | undefined {
  const parts = name.split('.')
  const [namespace, collection, role] = parts
  if (parts.length !== 3 || namespace === undefined || collection === undefined || role === undefined) {
    return undefined
  }
  const roots = (reading.options.collectionsPath ?? COLLECTIONS_PATH).map(expandHome)
  const beside = join(reading.playDirectory, 'collections')
  const candidates = [beside, ...roots].map((root) =>
    join(root, 'ansible_collections', namespace, collection, 'roles', role),
  )
  return firstThatExists(candidates, 'directory')
}

function rolesIn(place: string): string[] {
  try {
    return readdirSync(place)
  } catch {
    return []
  }
}
