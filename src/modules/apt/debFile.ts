import type { ObservationKind } from '../../host/observation.ts'
import { quote, script } from '../../shell/command.ts'

export interface DebFile {
  readonly exists: boolean
  /** Undefined when it is no package. */
  readonly name: string | undefined
  readonly version: string | undefined
}

/** A package file on the host. Key: its path. */
export const debFile: ObservationKind<string, DebFile> = {
  name: 'debFile',
  id: (path) => path,
  fetch: (paths) => ({
    command: script(
      paths
        .map(
          (path) => `[ -e ${quote(path)} ] && echo yes || echo no
dpkg-deb --show --showformat='\${Package}\\t\${Version}' -- ${quote(path)} 2>/dev/null
echo`,
        )
        .join('\n'),
    ),
  }),
  parse: (reply, paths) => {
    const lines = reply.stdout.toString('utf8').split('\n')
    return paths.map((_path, index) => {
      const [name, version] = (lines[index * 2 + 1] ?? '').split('\t')
      return { exists: lines[index * 2] === 'yes', name: name || undefined, version }
    })
  },
}
