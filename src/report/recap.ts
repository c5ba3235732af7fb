import type { Counts } from '../engine/events.ts'
import type { Paint, Tone } from './colour.ts'

/** One line a host, sorted by name, in the columns of Ansible's PLAY RECAP. */
export function recapLines(recap: Readonly<Record<string, Counts>>, paint: Paint): string[] {
  return Object.entries(recap)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([host, counts]) => `${hostColumn(host, counts, paint)} : ${columns(counts, paint)}`)
}

function hostColumn(host: string, counts: Counts, paint: Paint): string {
  const tone: Tone = counts.failed + counts.unreachable > 0 ? 'failed' : counts.changed > 0 ? 'changed' : 'ok'
  const painted = paint(tone, host)
  return painted + ' '.repeat(Math.max(0, 26 - host.length))
}

function columns(counts: Counts, paint: Paint): string {
  return COLUMNS.map(([name, tone]) => {
    const text = `${name}=${String(counts[name]).padEnd(4)}`
    return counts[name] === 0 ? text : paint(tone, text)
  }).join(' ')
}

const COLUMNS = [
  ['ok', 'ok'],
  ['changed', 'changed'],
  ['unreachable', 'unreachable'],
  ['failed', 'failed'],
  ['skipped', 'skipped'],
  ['rescued', 'ok'],
  ['ignored', 'warning'],
] as const satisfies readonly (readonly [keyof Counts, Tone])[]
