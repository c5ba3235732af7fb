import type { ObservationKind } from '../../host/observation.ts'
import { quote, script } from '../../shell/command.ts'

/** One entry below a directory, with what can be set of it. */
export interface TreeEntry {
  readonly path: string
  readonly type: 'file' | 'directory' | 'link'
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly owner: string
  readonly group: string
}

const FIELDS = 7

/** Everything below a directory, links not followed. Key: the directory. */
export const treeEntries: ObservationKind<string, readonly TreeEntry[]> = {
  name: 'treeEntries',
  id: (path) => path,
  fetch: (paths) => ({
    command: script(
      paths
        .map(
          (path) =>
            `find -H ${quote(path.startsWith('/') ? path : `./${path}`)} -mindepth 1 -printf '%p\\0%y\\0%m\\0%U\\0%G\\0%u\\0%g\\0' 2>/dev/null\nprintf 'end\\0'`,
        )
        .join('\n'),
    ),
  }),
  parse: (reply, paths) => {
    const fields = reply.stdout.toString('utf8').split('\0')
    let at = 0
    return paths.map(() => {
      const entries: TreeEntry[] = []
      while (at < fields.length && fields[at] !== 'end') {
        entries.push(entryOf(fields.slice(at, at + FIELDS)))
        at += FIELDS
      }
      at += 1
      return entries
    })
  },
}

function entryOf(fields: readonly string[]): TreeEntry {
  const [path = '', letter, mode = '', uid, gid, owner = '', group = ''] = fields
  const type = letter === 'd' ? 'directory' : letter === 'l' ? 'link' : 'file'
  return { path, type, mode: Number.parseInt(mode, 8), uid: Number(uid), gid: Number(gid), owner, group }
}
