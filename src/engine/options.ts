import type { Secret } from '../shell/secret.ts'
import type { VaultSecret } from '../source/vault.ts'

/** Run this task, pass it over, or run it and ask no more. */
export type StepAnswer = 'yes' | 'no' | 'continue'

/** A run as the command line asks for it. Paths are as given, relative to the working directory. */
export interface RunOptions {
  readonly playbooks: readonly string[]
  /** Texts of playbooks that are no files, by their names in `playbooks`. */
  readonly playbookTexts?: ReadonlyMap<string, string>
  readonly inventory: readonly string[]
  readonly limit?: string | undefined
  readonly tags: readonly string[]
  readonly skipTags: readonly string[]
  readonly check: boolean
  readonly diff: boolean
  /** `k=v`, JSON or `@file`, in the order given. */
  readonly extraVars: readonly string[]
  /** Hosts worked on at the same time. */
  readonly forks: number
  readonly become: boolean
  readonly becomeUser?: string | undefined
  readonly becomeMethod?: string | undefined
  readonly becomePassword?: Secret | undefined
  readonly connectionPassword?: Secret | undefined
  readonly vaultSecrets: readonly VaultSecret[]
  readonly privateKey?: string | undefined
  readonly user?: string | undefined
  /** `ssh` or `local`, where neither variables nor keywords say. */
  readonly connection?: string | undefined
  /** Options of ssh, as on its command line. */
  readonly sshArguments?: string | undefined
  /** Directories with roles and with collections, in place of Ansible's own. */
  readonly rolesPath?: readonly string[] | undefined
  readonly collectionsPath?: readonly string[] | undefined
  /** Keys of hosts never met are taken; one that has changed is refused all the same. */
  readonly acceptsNewHosts?: boolean
  /** Failed hosts run their notified handlers even where the play does not say so. */
  readonly forceHandlers?: boolean
  /** Name of the first task to run. */
  readonly startAtTask?: string | undefined
  /** Asked before each task whether to run it. */
  readonly step?: ((task: string) => Promise<StepAnswer>) | undefined
  /** Of a connection attempt. */
  readonly timeoutMs: number
  readonly verbosity: number
  readonly lockWaitMs: number
  /** `user@controller pid N: command`, shown to others who meet this run's lock. */
  readonly lockOwner: string
  /** Instead of the hosts' own lock: for runs on one machine that have nothing to do with each other. */
  readonly lockFile?: string | undefined
  /** Where what a failed run still owes is kept; absent: nowhere. */
  readonly stateDirectory?: string | undefined
}
