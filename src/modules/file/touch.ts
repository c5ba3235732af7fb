import { and, type Command, sh } from '../../shell/command.ts'
import { ModuleFailure, type Plan } from '../module.ts'
import { attributeChanges, attributeCommand, attributeValues, jsonDiff, newFile } from './attributes.ts'
import { withFinalStat } from './finalStat.ts'
import { octalMode } from './mode.ts'
import { predictFile } from './predictions.ts'
import type { FileArgs, FileState } from './probe.ts'
import { planAttributes } from './writing.ts'

/** An empty file if there is none; else its times are set, unless they are to be preserved. */
export function planTouch(args: FileArgs, state: FileState): Plan {
  const { path, stat } = state
  const values = { dest: path, ...attributeValues(stat.exists ? stat : newFile('file', args, 0)) }
  if (!stat.exists && (!state.parent.exists || state.parent.type !== 'directory')) {
    throw new ModuleFailure(`Error, could not touch target: the directory of ${path} does not exist`, {
      path,
    })
  }
  const times = timeCommand(path, 'a', args.access_time, stat.exists).concat(
    timeCommand(path, 'm', args.modification_time, stat.exists),
  )
  if (stat.exists && times.length === 0) return { steps: planAttributes({ path, stat }, args), values }
  const made = newFile('file', args, 0)
  const changes = stat.exists
    ? attributeChanges(args, stat)
    : {
        ...given('owner', args.owner),
        ...given('group', args.group),
        ...given('mode', args.mode && octalMode(made.mode)),
      }
  const create = stat.exists ? [] : [sh`: >>${path}`]
  return {
    steps: [
      {
        title: `touch ${path}`,
        writes: [path],
        request: withFinalStat(
          { command: and(...create, ...times, attributeCommand(path, changes, args)) },
          path,
        ),
        diff: jsonDiff({ path, state: stat.exists ? stat.type : 'absent' }, { path, state: 'touch' }),
        predicts: stat.exists ? [] : predictFile(path, made, Buffer.alloc(0)),
      },
    ],
    values,
  }
}

function timeCommand(path: string, which: 'a' | 'm', time: string | undefined, exists: boolean): Command[] {
  if (time === 'preserve') return []
  if (time === undefined || time === 'now')
    return exists || time === 'now' ? [sh`touch -${which} -- ${path}`] : []
  if (!/^\d{12}(?:\.\d\d)?$/.test(time)) {
    throw new ModuleFailure(`Error while obtaining timestamp for time ${time}: write it as YYYYMMDDHHMM.SS`)
  }
  return [sh`touch -${which} -t ${time} -- ${path}`]
}

function given<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: string }
}
