import { type Found, warning } from './finding.ts'
import type { Seen } from './seen.ts'

/** Certificates, tokens and the order of replicated events live with less; nobody notices more for long. */
const MOST_MS = 2000

/** The clocks agree. Against their median, since this machine's own may be the one that is wrong. */
export function checkClocks({ sightings }: Seen): readonly Found[] {
  const readings = [0, ...sightings.map(({ clock }) => clock.ahead)].toSorted((a, b) => a - b)
  const median = readings[Math.floor(readings.length / 2)] ?? 0
  return sightings.flatMap(({ host, clock }) => {
    const off = clock.ahead - median
    if (Math.abs(off) <= MOST_MS + clock.uncertainty) return []
    const seconds = Math.round(Math.abs(off) / 100) / 10
    const why = `the clock of ${host.name} is ${seconds} s ${off > 0 ? 'ahead' : 'behind'}`
    return [warning('other', [host.name], why, 'see timedatectl there; base_time_service keeps the clock')]
  })
}
