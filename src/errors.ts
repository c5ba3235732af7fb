import type { Position } from './source/position.ts'

/**
 * What went wrong, as a closed set: callers switch on it, never on a message.
 *
 * - `usage` a wrong command line; `file` a file of the user's that is missing or unreadable
 * - `syntax` YAML, INI or Jinja2 that does not parse; `unknown` a keyword, module, option, group or
 *   variable name that does not exist; `type` a value of the wrong type or outside its choices
 * - `undefined` a template that uses an undefined variable; `template` any other fault at evaluation
 * - `unreachable` no connection; `auth` login refused; `hostkey` unknown or changed host key;
 *   `become` sudo refused; `locked` another run holds the host; `disconnected` the link broke mid-way
 * - `task` a task that failed on a host; `environment` the machine `stack` runs on lacks something
 * - `interrupted` the user stopped the run
 */
export type ErrorCode =
  | 'usage'
  | 'file'
  | 'syntax'
  | 'unknown'
  | 'type'
  | 'undefined'
  | 'template'
  | 'unreachable'
  | 'auth'
  | 'hostkey'
  | 'become'
  | 'locked'
  | 'disconnected'
  | 'task'
  | 'environment'
  | 'interrupted'

export interface ErrorDetails {
  /** Where the fault stands in a file of the user's. */
  readonly at?: Position | undefined
  /** Human path to the fault: `play "web" / task "Install nginx" / apt / state`. */
  readonly path?: string | undefined
  readonly host?: string | undefined
  /** What to do about it, one sentence. */
  readonly hint?: string | undefined
  readonly cause?: unknown
}

/** An error that the user can act on. Its message is lower-case and says what failed and why. */
export class StackError extends Error {
  readonly code: ErrorCode
  readonly at: Position | undefined
  readonly path: string | undefined
  readonly host: string | undefined
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'StackError'
    this.code = code
    this.at = details.at
    this.path = details.path
    this.host = details.host
    this.hint = details.hint
  }

  /** The same error with details that only the caller knows; details already present win. */
  with(details: ErrorDetails): StackError {
    return new StackError(this.code, this.message, {
      at: this.at ?? details.at,
      path: this.path ?? details.path,
      host: this.host ?? details.host,
      hint: this.hint ?? details.hint,
      cause: this.cause ?? details.cause,
    })
  }
}

/** Several faults found in one pass: all are shown, before any host is touched. */
export class StackErrors extends Error {
  readonly errors: readonly StackError[]

  constructor(errors: readonly StackError[]) {
    super(errors.map((error) => error.message).join('\n'))
    this.name = 'StackErrors'
    this.errors = errors
  }
}
