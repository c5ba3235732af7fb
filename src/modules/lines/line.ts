import { expandReplacement } from '../../source/pythonRegex.ts'
import { ModuleFailure } from '../module.ts'
import { asBytes, bytesRegex, type Edit, search } from './edit.ts'

export interface LineArgs {
  readonly regexp?: string | undefined
  readonly search_string?: string | undefined
  readonly line?: string | undefined
  readonly insertafter?: string | undefined
  readonly insertbefore?: string | undefined
  readonly backrefs: boolean
  readonly firstmatch: boolean
}

/** Makes sure that a line is there, by the rules of Ansible's `lineinfile`. Pure. */
export function presentLine(args: LineArgs, old: string): Edit {
  if (args.line === undefined) throw new ModuleFailure('line is required with state=present')
  if (args.backrefs && args.regexp === undefined)
    throw new ModuleFailure('regexp is required with backrefs=true')
  const lines = splitKeeping(old)
  const line = asBytes(args.line)
  const found = findReplaced(args, lines)
  if (found !== undefined) {
    const text = args.backrefs && found.match !== undefined ? expandReplacement(line, found.match) : line
    return edited(lines, found.index, 1, ended(text), 'line replaced')
  }
  const same = lines.findLastIndex((current) => withoutEnd(current) === line)
  // A line that ends the file without a newline gets one, as in Ansible.
  if (same >= 0) return edited(lines, same, 1, ended(line), 'line replaced')
  if (args.backrefs) return { text: old, msg: '' }
  return inserted(args, lines, line)
}

/** Takes out every line that matches. Pure. */
export function absentLine(args: LineArgs, old: string): Edit & { readonly found: number } {
  const { regexp, search_string: text, line } = args
  if (regexp === undefined && text === undefined && line === undefined) {
    throw new ModuleFailure('one of line, search_string, or regexp is required with state=absent')
  }
  const regex = regexp === undefined ? undefined : bytesRegex(regexp, 'regexp')
  const matches = (current: string): boolean => {
    if (regex !== undefined) return search(regex, current) !== null
    if (text !== undefined) return current.includes(asBytes(text))
    return withoutEnd(current) === asBytes(line ?? '')
  }
  const lines = splitKeeping(old)
  const kept = lines.filter((current) => !matches(current))
  const found = lines.length - kept.length
  return { text: kept.join(''), msg: `${found} line(s) removed`, found }
}

interface Found {
  readonly index: number
  readonly match: RegExpExecArray | undefined
}

function findReplaced(args: LineArgs, lines: readonly string[]): Found | undefined {
  let found: Found | undefined
  const regex = args.regexp === undefined ? undefined : bytesRegex(args.regexp, 'regexp')
  const text = args.search_string === undefined ? undefined : asBytes(args.search_string)
  for (const [index, line] of lines.entries()) {
    const match = regex === undefined ? null : search(regex, line)
    if (match === null && (text === undefined || !line.includes(text))) continue
    found = { index, match: match ?? undefined }
    if (args.firstmatch) break
  }
  return found
}

function inserted(args: LineArgs, lines: readonly string[], line: string): Edit {
  const { insertafter: after, insertbefore: before } = args
  if (before === 'BOF' || after === 'BOF') return edited(lines, 0, 0, ended(line), 'line added')
  const pattern = after !== undefined && after !== 'EOF' ? after : after === undefined ? before : undefined
  const at = pattern === undefined ? -1 : findPlace(pattern, after !== undefined, args.firstmatch, lines)
  if (at < 0) return edited(closed(lines), lines.length, 0, ended(line), 'line added')
  const neighbour = after === undefined ? undefined : withoutEnd(lines[at] ?? lines[at - 1] ?? '')
  if (neighbour === line) return { text: lines.join(''), msg: '' }
  return edited(at === lines.length ? closed(lines) : lines, at, 0, ended(line), 'line added')
}

function findPlace(pattern: string, after: boolean, first: boolean, lines: readonly string[]): number {
  const regex = bytesRegex(pattern, after ? 'insertafter' : 'insertbefore')
  let at = -1
  for (const [index, line] of lines.entries()) {
    if (search(regex, line) === null) continue
    at = after ? index + 1 : index
    if (first) break
  }
  return at
}

function edited(lines: readonly string[], at: number, removed: number, line: string, msg: string): Edit {
  return { text: [...lines.slice(0, at), line, ...lines.slice(at + removed)].join(''), msg }
}

/** Lines with their newlines. */
function splitKeeping(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

function ended(line: string): string {
  return line.endsWith('\n') ? line : `${line}\n`
}

function withoutEnd(line: string): string {
  return line.replace(/[\r\n]+$/, '')
}

/** The same lines, the last one ended. */
function closed(lines: readonly string[]): readonly string[] {
  const last = lines.at(-1)
  return last === undefined || /[\r\n]$/.test(last) ? lines : [...lines.slice(0, -1), `${last}\n`]
}
