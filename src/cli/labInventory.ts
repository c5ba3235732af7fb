import type { Terminal } from '../report/terminal.ts'

interface LabFlags {
  readonly inventory: readonly string[]
  readonly lab: string | undefined
}

/** The inventories that tell how to log in to a lab's hosts; none for servers of the user's own. */
export function labInventory(_flags: LabFlags, _terminal: Terminal): readonly string[] {
  return []
}
