/** Begins a note, in the format of a `printf`: a line in a command's output that is for us and not for people. */
export const NOTE = '\\036@'
/** The same as it arrives. A note ends with its line. */
export const NOTE_BEGIN = '\x1e@'

/** Takes the notes out of an output that comes in pieces: give it each piece in turn. */
export function notesRemover(): (piece: string) => string {
  let waiting = ''
  let inNote = false
  return (piece) => {
    let text = waiting + piece
    waiting = ''
    let kept = ''
    while (text !== '') {
      const mark = inNote ? '\n' : NOTE_BEGIN
      const at = text.indexOf(mark)
      if (at < 0) break
      if (!inNote) kept += text.slice(0, at)
      text = text.slice(at + mark.length)
      inNote = !inNote
    }
    if (inNote) return kept
    // Its first character alone at the end: what it is shows in the next piece.
    if (!text.endsWith(NOTE_BEGIN.charAt(0))) return kept + text
    waiting = NOTE_BEGIN.charAt(0)
    return kept + text.slice(0, -1)
  }
}
