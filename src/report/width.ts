/** How many columns a text takes in a terminal: wide characters two, combining marks none. */
export function width(text: string): number {
  let columns = 0
  for (const character of text) {
    if (NONE.test(character)) continue
    columns += WIDE.test(character) ? 2 : 1
  }
  return columns
}

/** Breaks text at blanks so that no line is longer than `columns`, as Python's textwrap does. */
export function wrap(text: string, columns: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const joined = line === '' ? word : `${line} ${word}`
    if (line !== '' && width(joined) > columns) {
      lines.push(line)
      line = word
    } else {
      line = joined
    }
  }
  return [...lines, line].join('\n')
}

const NONE = /[\p{M}\p{Cf}]/u
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u
