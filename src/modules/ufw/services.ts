import type { ObservationKind } from '../../host/observation.ts'
import { sh } from '../../shell/command.ts'

/** A service by name: its port, and the protocols it has one for (`any` for both). */
export interface Service {
  readonly port: string
  readonly protocol: string
}

/** Entries of /etc/services (or what else the host resolves them with); undefined for an unknown name. */
export const services: ObservationKind<string, Service | undefined> = {
  name: 'services',
  id: (name) => name,
  fetch: (names) => ({
    command: sh`for name in ${names}; do
  echo "$(getent services "$name/tcp" | awk '{print $2}') $(getent services "$name/udp" | awk '{print $2}')"
done`,
  }),
  parse: (reply, names) => {
    const lines = reply.stdout.toString('utf8').split('\n')
    return names.map((_name, index) => parseService(lines[index] ?? ''))
  },
}

function parseService(line: string): Service | undefined {
  const [tcp = '', udp = ''] = line.split(' ')
  const port = (tcp || udp).split('/')[0]
  if (port === undefined || port === '') return undefined
  return { port, protocol: tcp !== '' && udp !== '' ? 'any' : tcp !== '' ? 'tcp' : 'udp' }
}
