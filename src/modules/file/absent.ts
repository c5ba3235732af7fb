import { sh } from '../../shell/command.ts'
import type { Plan } from '../module.ts'
import { jsonDiff } from './attributes.ts'
import { predictAbsent } from './predictions.ts'
import type { FileState } from './probe.ts'

/** Nothing at the path; a directory goes with all that is in it, a link without what it leads to. */
export function planAbsent({ path, link }: FileState): Plan {
  const values = {
    path,
    state: 'absent',
    uid: undefined,
    gid: undefined,
    owner: undefined,
    group: undefined,
    mode: undefined,
    size: undefined,
  }
  if (!link.exists) return { steps: [], values }
  return {
    steps: [
      {
        title: `remove ${path}`,
        writes: [path],
        request: { command: link.type === 'directory' ? sh`rm -rf -- ${path}` : sh`rm -f -- ${path}` },
        diff: jsonDiff({ path, state: link.type }, { path, state: 'absent' }),
        predicts: predictAbsent(path),
      },
    ],
    values,
  }
}
