/** Flags as Python names them. */
export interface RegexFlags {
  readonly ignoreCase?: boolean
  readonly multiline?: boolean
  readonly dotAll?: boolean
}

/**
 * A Python regular expression as a JavaScript one: `(?P<name>…)`, `(?P=name)`, `\A`, `\Z`, leading `(?imsx)`
 * flags, `{` and `]` taken literally where Python does. Always global and, where the pattern allows it,
 * Unicode-aware. Lookbehinds and lazy quantifiers are the same in both.
 * @throws SyntaxError when the expression is wrong
 */
export function pythonRegex(pattern: string, flags: RegexFlags = {}): RegExp {
  const inline = /^\(\?([aiLmsux]+)\)/.exec(pattern)
  const letters = inline?.[1] ?? ''
  let body = pattern.slice(inline?.[0].length ?? 0)
  if (letters.includes('x')) body = withoutComments(body)
  const multiline = flags.multiline === true || letters.includes('m')
  let options = 'gd'
  if (flags.ignoreCase || letters.includes('i')) options += 'i'
  if (multiline) options += 'm'
  if (flags.dotAll || letters.includes('s')) options += 's'
  try {
    return new RegExp(translate(body, multiline, true), `${options}u`)
  } catch {
    // Unicode mode refuses needless escapes such as `\-` or `\"`, which Python allows.
    return new RegExp(translate(body, multiline, false), options)
  }
}

function translate(body: string, multiline: boolean, unicode: boolean): string {
  let out = ''
  let inClass = false
  for (let i = 0; i < body.length; i++) {
    const char = body[i] ?? ''
    if (char === '\\') {
      const letter = body[i + 1] ?? ''
      out += (unicode ? unicodeEscapes(inClass)[letter] : undefined) ?? escapeOf(letter, inClass)
      i += 1
    } else if (inClass) {
      if (char === ']') inClass = false
      out += char === '[' ? '\\[' : char
    } else if (char === '[') {
      inClass = true
      const [opening, length] = openClass(body.slice(i))
      out += opening
      i += length - 1
    } else if (char === '(' && body.startsWith('(?P<', i)) {
      out += '(?<'
      i += 3
    } else if (char === '(' && body.startsWith('(?P=', i)) {
      const end = body.indexOf(')', i)
      out += `\\k<${body.slice(i + 4, end)}>`
      i = end
    } else if (char === '$' && !multiline) {
      // Python's `$` also stands before a newline that ends the text.
      out += '(?=\\n?(?![\\s\\S]))'
    } else if (/^\{,\d*\}/.test(body.slice(i, i + 12))) {
      out += '{0'
    } else if (char === '{' && !/^\{\d*,?\d*\}/.test(body.slice(i))) {
      out += '\\{'
    } else if (char === '}' && !/\{\d*,?\d*$/.test(body.slice(0, i))) {
      out += '\\}'
    } else if (char === ']') {
      out += '\\]'
    } else out += char
  }
  return out
}

/** `[`, `[^`, and a `]` right behind them, which Python takes as a member. */
function openClass(text: string): [string, number] {
  const start = text.startsWith('[^') ? '[^' : '['
  return text[start.length] === ']' ? [`${start}\\]`, start.length + 1] : [start, start.length]
}

const WORD = '\\p{L}\\p{N}_'

/** Escapes that in Python mean any script's letters and digits, in JavaScript only ASCII's. */
function unicodeEscapes(inClass: boolean): Readonly<Record<string, string>> {
  return inClass ? IN_CLASS : OUTSIDE
}

const IN_CLASS: Readonly<Record<string, string>> = { w: WORD, d: '\\p{Nd}', D: '\\P{Nd}' }

const OUTSIDE: Readonly<Record<string, string>> = {
  w: `[${WORD}]`,
  W: `[^${WORD}]`,
  d: '\\p{Nd}',
  D: '\\P{Nd}',
  b: `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`,
  B: `(?:(?<=[${WORD}])(?=[${WORD}])|(?<![${WORD}])(?![${WORD}]))`,
}

function escapeOf(char: string, inClass: boolean): string {
  if (!inClass && char === 'A') return '(?<![\\s\\S])'
  if (!inClass && char === 'Z') return '(?![\\s\\S])'
  if (char === 'a') return '\\x07'
  if (/[-"'#%&,:;<=>@_`~!\s]/.test(char)) return char === '-' && inClass ? '\\-' : char
  return `\\${char}`
}

function withoutComments(body: string): string {
  return body.replace(/\\[\s\S]|\[(?:\\[\s\S]|[^\]])*\]|\s+|#.*/g, (part) =>
    /^[\s#]/.test(part) ? '' : part,
  )
}

/** A Python replacement text (`\1`, `\g<name>`, `\n`) filled in from a match. */
export function expandReplacement(replacement: string, match: RegExpExecArray): string {
  return replacement.replace(
    /\\(?:g<(\w+)>|([0-9]{1,2})|([\s\S]))/g,
    (all, name?: string, number?: string, char?: string) => {
      const group = name ?? number
      if (group !== undefined)
        return (/^\d+$/.test(group) ? match[Number(group)] : match.groups?.[group]) ?? ''
      return SPECIAL[char ?? ''] ?? (char === '\\' ? '\\' : all)
    },
  )
}

const SPECIAL: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' }

/** Python's `re.sub`: every match replaced, and how many there were. */
export function substitute(
  regex: RegExp,
  replacement: string,
  text: string,
): { text: string; count: number } {
  let count = 0
  let out = ''
  let last = 0
  for (const match of text.matchAll(regex)) {
    out += text.slice(last, match.index) + expandReplacement(replacement, match)
    last = match.index + match[0].length
    count += 1
  }
  return { text: out + text.slice(last), count }
}
