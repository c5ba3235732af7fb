import type { ObservationKind } from '../../host/observation.ts'
import { quote, script } from '../../shell/command.ts'

/** Words for apt-get: `['upgrade', '--with-new-pkgs']`. */
export type SimulationKey = readonly string[]

export interface Simulation {
  /** Packages that it would install, upgrade, configure or remove, each with the verb: `Inst nginx`. */
  readonly actions: readonly string[]
  readonly failed: string | undefined
}

/** What apt-get would do, by its own `--simulate`, whose lines are made for machines. */
export const simulation: ObservationKind<SimulationKey, Simulation> = {
  name: 'aptSimulation',
  id: (words) => words.join('\0'),
  fetch: (keys) => ({
    command: script(
      keys
        .map(
          (words) =>
            `apt-get --simulate --quiet=2 -o Debug::NoLocking=1 ${words.map(quote).join(' ')} 2>&1; printf '\\nend %s\\n' $?`,
        )
        .join('\n'),
    ),
  }),
  parse: (reply, keys) => {
    const sections = reply.stdout.toString('utf8').split(/\nend (\d+)\n/)
    return keys.map((_key, index) => {
      const text = sections[index * 2] ?? ''
      const lines = text.split('\n').filter((line) => /^(?:Inst|Conf|Remv|Purg|Del) /.test(line))
      const actions = lines.map((line) => line.split(' ').slice(0, 2).join(' '))
      return { actions, failed: sections[index * 2 + 1] === '0' ? undefined : text.trim() }
    })
  },
}
