const MARK = '#Ansible: '

export interface JobArgs {
  readonly name: string
  readonly job?: string | undefined
  readonly state: 'present' | 'absent'
  readonly user?: string | undefined
  readonly minute: string
  readonly hour: string
  readonly day: string
  readonly month: string
  readonly weekday: string
  readonly special_time?: string | undefined
  readonly disabled: boolean
}

/** The table with the job that is marked with its name, or without it. A line of `/etc/cron.d` names the user. */
export function editJob(args: JobArgs, text: string, named: boolean): string {
  const lines = linesOf(text)
  const at = lines.indexOf(`${MARK}${args.name}`)
  const job = args.state === 'present' ? [jobLine(args, named)] : []
  if (at >= 0) {
    const kept = job.length === 0 ? [] : [lines[at] ?? '']
    return joined([...lines.slice(0, at), ...kept, ...job, ...lines.slice(at + 2)], text)
  }
  return job.length === 0 ? text : joined([...lines, `${MARK}${args.name}`, ...job], text)
}

export interface EnvironmentArgs {
  readonly name: string
  readonly job?: string | undefined
  readonly state: 'present' | 'absent'
  readonly insertafter?: string | undefined
  readonly insertbefore?: string | undefined
}

/** The table with a variable set, new ones before everything else, or without it. */
export function editEnvironment(args: EnvironmentArgs, text: string): string {
  const lines = linesOf(text)
  const place = (name: string | undefined) =>
    lines.findIndex((line) => name !== undefined && line.startsWith(`${name}=`))
  const at = place(args.name)
  const entry = args.state === 'present' ? [`${args.name}="${args.job ?? ''}"`] : []
  if (at >= 0) return joined([...lines.slice(0, at), ...entry, ...lines.slice(at + 1)], text)
  if (entry.length === 0) return text
  const after = place(args.insertafter)
  const before = place(args.insertbefore)
  const index = after >= 0 ? after + 1 : Math.max(before, 0)
  return joined([...lines.slice(0, index), ...entry, ...lines.slice(index)], text)
}

export function jobNames(text: string): string[] {
  return linesOf(text)
    .filter((line) => line.startsWith(MARK))
    .map((line) => line.slice(MARK.length))
}

function jobLine(args: JobArgs, named: boolean): string {
  const time =
    args.special_time === undefined
      ? [args.minute, args.hour, args.day, args.month, args.weekday].join(' ')
      : `@${args.special_time}`
  const job = (args.job ?? '').replace(/[\r\n]+$/, '')
  return `${args.disabled ? '#' : ''}${time} ${named ? `${args.user ?? 'root'} ` : ''}${job}`
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

function joined(lines: readonly string[], old: string): string {
  const text = lines.map((line) => `${line}\n`).join('')
  return text === `${old}\n` ? old : text
}
