import { describeExit, exitCode, type Reply } from '../../shell/request.ts'
import type { ActionResult, Values } from '../module.ts'

/** A finished command in Ansible's return values. */
export function commandResult(
  reply: Reply,
  cmd: string | readonly string[],
  strip: boolean,
  succeeded: boolean = exitCode(reply.exit) === 0,
): ActionResult {
  const rc = exitCode(reply.exit)
  const values = {
    cmd,
    rc,
    ...outputValues(reply, strip),
    ...timesOf(reply),
    msg: succeeded ? '' : reply.exit.kind === 'code' ? 'non-zero return code' : describeExit(reply.exit),
  }
  return succeeded ? { changed: true, values } : { changed: true, failed: true, values }
}

/** Both streams as text and as lines. */
export function outputValues(reply: Reply, strip: boolean): Values {
  const stdout = textOf(reply.stdout, strip)
  const stderr = textOf(reply.stderr, strip)
  return { stdout, stdout_lines: splitLines(stdout), stderr, stderr_lines: splitLines(stderr) }
}

function textOf(bytes: Buffer, strip: boolean): string {
  const text = bytes.toString('utf8')
  return strip ? text.replace(/[\r\n]+$/, '') : text
}

/** Python's `splitlines()`. */
export function splitLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function timesOf(reply: Reply): Values {
  const end = Date.now()
  const start = end - reply.durationMs
  return { start: timestamp(start), end: timestamp(end), delta: duration(reply.durationMs) }
}

/** `2024-10-24 10:00:00.123000` in local time, as Python prints a datetime. */
export function timestamp(ms: number): string {
  const date = new Date(ms)
  const two = (number: number) => String(number).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')}000`
}

/** `0:00:01.500000`, as Python prints a timedelta. */
export function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (number: number) => String(number).padStart(2, '0')
  const micros = Math.round((ms - seconds * 1000) * 1000)
  const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return `${clock}.${String(Math.min(micros, 999_999)).padStart(6, '0')}`
}
