import { X509Certificate } from 'node:crypto'
import type { ObservationKind } from '../../host/observation.ts'
import { quote, script, sh } from '../../shell/command.ts'
import { ModuleFailure } from '../module.ts'

/** The first certificate of a PEM file, and nothing of the file besides; undefined when it cannot be read. */
export const certificateFile: ObservationKind<string, string | undefined> = {
  name: 'certificateFile',
  id: (path) => path,
  fetch: (paths) => ({
    command: script(`one() {
  if [ -f "$1" ] && [ -r "$1" ]; then echo "@+"; sed -n '/-----BEGIN CERTIFICATE-----/,$p' "$1" | sed '/-----END CERTIFICATE-----/q' | grep -v @
  else echo "@-"
  fi
}
${paths.map((path) => `one ${quote(path)}`).join('\n')}
true`),
  }),
  parse: (reply, paths) => {
    const parts = reply.stdout.toString('latin1').split('@').slice(1)
    return paths.map((_path, index) => {
      const part = parts[index] ?? '-'
      return part.startsWith('+') ? part.slice(2) : undefined
    })
  },
}

/** The host's clock in seconds since 1970: it decides what is expired there. */
export const hostClock: ObservationKind<string, number> = {
  name: 'hostClock',
  id: () => '',
  fetch: () => ({ command: sh`date +%s` }),
  parse: (reply, keys) => keys.map(() => Number(reply.stdout.toString())),
}

/** @throws ModuleFailure for what is no certificate */
export function parseCertificate(pem: string, where: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch {
    throw new ModuleFailure(`Cannot parse certificate: ${where} holds none in PEM form`)
  }
}
