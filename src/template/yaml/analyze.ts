import { resolvePlain } from '../../source/yamlScalar.ts'

/** In which styles PyYAML may write a text. */
export interface Analysis {
  readonly empty: boolean
  readonly multiline: boolean
  readonly flowPlain: boolean
  readonly blockPlain: boolean
  readonly singleQuoted: boolean
}

const BREAK = /[\n\x85\u2028\u2029]/
const SPACE = /[\0 \t\r\n\x85\u2028\u2029]/
// What may stand in YAML as it is.
const PLAIN_CHAR = /^[\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/u

/** Judges a text by the rules of libyaml, which PyYAML writes with, unicode being allowed. */
export function analyze(text: string): Analysis {
  if (text === '')
    return { empty: true, multiline: false, flowPlain: false, blockPlain: true, singleQuoted: true }
  const chars = Array.from(text)
  const { flow, block } = indicators(chars, text)
  const multiline = BREAK.test(text)
  const special = chars.some((char) => !PLAIN_CHAR.test(char))
  const edges = /^[ \n\x85\u2028\u2029]|[ \n\x85\u2028\u2029]$/.test(text)
  const breakSpace = /[\n\x85\u2028\u2029] /.test(text)
  const spaceBreak = / [\n\x85\u2028\u2029]/.test(text)
  const plain = !edges && !breakSpace && !spaceBreak && !special && !multiline
  return {
    empty: false,
    multiline,
    flowPlain: plain && !flow,
    blockPlain: plain && !block,
    singleQuoted: !breakSpace && !spaceBreak && !special,
  }
}

function indicators(chars: readonly string[], text: string): { flow: boolean; block: boolean } {
  let flow = /^(?:---|\.\.\.)/.test(text)
  let block = flow
  for (const [at, char] of chars.entries()) {
    const next = chars[at + 1]
    const before = at === 0 || SPACE.test(chars[at - 1] ?? '')
    const behind = next === undefined || SPACE.test(next)
    const always =
      at === 0 ? /[#,[\]{}&*!|>'"%@`]/.test(char) || (char === '-' && behind) : char === '#' && before
    if (always) flow = block = true
    if (at === 0 ? /[?:]/.test(char) : /[,?[\]{}:]/.test(char)) flow = true
    if ((char === ':' || (at === 0 && char === '?')) && behind) block = true
  }
  return { flow, block }
}

const TIMESTAMP =
  /^\d{4}-\d{2}-\d{2}$|^\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|[ \t]+)\d{1,2}:\d{2}:\d{2}(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d{1,2}(?::\d{2})?))?$/

/** Whether a plain scalar would be read back as this very text. */
export function staysText(text: string): boolean {
  return resolvePlain(text) === text && text !== '=' && text !== '<<' && !TIMESTAMP.test(text)
}
