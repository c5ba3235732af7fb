import { quote, script } from '../../shell/command.ts'
import type { ObservationKind } from '../observation.ts'

export interface AptCandidate {
  /** apt has heard of the name (a package, or a virtual one without versions). */
  readonly known: boolean
  readonly installed: string | undefined
  /** The version that `apt-get install` would choose; undefined for virtual packages. */
  readonly candidate: string | undefined
  /** All versions on offer, as apt orders them: newest first. */
  readonly versions: readonly string[]
}

/** What apt could install for a name. Key: the package's name. */
export const aptCandidates: ObservationKind<string, AptCandidate> = {
  name: 'aptCandidates',
  id: (name) => name,
  fetch: (names) => ({ command: script(`apt-cache -q policy -- ${names.map(quote).join(' ')}`) }),
  parse: (reply, names) => {
    const sections = new Map<string, string[]>()
    let section: string[] = []
    for (const line of reply.stdout.toString('utf8').split('\n')) {
      if (/^\S.*:$/.test(line)) {
        section = []
        sections.set(line.slice(0, -1), section)
      } else section.push(line)
    }
    return names.map((name) => parseSection(sections.get(name)))
  },
}

function parseSection(lines: readonly string[] | undefined): AptCandidate {
  if (lines === undefined) return { known: false, installed: undefined, candidate: undefined, versions: [] }
  return {
    known: true,
    installed: field(lines, 'Installed'),
    candidate: field(lines, 'Candidate'),
    versions: lines.flatMap((line) => /^ (?:\*\*\*| {3}) (\S+) -?\d+/.exec(line)?.[1] ?? []),
  }
}

function field(lines: readonly string[], name: string): string | undefined {
  const line = lines.find((text) => text.startsWith(`  ${name}: `))
  const value = line?.slice(name.length + 4).trim()
  return value === '(none)' ? undefined : value
}
