/** Python's textwrap.wrap of one line: lines of at most `width` characters, white space kept within. */
export function wrap(
  text: string,
  width: number,
  breakLongWords: boolean,
  breakOnHyphens: boolean,
): string[] {
  const chunks = chunksOf(text, breakOnHyphens).reverse()
  const lines: string[] = []
  while (chunks.length > 0) {
    if (lines.length > 0 && isBlank(chunks.at(-1))) chunks.pop()
    const line = takeLine(chunks, width, breakLongWords, breakOnHyphens)
    if (isBlank(line.at(-1))) line.pop()
    if (line.length > 0) lines.push(line.join(''))
  }
  return lines
}

function isBlank(chunk: string | undefined): boolean {
  return chunk !== undefined && chunk.trim() === ''
}

// A hyphen between letters ends a chunk; a run of dashes is one of its own.
function chunksOf(text: string, breakOnHyphens: boolean): string[] {
  const words = text.match(/\s+|\S+/g) ?? []
  if (!breakOnHyphens) return words
  return words.flatMap((word) =>
    word.split(
      /(?<=\p{L}[\p{L}\p{N}_]*-)(?=\p{L}[\p{L}\p{N}_]*)|(?<=[\p{L}\p{N}!"'&.,?])(?=-{2,}[\p{L}\p{N}])|(?<=[^-]-{2,})(?=[\p{L}\p{N}])/u,
    ),
  )
}

// The chunks of the next line, taken from the end of `chunks`.
function takeLine(chunks: string[], width: number, breakLong: boolean, hyphens: boolean): string[] {
  const line: string[] = []
  let length = 0
  for (let next = chunks.at(-1); next !== undefined && length + next.length <= width; next = chunks.at(-1)) {
    line.push(next)
    length += next.length
    chunks.pop()
  }
  const long = chunks.at(-1)
  if (long === undefined || long.length <= width) return line
  if (!breakLong) {
    if (line.length === 0) line.push(chunks.pop() ?? '')
    return line
  }
  const room = Math.max(1, width - length)
  const hyphen = hyphens ? long.slice(0, room).lastIndexOf('-') : -1
  const cut = hyphen > 0 && /[^-]/.test(long.slice(0, hyphen)) ? hyphen + 1 : room
  line.push(long.slice(0, cut))
  chunks[chunks.length - 1] = long.slice(cut)
  return line
}
