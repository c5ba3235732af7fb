import type { Sighting } from '../live/sighting.ts'
import { type Complaint, type Found, holds } from './finding.ts'

/** The finding that a service of a host does not run; none where it runs, or the host is not to have it. */
export function stopped(
  { host, units }: Sighting,
  unit: string,
  about: Complaint,
  consequence: string,
): Found[] {
  const state = units[unit]
  // While it reloads or starts anew it serves.
  if (state === undefined || ['active', 'reloading', 'activating'].includes(state.activeState)) return []
  const how =
    state.loadState === 'not-found' ? 'is not installed' : `is ${state.activeState || 'not running'}`
  const why = `${unit} ${how} on ${host.name}: ${consequence}`
  const remedy = `see journalctl -u ${unit} on ${host.name}, then \`stack up\``
  return [holds(about, [host.name], why, remedy)]
}
