/**
 * Text from a host made harmless for a terminal: escape sequences and control characters are removed, line
 * breaks and tabs stay. What a host prints must not be able to move the cursor or rename the window.
 */
export function sanitize(text: string): string {
  return text.replace(SEQUENCES, '').replace(CONTROLS, '')
}

/** The last line of some output that has anything on it; a progress bar's carriage returns count as line breaks. */
export function lastLine(text: string): string | undefined {
  return sanitize(text.replaceAll('\r', '\n'))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .at(-1)
}

// CSI, OSC and other string sequences, then two-character escapes.
const SEQUENCES =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]/g

const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g
