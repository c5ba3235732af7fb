import type { Reply } from '../../shell/request.ts'
import type { Values } from '../module.ts'
import { hasFinalStat, readFinalStat } from './finalStat.ts'

/** What the step that wrote a file says about it: owner, mode …, and where the backup is. */
export function finishFile(replies: readonly Reply[]): Values {
  const { output, values } = readFinalStat(replies.findLast(hasFinalStat) ?? replies.at(-1))
  return output === '' ? values : { ...values, backup_file: output }
}
