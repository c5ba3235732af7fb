import type { RunEvent, TaskInfo } from '../engine/events.ts'
import { str } from '../template/python/text.ts'
import { banner } from './banner.ts'
import type { Paint } from './colour.ts'
import { recapLines } from './recap.ts'
import { type Hearing, pass, type Reporter, reporter } from './reporter.ts'
import { resultLines } from './resultLines.ts'
import { sanitize } from './sanitize.ts'
import { shortName, shownResult } from './shownResult.ts'
import type { Terminal } from './terminal.ts'
import { warningTeller } from './warnings.ts'

/** How much to tell: the number of `-v`, and whether this is check mode's plan. */
export interface PlainOptions {
  readonly verbosity: number
}

/** Prints a run in the form of ansible-playbook's default output, so that what reads the one reads the other. */
export function plainReporter(terminal: Terminal, { verbosity }: PlainOptions): Reporter {
  const { paint, columns } = terminal
  const say = (text: string): void => terminal.out(text)
  const head = (text: string): void => say(banner(sanitize(text), columns))
  const warn = warningTeller(terminal)
  let showDiff = false
  const hearing: Hearing = {
    'run-start': (event) => {
      showDiff = event.diff
      if (verbosity > 1) for (const playbook of event.playbooks) head(`PLAYBOOK: ${fileName(playbook)}`)
    },
    'play-start': (event) => head(event.name === '' ? 'PLAY' : `PLAY [${event.name}]`),
    'play-skipped': (event) => {
      head(event.name === '' ? 'PLAY' : `PLAY [${event.name}]`)
      say(paint('skipped', `skipping: ${sanitize(event.reason)}`))
    },
    'task-start': ({ task }) => {
      head(`${task.handler ? 'RUNNING HANDLER' : 'TASK'} [${task.name}]`)
      if (verbosity > 1) say(paint('debug', `task path: ${task.at.file}:${task.at.line}`))
    },
    included: (event) => includedLine(event, say, paint),
    retry: (event) => say(retryLine(event, verbosity, paint)),
    result: ({ result }) => {
      const told = resultLines(result, { verbosity, showDiff, paint })
      for (const warning of told.warnings) warn(warning)
      for (const line of told.lines) say(line)
    },
    'handler-notified': (event) => {
      if (verbosity > 1)
        say(paint('verbose', sanitize(`NOTIFIED HANDLER ${event.handler} for ${event.host}`)))
    },
    'no-hosts-left': () => head('NO MORE HOSTS LEFT'),
    warning: (event) => warn(event.message, event.at),
    'run-end': (event) => {
      head('PLAY RECAP')
      for (const line of recapLines(event.recap, paint)) say(line)
      say('')
      const trips = verbosity > 0 ? tripLines(event.roundTrips) : []
      if (trips.length > 0) say(`${trips.join('\n')}\n`)
    },
    'host-start': pass,
    output: pass,
    waiting: pass,
    error: pass,
  }
  return reporter(hearing)
}

type Of<K extends RunEvent['kind']> = Extract<RunEvent, { kind: K }>

function includedLine(event: Of<'included'>, say: (text: string) => void, paint: Paint): void {
  if (shortName(event.task.action) === 'include_role') return
  const item = event.label === undefined ? '' : ` => (item=${str(event.label)})`
  say(paint('skipped', sanitize(`included: ${event.file} for ${event.hosts.join(', ')}${item}`)))
}

function retryLine({ host, task, left, result }: Of<'retry'>, verbosity: number, paint: Paint): string {
  const line = `FAILED - RETRYING: [${host}]: ${task.name} (${left} retries left).`
  return paint('debug', sanitize(line) + (verbosity > 1 ? resultSuffix(task, result, verbosity) : ''))
}

function resultSuffix(task: TaskInfo, values: Of<'retry'>['result'], verbosity: number): string {
  return `Result was: ${shownResult({ task, status: 'failed', values, noLog: false, verbosity })}`
}

function tripLines(roundTrips: Readonly<Record<string, number>>): string[] {
  const names = Object.keys(roundTrips).sort()
  return names.map((host) => `${host.padEnd(26)} : round trips=${roundTrips[host]}`)
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
