import type { ObservationKind } from '../../host/observation.ts'
import { script } from '../../shell/command.ts'
import type { Service } from './services.ts'

/** Ports of each application profile, by its name. */
export type Profiles = ReadonlyMap<string, readonly Service[]>

/** The profiles in /etc/ufw/applications.d; the files that ufw itself passes over are passed over. */
export const ufwProfiles: ObservationKind<'profiles', Profiles> = {
  name: 'ufw-profiles',
  id: (key) => key,
  fetch: () => ({
    command: script(`for file in /etc/ufw/applications.d/*; do
  case $file in *.dpkg-new|*.dpkg-old|*.dpkg-dist|*~) continue ;; esac
  [ -f "$file" ] && grep -h -e '^\\[' -e '^ports[[:space:]]*[=:]' "$file"
done
exit 0`),
  }),
  parse: (reply, keys) => {
    const profiles = parseProfiles(reply.stdout.toString('utf8'))
    return keys.map(() => profiles)
  },
}

/** `[Name]` and `ports=22/tcp|80,443/tcp` lines. */
export function parseProfiles(text: string): Profiles {
  const profiles = new Map<string, readonly Service[]>()
  let name = ''
  for (const line of text.split('\n')) {
    const section = /^\[(.+)\]\s*$/.exec(line)?.[1]
    if (section !== undefined) name = section
    const ports = /^ports\s*[=:]\s*(.+?)\s*$/.exec(line)?.[1]
    if (ports === undefined) continue
    const parsed = ports.split('|').map((part) => {
      const [port = 'any', protocol = 'any'] = part.split('/')
      return { port, protocol }
    })
    profiles.set(name, parsed)
  }
  return profiles
}
