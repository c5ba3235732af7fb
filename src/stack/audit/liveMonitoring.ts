import type { Sighting, Target } from '../live/sighting.ts'
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
    if (sighting.targets !== undefined) return [...down, ...checkTargets(sighting, sighting.targets)]
    const why = `Prometheus of ${sighting.host.name} runs, but does not answer`
    const remedy = 'see journalctl -u prometheus there, then `stack up`'
    return [...down, holds('monitoring', [sighting.host.name], why, remedy)]
  })

  function checkTargets({ host }: Sighting, targets: readonly Target[]): Found[] {
    if (targets.length === 0) {
      const why = `Prometheus of ${host.name} watches nothing`
      return [holds('monitoring', [host.name], why, '`stack up --tags monitoring`')]
    }
    return targets
      .filter(({ up }) => !up)
      .map(({ job, url, instance, error }) => {
        const of = topology.hosts.find(
          ({ name, address }) =>
            instance === name || hostOf(url) === address || instance.startsWith(`${address}:`),
        )
        const why = `Prometheus gets no answer of ${job} on ${of?.name ?? instance} (${url}): ${error}`
        const remedy = 'see that the exporter runs there and its firewall lets the monitoring server in'
        return warning('monitoring', [of?.name ?? host.name], why, remedy)
      })
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : ''
}
