import type { Sighting, Target } from '../live/sighting.ts'
import type { Topology } from '../topology.ts'
import { type Found, holds, warning } from './finding.ts'
import type { Seen } from './seen.ts'
import { stopped } from './units.ts'

/** Prometheus and Alertmanager run, and everything that is to be watched answers. */
export function checkWatching({ topology, sightings }: Seen): readonly Found[] {
  const watching = sightings.filter(({ units }) => units['prometheus'] !== undefined)
  return watching.flatMap((sighting) => {
    const down = [
      ...stopped(sighting, 'prometheus', 'monitoring', 'nothing is watched'),
      ...stopped(sighting, 'prometheus-alertmanager', 'monitoring', 'nobody is told'),
    ]
    if (sighting.units['prometheus']?.activeState !== 'active') return down
    if (sighting.targets !== undefined)
      return [...down, ...checkTargets(sighting, sighting.targets, topology)]
    const why = `Prometheus of ${sighting.host.name} runs, but does not answer`
    const remedy = 'see journalctl -u prometheus there, then `stack up`'
    return [...down, holds('monitoring', [sighting.host.name], why, remedy)]
  })
}

function checkTargets({ host }: Sighting, targets: readonly Target[], { hosts }: Topology): Found[] {
  if (targets.length === 0) {
    const why = `Prometheus of ${host.name} watches nothing`
    return [holds('monitoring', [host.name], why, '`stack up --tags monitoring`')]
  }
  return targets
    .filter(({ up }) => !up)
    .map((target) => {
      const { job, url, error } = target
      const of = target.host || (hosts.find(({ address }) => hostOf(url) === address) ?? host).name
      const why = `Prometheus gets no answer of ${job} on ${of} (${url}): ${error}`
      const remedy = 'see that it runs there, and that the firewall lets the monitoring server in'
      return warning('monitoring', [of], why, remedy)
    })
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : ''
}
