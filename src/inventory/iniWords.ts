/** A word of a line, unquoted, with the column at which it begins. */
export interface Word {
  readonly text: string
  readonly column: number
}

/**
 * The words of a host line of an INI inventory, as Python's `shlex.split(line, comments=True)` gives them:
 * quotes and backslashes are taken off, and an unquoted `#` ends the line, even inside a word.
 * @throws SyntaxError when a quote is not closed
 */
export function iniWords(line: string): Word[] {
  const words: Word[] = []
  const pattern = /\s+|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\#]+)|(#)|(['"\\])/g
  let word: { text: string; column: number } | undefined
  for (const match of line.matchAll(pattern)) {
    const [token, single, double, escaped, plain, comment, stray] = match
    if (comment !== undefined) break
    if (stray !== undefined) throw new SyntaxError(`a ${stray} is not closed`)
    const part = single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? plain
    if (part !== undefined) {
      word ??= { text: '', column: match.index + 1 }
      word.text += part
    } else if (token.trim() === '' && word !== undefined) {
      words.push(word)
      word = undefined
    }
  }
  if (word !== undefined) words.push(word)
  return words
}
