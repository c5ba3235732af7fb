/**
 * The words of a command line, split as a POSIX shell would but nothing expanded: quotes and backslashes
 * are taken off, operators and `$` are ordinary characters (Python's shlex.split, which Ansible uses for
 * `validate`, `argv`-like options and ssh arguments).
 * @throws SyntaxError when a quote is not closed
 */
export function splitWords(text: string): string[] {
  const words: string[] = []
  const pattern = /\s+|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+)|(['"\\])/gy
  let word: string | undefined
  for (const [token, single, double, escaped, plain, stray] of text.matchAll(pattern)) {
    if (stray !== undefined) throw new SyntaxError(`a ${stray} is not closed in: ${text}`)
    const part = single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? plain
    if (part !== undefined) word = (word ?? '') + part
    else if (token.trim() === '' && word !== undefined) {
      words.push(word)
      word = undefined
    }
  }
  if (word !== undefined) words.push(word)
  return words
}
