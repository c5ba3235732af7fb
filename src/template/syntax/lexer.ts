import { lexExpression, matchAt } from './expressionLexer.ts'
import type { SyntaxOptions } from './options.ts'
import type { Place } from './place.ts'
import type { Token } from './token.ts'

/** The tokens of a whole template, text included; white space control is done here. */
export function lex(place: Place, options: SyntaxOptions): Token[] {
  return new Lexer(place, options).run()
}

/** The tokens of a bare expression. */
export function lexBare(place: Place): Token[] {
  const tokens: Token[] = []
  lexExpression(place, 0, { pattern: null, literalBackslashes: false }, tokens)
  tokens.push({ type: 'eof', value: '', offset: place.source.length })
  return tokens
}

interface Rules {
  readonly open: RegExp
  readonly raw: RegExp
  readonly rawEnd: RegExp
  readonly blockEnd: RegExp
  readonly variableEnd: RegExp
  readonly commentEnd: RegExp
}

class Lexer {
  readonly #place: Place
  readonly #options: SyntaxOptions
  readonly #rules: Rules
  readonly #tokens: Token[] = []

  constructor(place: Place, options: SyntaxOptions) {
    this.#place = place
    this.#options = options
    this.#rules = rulesOf(options)
  }

  run(): Token[] {
    const { source } = this.#place
    let at = 0
    while (at < source.length) {
      const next = this.#findOpen(at)
      if (next === undefined) {
        this.#data(at, source.slice(at))
        break
      }
      this.#data(at, this.#textBefore(at, next))
      at = this.#tag(next)
    }
    this.#tokens.push({ type: 'eof', value: '', offset: source.length })
    return this.#tokens
  }

  #findOpen(from: number): Tag | undefined {
    const { open } = this.#rules
    open.lastIndex = from
    const match = open.exec(this.#place.source)
    if (match === null) return undefined
    const [all, mark = '', sign = ''] = match
    const { variableStart, commentStart } = this.#options
    const kind = mark === variableStart ? 'variable' : mark === commentStart ? 'comment' : 'block'
    return { kind, sign, offset: match.index, end: match.index + all.length }
  }

  #textBefore(from: number, tag: Tag): string {
    const text = this.#place.source.slice(from, tag.offset)
    if (tag.sign === '-') return text.trimEnd()
    if (tag.sign === '+' || tag.kind === 'variable' || !this.#options.lstripBlocks) return text
    const line = text.lastIndexOf('\n') + 1
    const startsLine = line > 0 || from === 0 || this.#place.source[from - 1] === '\n'
    return startsLine && /^\s*$/.test(text.slice(line)) ? text.slice(0, line) : text
  }

  #data(offset: number, text: string): void {
    if (text !== '') this.#tokens.push({ type: 'data', value: text, offset })
  }

  #tag(tag: Tag): number {
    if (tag.kind === 'comment') return this.#comment(tag)
    if (tag.kind === 'block') {
      const raw = matchAt(this.#rules.raw, this.#place.source, tag.end)
      if (raw !== undefined) return this.#raw(tag, tag.end + raw.length)
    }
    return this.#expression(tag, tag.kind)
  }

  #expression(tag: Tag, kind: 'block' | 'variable'): number {
    const pattern = kind === 'block' ? this.#rules.blockEnd : this.#rules.variableEnd
    const literalBackslashes = kind === 'variable' && this.#options.escapeBackslashes
    this.#tokens.push({ type: 'begin', value: kind, offset: tag.offset })
    const stopped = lexExpression(this.#place, tag.end, { pattern, literalBackslashes }, this.#tokens)
    const end = matchAt(pattern, this.#place.source, stopped)
    if (end === undefined) {
      const close = kind === 'block' ? this.#options.blockEnd : this.#options.variableEnd
      const start = kind === 'block' ? this.#options.blockStart : this.#options.variableStart
      throw this.#place.error(tag.offset, `'${start}' is never closed with '${close}'`)
    }
    this.#tokens.push({ type: 'end', value: kind, offset: stopped })
    return stopped + end.length
  }

  #comment(tag: Tag): number {
    const { commentEnd } = this.#rules
    commentEnd.lastIndex = tag.end
    const match = commentEnd.exec(this.#place.source)
    if (match === null) throw this.#place.error(tag.offset, 'the comment is never closed')
    return match.index + match[0].length
  }

  #raw(tag: Tag, start: number): number {
    const { rawEnd } = this.#rules
    rawEnd.lastIndex = start
    const match = rawEnd.exec(this.#place.source)
    if (match === null) throw this.#place.error(tag.offset, "'raw' is never closed with 'endraw'")
    const text = this.#textBefore(start, { kind: 'block', sign: match[1] ?? '', offset: match.index, end: 0 })
    this.#data(start, text)
    return match.index + match[0].length
  }
}

interface Tag {
  readonly kind: 'block' | 'variable' | 'comment'
  readonly sign: string
  readonly offset: number
  /** Just behind the opening mark and its sign. */
  readonly end: number
}

function rulesOf(options: SyntaxOptions): Rules {
  const suffix = options.trimBlocks ? '\\n?' : ''
  const marks = [options.variableStart, options.blockStart, options.commentStart]
    .sort((a, b) => b.length - a.length)
    .map(quote)
  const close = (end: string) => `(?:\\+${quote(end)}|-${quote(end)}\\s*|${quote(end)}${suffix})`
  const end = quote(options.variableEnd)
  return {
    open: new RegExp(`(${marks.join('|')})([-+]?)`, 'g'),
    raw: new RegExp(`\\s*raw\\s*(?:-${quote(options.blockEnd)}\\s*|${quote(options.blockEnd)})`, 'y'),
    rawEnd: new RegExp(`${quote(options.blockStart)}([-+]?)\\s*endraw\\s*${close(options.blockEnd)}`, 'g'),
    blockEnd: new RegExp(close(options.blockEnd), 'y'),
    variableEnd: new RegExp(`-${end}\\s*|${end}`, 'y'),
    commentEnd: new RegExp(close(options.commentEnd), 'g'),
  }
}

function quote(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
