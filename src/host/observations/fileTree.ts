import { StackError } from '../../errors.ts'
import { quote, script } from '../../shell/command.ts'
import type { ObservationKind } from '../observation.ts'
import { type PresentFile, parseStat, STAT_FIELDS, STAT_FORMAT } from './statFormat.ts'

export interface TreeEntry {
  /** Relative to the directory. */
  readonly path: string
  readonly stat: PresentFile
}

/**
 * Everything below a directory, itself left out, links not followed, parents before what is in them;
 * undefined when it is not a directory that can be read. Key: the path.
 */
export const fileTree: ObservationKind<string, readonly TreeEntry[] | undefined> = {
  name: 'fileTree',
  id: (path) => path,
  fetch: (paths) => ({
    command: script(`[ -r . ] || cd /
for dir in ${paths.map((path) => quote(path.startsWith('/') ? path : `./${path}`)).join(' ')}; do
  if [ -d "$dir" ] && [ -r "$dir" ]; then
    find -P "$dir/" -mindepth 1 -printf '%P${STAT_FORMAT}' 2>/dev/null
    printf '/\\0'
  else printf '//\\0'
  fi
done`),
  }),
  parse: (reply, paths) => {
    const fields = reply.stdout.toString('utf8').split('\0')
    const trees: (TreeEntry[] | undefined)[] = []
    let tree: TreeEntry[] = []
    // No relative path is a slash: one ends a directory, two stand for one that is not there.
    for (let at = 0; at < fields.length - 1; ) {
      const path = fields[at] ?? ''
      if (path === '/' || path === '//') {
        trees.push(path === '/' ? tree : undefined)
        tree = []
        at += 1
      } else {
        const stat = parseStat(fields.slice(at, at + STAT_FIELDS))
        if (stat !== undefined) tree.push({ path, stat })
        at += STAT_FIELDS
      }
    }
    if (trees.length !== paths.length) throw new StackError('task', 'the directories could not be read')
    return trees
  },
}
