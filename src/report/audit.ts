import type { Audit, Verdict } from '../stack/audit/audit.ts'
import type { Finding } from '../stack/audit/finding.ts'
import type { Paint, Tone } from './colour.ts'
import { sanitize } from './sanitize.ts'
import { wrap } from './width.ts'

/** What an audit was made of, for its first line. */
export interface AuditedSite {
  readonly sources: readonly string[]
  readonly hosts: number
  /** Hosts that were looked at; undefined when the inventory alone was asked. */
  readonly looked: number | undefined
}

export interface AuditTextOptions {
  /** The words of each complaint. */
  readonly words: Readonly<Record<Verdict['complaint'], string>>
  readonly paint: Paint
  /** Width to wrap at. */
  readonly columns: number
  /** Whether the reader's terminal shows ✓ and ✗. */
  readonly unicode: boolean
}

/** An audit for people: each complaint with ✓ or ✗, why it holds and what to do; then what else was found. */
export function auditText(audit: Audit, site: AuditedSite, options: AuditTextOptions): string {
  const blocks = [
    heading(site),
    ...audit.verdicts.map((verdict) => verdictText(verdict, options)),
    ...(audit.others.length === 0 ? [] : [['besides:', ...findingLines(audit.others, options)].join('\n')]),
    summary(audit, options),
  ]
  return blocks.join('\n\n')
}

/** Whether a terminal shows more than ASCII, by its locale (POSIX: LC_ALL before LC_CTYPE before LANG). */
export function speaksUnicode(env: NodeJS.ProcessEnv): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(
    (value) => value !== undefined && value !== '',
  )
  return /utf-?8/i.test(locale ?? '')
}

function heading({ sources, hosts, looked }: AuditedSite): string {
  const from = sources.map(sanitize).join(', ')
  const seen = looked === undefined ? 'which were not looked at (--live does)' : `${looked} looked at`
  return `${from}: ${count(hosts, 'host')}, ${seen}`
}

function verdictText({ complaint, holds, findings }: Verdict, options: AuditTextOptions): string {
  const unsure = !holds && findings.some(({ severity }) => severity === 'unknown')
  const tone: Tone = holds ? 'failed' : unsure ? 'warning' : 'ok'
  const verdict = holds ? 'holds' : unsure ? 'cannot be said' : 'does not hold'
  const line = `${marks(options)[holds ? 'bad' : unsure ? 'unsure' : 'good']} ${options.words[complaint]}: ${verdict}`
  return [options.paint(tone, line), ...findingLines(findings, options)].join('\n')
}

function findingLines(findings: readonly Finding[], options: AuditTextOptions): string[] {
  return findings.flatMap((finding) => {
    const { severity, seen, hosts, why, remedy } = finding
    const tag = severity === 'holds' ? '' : severity === 'warning' ? 'warning: ' : 'unknown: '
    // A sentence that names them needs no list of them before it.
    const where = hosts.every((host) => why.includes(host)) ? '' : `${hosts.join(', ')}: `
    const live = seen === 'live' ? ' (seen on the host)' : ''
    return [
      ...indented(`${marks(options).item} `, `${tag}${where}${why}${live}`, options),
      ...indented(`  ${marks(options).remedy} `, remedy, options),
    ]
  })
}

/** A text below a mark, its further lines beneath its first word. */
function indented(mark: string, text: string, { columns }: AuditTextOptions): string[] {
  const margin = `  ${mark}`
  const lines = wrap(sanitize(text), columns - margin.length).split('\n')
  return lines.map((line, index) => `${index === 0 ? margin : ' '.repeat(margin.length)}${line}`)
}

function summary({ verdicts, others }: Audit, { paint }: AuditTextOptions): string {
  const holding = verdicts.filter(({ holds }) => holds).length
  const all = [...verdicts.flatMap(({ findings }) => findings), ...others]
  const of = (severity: Finding['severity']): number => all.filter((one) => one.severity === severity).length
  const unknown = of('unknown')
  const parts = [
    holding === 0
      ? 'none of the five complaints holds'
      : `${holding} of the five complaints ${holding === 1 ? 'holds' : 'hold'}`,
    ...(unknown === 0 ? [] : [`${unknown} could not be looked into`]),
    count(of('warning'), 'warning'),
  ]
  return paint(holding > 0 || unknown > 0 ? 'failed' : 'ok', parts.join(', '))
}

function marks({ unicode }: AuditTextOptions) {
  return unicode
    ? { good: '✓', bad: '✗', unsure: '?', item: '•', remedy: '→' }
    : { good: '[ok]', bad: '[!!]', unsure: '[??]', item: '-', remedy: '=>' }
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}
