/** How a channel's far end finished; both undefined when the link broke before it could be told. */
export interface ChannelEnd {
  readonly code: number | undefined
  readonly signal: string | undefined
}

export type OutputListener = (stream: 'stdout' | 'stderr', chunk: Buffer) => void

/** A running process at the far end, by its three streams. */
export interface Channel {
  write(data: Uint8Array): void
  /** Ends its standard input. */
  end(): void
  /** Gives it up without waiting. */
  destroy(): void
  /** Resolves once, when the process is gone or the link broke; never rejects. */
  readonly closed: Promise<ChannelEnd>
}

/** A connection over which processes can be started: an SSH connection, or this machine itself. */
export interface Link {
  /** The user that processes run as. */
  readonly user: string
  /** Says who is meant in messages: `ops@web1`, `this machine`. */
  readonly description: string
  readonly isOpen: boolean
  /**
   * Starts a command line, read by the login shell, which may be any shell.
   * @throws StackError `disconnected` when the link is gone, `unreachable` when the far end refuses
   */
  open(commandLine: string, onOutput: OutputListener): Promise<Channel>
  close(): Promise<void>
}
