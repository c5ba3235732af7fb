import { StackError } from '../../errors.ts'
import { quote, script } from '../../shell/command.ts'
import type { ObservationKind } from '../observation.ts'

/** A kernel setting's value, blanks around it taken off; undefined when the kernel has none of that name. */
export const sysctl: ObservationKind<string, string | undefined> = {
  name: 'sysctl',
  id: sysctlPath,
  fetch: (names) => ({
    command: script(`for file in ${names.map((name) => quote(sysctlPath(name))).join(' ')}; do
  if [ -r "$file" ]; then printf 'v%s\\0' "$(cat -- "$file")"; else printf '\\0'; fi
done`),
  }),
  parse: (reply, names) => {
    const records = reply.stdout.toString('utf8').split('\0').slice(0, -1)
    if (records.length !== names.length) throw new StackError('task', 'the kernel settings could not be read')
    return records.map((record) => (record === '' ? undefined : record.slice(1).trim()))
  },
}

/** `net.ipv4.ip_forward` → its file. A name whose first separator is a slash uses slashes (sysctl(8)). */
function sysctlPath(name: string): string {
  const separators = /[./]/.exec(name)?.[0] === '/' ? name : swap(name)
  return `/proc/sys/${separators}`
}

function swap(name: string): string {
  return name.replace(/[./]/g, (separator) => (separator === '.' ? '/' : '.'))
}
