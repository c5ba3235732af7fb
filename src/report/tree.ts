import { Listr } from 'listr2'

/** A moving list of what is going on, one row a host, which disappears when it is closed. */
export interface Tree {
  /** Changes a row's text and the line below it; a row that isn't there is passed over. */
  update(name: string, row: Row): void
  /** Takes the list off the screen; resolves when the cursor stands where the list began. */
  close(): Promise<void>
}

export interface Row {
  readonly title: string
  /** The last line that the running command printed. */
  readonly last: string | undefined
}

/**
 * Shows a list of rows by listr2, used as a view only: it owns no work, no order, no signal and no exit.
 * Each of its tasks just waits until the list is closed.
 */
export function openTree(rows: ReadonlyMap<string, Row>): Tree {
  const closed = deferred()
  const handles = new Map<string, Handle>()
  const tasks = [...rows].map(([name, row]) => ({
    title: row.title,
    task: async (_context: unknown, task: Handle) => {
      handles.set(name, task)
      show(task, row)
      await closed.promise
    },
  }))
  const list = new Listr(tasks, {
    concurrent: true,
    exitOnError: false,
    registerSignalListeners: false,
    renderer: 'default',
    rendererOptions: { clearOutput: true, formatOutput: 'truncate' },
  })
  const finished = list.run()
  return {
    update: (name, row) => {
      const task = handles.get(name)
      if (task !== undefined) show(task, row)
    },
    close: async () => {
      closed.resolve()
      await finished
    },
  }
}

interface Handle {
  title: string
  output: string
}

function show(task: Handle, row: Row): void {
  task.title = row.title
  if (row.last !== undefined) task.output = row.last
}

interface Deferred {
  readonly promise: Promise<void>
  readonly resolve: () => void
}

// Node 20 has no Promise.withResolvers.
function deferred(): Deferred {
  let resolve: () => void = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
