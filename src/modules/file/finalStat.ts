import { type Command, sequence, sh } from '../../shell/command.ts'
import { NOTE, NOTE_BEGIN } from '../../shell/notes.ts'
import type { Reply, Request } from '../../shell/request.ts'
import type { Values } from '../module.ts'

const MARK = `${NOTE_BEGIN}stat `

/** The same request, which also says what the file has become, so that its values cost no further round trip. */
export function withFinalStat(request: Request, path: string, link = false): Request {
  return { ...request, command: withFinalStatCommand(request.command, path, link) }
}

export function withFinalStatCommand(command: Command, path: string, link = false): Command {
  const stat = link ? sh`stat --printf ${FORMAT} -- ${path}` : sh`stat -L --printf ${FORMAT} -- ${path}`
  return sequence(sh`{ ${command}`, sh`} || exit`, stat)
}

const FORMAT = `${NOTE}stat %u %g %U %G %a %s\\n`

/** What such a request printed before its last line, and the values of the last line. */
export function readFinalStat(reply: Reply | undefined): {
  readonly output: string
  readonly values: Values
} {
  const text = reply?.stdout.toString('utf8') ?? ''
  const at = text.lastIndexOf(MARK)
  if (at < 0) return { output: text, values: {} }
  const [uid, gid, owner, group, mode, size] = text
    .slice(at + MARK.length)
    .trim()
    .split(' ')
  return {
    output: text.slice(0, at),
    values: {
      uid: Number(uid),
      gid: Number(gid),
      owner,
      group,
      mode: `0${mode?.padStart(3, '0')}`,
      size: Number(size),
    },
  }
}

export function hasFinalStat(reply: Reply): boolean {
  return reply.stdout.includes(MARK)
}
