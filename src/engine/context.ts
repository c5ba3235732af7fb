import type { PlaybookSource, Task, TaskNode } from '../playbook/model.ts'
import type { Redactor } from '../shell/redact.ts'
import type { Vault } from '../source/vault.ts'
import type { World } from '../vars/world.ts'
import type { Connections } from './connections.ts'
import type { Emit } from './events.ts'
import type { RunOptions } from './options.ts'
import type { PlayVars } from './playVars.ts'

/** What every stage of a run works with. */
export interface RunContext {
  readonly options: RunOptions
  readonly world: World
  readonly playVars: PlayVars
  readonly vault: Vault
  readonly source: PlaybookSource
  readonly connections: Connections
  readonly redactor: Redactor
  readonly emit: Emit
  readonly signal: AbortSignal
  /** Nodes of dynamic includes, by the including task and what it asked for: each is read once. */
  readonly included: WeakMap<Task, Map<string, readonly TaskNode[]>>
  /** Check mode: by host, the last task whose full effect can't be foreseen. */
  readonly opaqueAfter: Map<string, string>
}
