const BRAND = Symbol('command')

/** A shell command as a value: quoted when it is built, never a raw string. */
export class Command {
  readonly [BRAND] = true
  /** POSIX shell text, safe to hand to `sh`. */
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What may be put into a command: words are quoted, lists become several words, commands nest as they are. */
export type Word = string | number | Command | readonly (string | number)[]

/**
 * Builds a command: ``sh`systemctl enable ${unit}` `` quotes `unit`. A `Secret` is refused by its type and
 * at run time: secrets travel on stdin or in the environment of a request, never as an argument.
 */
export function sh(strings: TemplateStringsArray, ...words: readonly Word[]): Command {
  let text = strings[0] ?? ''
  words.forEach((word, index) => {
    text += render(word) + (strings[index + 1] ?? '')
  })
  return new Command(text)
}

/** A user's own shell text (the `shell` and `raw` modules), taken as it is. */
export function script(text: string): Command {
  return new Command(text)
}

/** One argument, quoted for a POSIX shell. */
export function quote(word: string | number): string {
  const text = String(word)
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** `a && b && c` */
export function and(...commands: readonly Command[]): Command {
  return join(commands, ' && ')
}

/** Each in turn, whatever the one before returned. */
export function sequence(...commands: readonly Command[]): Command {
  return join(commands, '\n')
}

export function pipe(...commands: readonly Command[]): Command {
  return join(commands, ' | ')
}

function join(commands: readonly Command[], by: string): Command {
  return new Command(commands.map((command) => command.text).join(by))
}

function render(word: Word): string {
  if (word instanceof Command) return word.text
  if (typeof word === 'string' || typeof word === 'number') return quote(word)
  if (Array.isArray(word)) return word.map((part: string | number) => quote(part)).join(' ')
  throw new TypeError('only words and commands can be part of a command')
}
