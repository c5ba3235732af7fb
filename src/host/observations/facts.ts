import { StackError } from '../../errors.ts'
import { clockFacts } from '../facts/clock.ts'
import { distributionFacts } from '../facts/distribution.ts'
import { hardwareFacts } from '../facts/hardware.ts'
import { localFacts } from '../facts/local.ts'
import { mountFacts } from '../facts/mounts.ts'
import { networkFacts } from '../facts/network.ts'
import { factsRequest, readSections } from '../facts/sections.ts'
import { systemFacts } from '../facts/system.ts'
import { virtualizationFacts } from '../facts/virtualization.ts'
import type { ObservationKind } from '../observation.ts'

export const DEFAULT_FACT_PATH = '/etc/ansible/facts.d'

/**
 * What Ansible's `setup` gives, names with `ansible_` in front, of its most used facts; without a Python
 * on the host there are none about it. Key: the directory of the host's own facts, `DEFAULT_FACT_PATH`.
 */
export const facts: ObservationKind<string, Readonly<Record<string, unknown>>> = {
  name: 'facts',
  id: (factPath) => factPath,
  fetch: (factPaths) => factsRequest(factPaths),
  parse: (reply, keys) => {
    const sections = readSections(reply.stdout.toString('utf8'))
    if (sections === undefined) throw new StackError('task', 'the facts could not be gathered')
    const found = {
      ...distributionFacts(sections),
      ...hardwareFacts(sections),
      ...networkFacts(sections),
      ...mountFacts(sections),
      ...virtualizationFacts(sections),
      ...clockFacts(sections),
      ...systemFacts(sections),
    }
    return keys.map((factPath) => ({ ...found, ...localFacts(sections, factPath) }))
  },
}
