import type { FileStat } from '../../host/observations/fileStat.ts'
import { and, sh } from '../../shell/command.ts'
import { ModuleFailure, type Step } from '../module.ts'
import { attributeCommand, attributeDiff, newFile, type WantedAttributes } from './attributes.ts'
import { withFinalStat } from './finalStat.ts'
import { predictStat } from './predictions.ts'
import { planAttributes } from './writing.ts'

/** The step, if any, that makes one directory (with those above it) or gives it its attributes. */
export function planDirectory(path: string, stat: FileStat, wanted: WantedAttributes): Step[] {
  if (stat.exists) {
    if (stat.type !== 'directory') throw new ModuleFailure(`${path} already exists as a ${stat.type}`)
    return planAttributes({ path, stat }, wanted)
  }
  const made = newFile('directory', wanted, 4096)
  // All that is wanted is set, for what mkdir gives depends on the umask.
  const { owner, group, mode } = wanted
  const changes = {
    ...(owner === undefined ? {} : { owner }),
    ...(group === undefined ? {} : { group }),
    ...(mode === undefined ? {} : { mode: `0${made.mode.toString(8).padStart(3, '0')}` }),
  }
  return [
    {
      title: `make the directory ${path}`,
      writes: [path],
      request: withFinalStat(
        { command: and(sh`mkdir -p -- ${path}`, attributeCommand(path, changes, wanted)) },
        path,
      ),
      diff: attributeDiff(path, made, {}, ['absent', 'directory']),
      predicts: predictStat(path, made),
    },
  ]
}
