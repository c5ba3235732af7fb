import type { Frame } from '../frame.ts'
import { Namespace } from '../globals.ts'
import { fail } from '../python/fault.ts'
import { iterate } from '../python/iterate.ts'
import type { Target } from '../syntax/nodes.ts'
import { locate, type Unit } from './unit.ts'

/** Writes a value to a target: a name, a tuple to unpack, or a namespace's member. */
export function compileAssign(unit: Unit, target: Target): (frame: Frame, value: unknown) => void {
  const { kind, offset } = target
  if (kind === 'name') {
    const { name } = target
    return (frame, value) => frame.set(name, value)
  }
  const place = locate(unit, offset)
  const assign = kind === 'tuple' ? compileUnpack(unit, target.items) : compileMember(target)
  return (frame, value) => {
    try {
      assign(frame, value)
    } catch (error) {
      throw place(error)
    }
  }
}

function compileUnpack(unit: Unit, targets: readonly Target[]): (frame: Frame, value: unknown) => void {
  const assigns = targets.map((target) => compileAssign(unit, target))
  return (frame, value) => {
    const items = iterate(value)
    if (items.length < assigns.length) {
      fail(`not enough values to unpack (expected ${assigns.length}, got ${items.length})`)
    }
    if (items.length > assigns.length) fail(`too many values to unpack (expected ${assigns.length})`)
    for (const [at, assign] of assigns.entries()) assign(frame, items[at])
  }
}

function compileMember(target: Extract<Target, { kind: 'member' }>): (frame: Frame, value: unknown) => void {
  const { object, name } = target
  return (frame, value) => {
    const namespace = frame.resolve(object)
    if (!(namespace instanceof Namespace)) {
      fail(`'${object}' is no namespace, so '${object}.${name}' can not be set`, 'make one with namespace()')
    }
    namespace.vars.set(name, value)
  }
}

/** The names that a target sets. */
export function namesOf(target: Target): string[] {
  if (target.kind === 'name') return [target.name]
  return target.kind === 'tuple' ? target.items.flatMap(namesOf) : []
}
