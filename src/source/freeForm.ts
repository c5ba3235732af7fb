import { StackError } from '../errors.ts'
import type { Position } from './position.ts'

/** Options that `command`, `shell`, `script` and `raw` take within their text; anything else is text. */
const RAW_OPTIONS: ReadonlySet<string> = new Set([
  'creates',
  'removes',
  'chdir',
  'executable',
  'warn',
  'stdin',
  'stdin_add_newline',
  'strip_empty_ends',
])

export interface FreeForm {
  readonly options: Readonly<Record<string, string>>
  /** What is no `k=v`: a command's text, or a bare word (`meta: flush_handlers`). */
  readonly raw: string | undefined
}

/**
 * `k=v k2="v w" rest` taken apart as Ansible's parse_kv does: quotes and Jinja2 blocks hold words together,
 * `\=` is no separator. With `command`, only the few options of command modules are options and all else
 * stays text just as it is written.
 * @throws StackError `syntax` when a quote or a block is not closed
 */
export function parseFreeForm(text: string, style: 'options' | 'command', at?: Position): FreeForm {
  const options: Record<string, string> = {}
  let rest = ''
  let raw = false
  for (const { word, before } of split(text, at)) {
    const pair = parsePair(word)
    if (pair !== undefined && (style === 'options' || RAW_OPTIONS.has(pair.key))) {
      options[pair.key] = pair.value
    } else {
      rest += (raw ? before : '') + (pair === undefined ? word.replaceAll('\\=', '=') : word)
      raw = true
    }
  }
  return { options, raw: raw ? rest : undefined }
}

interface Piece {
  readonly word: string
  /** White space in front of it. */
  readonly before: string
}

const OPENING: Readonly<Record<string, string>> = { '{{': '}}', '{%': '%}', '{#': '#}' }

function split(text: string, at: Position | undefined): Piece[] {
  const pieces: Piece[] = []
  let before = ''
  let word = ''
  let quote: string | undefined
  const blocks: string[] = []
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? ''
    const two = text.slice(i, i + 2)
    if (quote === undefined && blocks.length === 0 && /\s/.test(char)) {
      if (word !== '') {
        pieces.push({ word, before })
        before = word = ''
      }
      before += char
      continue
    }
    if ((char === '"' || char === "'") && text[i - 1] !== '\\') quote = nextQuote(quote, char)
    else if (two === blocks.at(-1)) blocks.pop()
    else if (OPENING[two] !== undefined) blocks.push(OPENING[two])
    word += char
  }
  if (quote !== undefined || blocks.length > 0) {
    const what = quote === undefined ? 'a template block' : 'a quote'
    throw new StackError('syntax', `${what} is not closed in: ${text}`, {
      at,
      hint: 'close it, or write the options as a mapping, one a line',
    })
  }
  if (word !== '') pieces.push({ word, before })
  return pieces
}

function nextQuote(open: string | undefined, char: string): string | undefined {
  if (open === undefined) return char
  return open === char ? undefined : open
}

function parsePair(word: string): { key: string; value: string } | undefined {
  const at = word.search(/(?<=[^\\])=/)
  if (at <= 0) return undefined
  const value = decodeEscapes(word.slice(at + 1)).trim()
  return { key: word.slice(0, at).trim(), value: unquote(value) }
}

function unquote(text: string): string {
  return /^(["'])[\s\S]*\1$/.test(text) && text.length > 1 && text.at(-2) !== '\\' ? text.slice(1, -1) : text
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

function decodeEscapes(text: string): string {
  return text.replace(
    /\\(?:U([0-9a-fA-F]{8})|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\\'"abfnrtv]))/g,
    (_all, wide?: string, unicode?: string, byte?: string, char?: string) => {
      const code = wide ?? unicode ?? byte
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16))
      return ESCAPES[char ?? ''] ?? char ?? ''
    },
  )
}
