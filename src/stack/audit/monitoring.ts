import { namesOf, type Topology } from '../topology.ts'
import { type Found, holds, warning } from './finding.ts'

/** Somebody watches every host, and somebody is told. */
export function checkMonitoring(topology: Topology): readonly Found[] {
  const { hosts, monitors, alertRoutes } = topology
  const watching = monitors.filter(({ roles }) => roles.has('monitoring'))
  if (watching.length === 0) {
    const why = 'nothing watches the site: the role monitoring runs on no host'
    const remedy = 'name a host in the group monitoring, and leave the tag monitoring out of --skip-tags'
    return [holds('monitoring', namesOf(monitors), why, remedy)]
  }
  const unseen = namesOf(hosts.filter(({ roles }) => !roles.has('exporters')))
  const found: Found[] = []
  if (unseen.length > 0) {
    const why = 'nothing tells how these hosts are: the role exporters is left out of the run'
    found.push(holds('monitoring', unseen, why, 'leave the tag exporters out of --skip-tags'))
  }
  if (alertRoutes.length === 0) {
    const why = 'nobody is told: alerts are raised, but lead nowhere'
    const remedy =
      'set monitoring_email_to (with monitoring_smarthost), monitoring_slack_url or monitoring_webhook_url'
    found.push(holds('monitoring', namesOf(watching), why, remedy))
  }
  return [...found, ...checkApart(topology)]
}

/** Who watches cannot tell of its own end. */
function checkApart({ monitors, heartbeat }: Topology): Found[] {
  if (heartbeat) return []
  return monitors.flatMap(({ name, tiers }) => {
    const beside = tiers.filter((tier) => tier !== 'monitoring server')
    if (beside.length === 0) return []
    const why = `monitoring runs on ${name}, which it watches as a ${beside.join(' and a ')}: it cannot tell when that host is down`
    return [
      warning(
        'monitoring',
        [name],
        why,
        'name a host of its own in the group monitoring, or set monitoring_heartbeat_url',
      ),
    ]
  })
}
