import { hostname, userInfo } from 'node:os'
import type { RunEvent } from '../engine/events.ts'
import type { RunOptions } from '../engine/options.ts'
import { StackError, StackErrors } from '../errors.ts'
import type { Reporter } from '../report/reporter.ts'
import { Vault, type VaultSecret } from '../source/vault.ts'
import type { FlagsOf } from './commands.ts'
import type { FlagValues } from './flags.ts'
import { labInventory } from './labInventory.ts'
import { passwords } from './passwords.ts'
import { reporterFor } from './reporterFor.ts'
import type { Surroundings } from './surroundings.ts'
import { vaultSecrets } from './vaultPasswords.ts'

/** The flags that `up`, `plan` and `run` share. */
export type PlayFlags = FlagValues<Exclude<FlagsOf<'plan'>, 'playbook'>>

/** What the command itself decides. */
export interface PlayMode {
  readonly command: string
  readonly playbooks: readonly string[]
  readonly check: boolean
  readonly diff: boolean
  readonly needsInventory: boolean
  readonly stateDirectory?: string
  /** Of this command alone. */
  readonly more?: Pick<RunOptions, 'forceHandlers' | 'startAtTask' | 'step' | 'playbookTexts'>
  /** One task, told as the command `ansible` tells it. */
  readonly adHoc?: boolean
}

/** How a run ended. */
export interface PlayOutcome {
  readonly exitCode: number
  /** Hosts with something changed, or in check mode with something that would change. */
  readonly changedHosts: number
}

/**
 * Runs playbooks: sets up who is told, finds the hosts, asks for passwords, and starts the engine.
 * @throws StackError, StackErrors for everything that can be seen before a host is touched
 */
export async function play(flags: PlayFlags, mode: PlayMode, around: Surroundings): Promise<PlayOutcome> {
  const reporter = await reporterFor({ ...flags, adHoc: mode.adHoc === true }, around.terminal)
  const changes = new ChangeCount()
  try {
    const options = await runOptions(flags, mode, around)
    const { runPlaybooks } = await import('../engine/run.ts')
    const { exitCode } = await runPlaybooks(options, (event) => tell(event, reporter, changes), around.signal)
    return { exitCode, changedHosts: changes.hosts }
  } catch (fault) {
    // Whoever reads events only is to hear of it too; main.ts tells it to people.
    if (flags.output === 'json') for (const error of faultsOf(fault)) reporter.hear({ kind: 'error', error })
    throw fault
  } finally {
    await reporter.close()
  }
}

/**
 * The run that a command line asks for, passwords included.
 * @throws StackError
 */
export async function runOptions(
  flags: PlayFlags,
  mode: PlayMode,
  around: Surroundings,
): Promise<RunOptions> {
  const vault = await vaultSecrets(flags)
  return {
    playbooks: mode.playbooks,
    inventory: await inventorySources(flags, mode, vault, around),
    limit: flags.limit,
    tags: flags.tags.flatMap(commas),
    skipTags: flags['skip-tags'].flatMap(commas),
    check: mode.check,
    diff: mode.diff,
    extraVars: flags['extra-vars'],
    forks: flags.forks,
    become: flags.become,
    becomeUser: flags['become-user'],
    becomeMethod: flags['become-method'],
    connection: flags.connection,
    sshArguments: sshArguments(flags),
    ...(await passwords(flags)),
    vaultSecrets: vault,
    privateKey: flags['private-key'],
    user: flags.user,
    timeoutMs: flags.timeout * 1000,
    verbosity: flags.verbose,
    lockWaitMs: flags['lock-wait'] * 1000,
    // The command line itself may hold passwords (-e), so only the command's name is told to others.
    lockOwner: `${userInfo().username}@${hostname()} pid ${process.pid}: stack ${mode.command}`,
    stateDirectory: mode.stateDirectory,
    rolesPath: around.settings.rolesPath,
    collectionsPath: around.settings.collectionsPath,
    acceptsNewHosts: around.settings.acceptsNewHosts,
    ...mode.more,
  }
}

function sshArguments(flags: PlayFlags): string | undefined {
  const given = [flags['ssh-common-args'], flags['ssh-extra-args']].filter((part) => part !== undefined)
  return given.length === 0 ? undefined : given.join(' ')
}

async function inventorySources(
  flags: PlayFlags,
  mode: PlayMode,
  vault: readonly VaultSecret[],
  around: Surroundings,
): Promise<readonly string[]> {
  // A lab's login comes first, so that the user's own inventory wins over it.
  if (flags.inventory.length > 0 || !mode.needsInventory) {
    return [...(await labInventory(flags, new Vault(vault), around.terminal)), ...flags.inventory]
  }
  throw new StackError('usage', `stack ${mode.command} needs an inventory that names the hosts`, {
    hint: `give one: stack ${mode.command} --inventory hosts.yaml (examples stand in the directory inventory)`,
  })
}

function faultsOf(fault: unknown): readonly StackError[] {
  if (fault instanceof StackErrors) return fault.errors
  return fault instanceof StackError ? [fault] : []
}

function commas(tags: string): string[] {
  return tags.split(',').flatMap((tag) => (tag.trim() === '' ? [] : [tag.trim()]))
}

class ChangeCount {
  readonly #names = new Set<string>()

  hear(event: RunEvent): void {
    if (event.kind !== 'result') return
    const { host, status, mayChangeAfter } = event.result
    if (status === 'changed' || mayChangeAfter !== undefined) this.#names.add(host)
  }

  get hosts(): number {
    return this.#names.size
  }
}

function tell(event: RunEvent, reporter: Reporter, changes: ChangeCount): void {
  changes.hear(event)
  reporter.hear(event)
}
