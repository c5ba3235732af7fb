import { asBytes, bytesRegex, type Edit, search } from './edit.ts'

export interface BlockArgs {
  readonly state: 'present' | 'absent'
  readonly marker: string
  readonly marker_begin: string
  readonly marker_end: string
  readonly block: string
  readonly insertafter?: string | undefined
  readonly insertbefore?: string | undefined
}

/** Puts a block of lines between its markers, by the rules of Ansible's `blockinfile`. Pure. */
export function editBlock(args: BlockArgs, old: string | undefined): Edit {
  const begin = `${asBytes(args.marker.replaceAll('{mark}', args.marker_begin))}\n`
  const end = `${asBytes(args.marker.replaceAll('{mark}', args.marker_end))}\n`
  const block = asBytes(args.block)
  const shown = args.state === 'present' && block !== ''
  const added = shown ? [begin, block.endsWith('\n') ? block : `${block}\n`, end] : []
  const lines = splitKeeping(old ?? '')
  const [first, last] = [lines.lastIndexOf(begin), lines.lastIndexOf(end)]
  let at: number
  if (first < 0 || last < 0) at = placeFor(args, lines, old ?? '')
  else {
    at = Math.min(first, last)
    lines.splice(at, Math.abs(last - first) + 1)
  }
  const before = lines[at - 1]
  if (before !== undefined && !before.endsWith('\n')) lines[at - 1] = `${before}\n`
  lines.splice(at, 0, ...added)
  const msg = old === undefined ? 'File created' : added.length === 0 ? 'Block removed' : 'Block inserted'
  return { text: lines.join(''), msg }
}

function placeFor(args: BlockArgs, lines: readonly string[], old: string): number {
  const { insertafter: after, insertbefore: before } = args
  if (before === 'BOF') return 0
  const pattern = after !== undefined && after !== 'EOF' ? after : after === undefined ? before : undefined
  if (pattern === undefined) return lines.length
  const regex = bytesRegex(pattern, after === undefined ? 'insertbefore' : 'insertafter')
  const found = regex.multiline
    ? lineOf(search(regex, old), old, after !== undefined)
    : lines.findLastIndex((line) => search(regex, line) !== null)
  if (found < 0) return lines.length
  return after === undefined ? found : found + 1
}

function lineOf(match: RegExpExecArray | null, text: string, end: boolean): number {
  if (match === null) return -1
  return text.slice(0, match.index + (end ? match[0].length : 0)).split('\n').length - 1
}

/** Python's `splitlines(True)` of bytes. */
function splitKeeping(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? []
}
