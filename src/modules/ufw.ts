import { predict } from '../host/observation.ts'
import { type Command, sh } from '../shell/command.ts'
import type { ArgsOf } from '../source/schema.ts'
import { ModuleFailure, type Plan, type Step, stateModule } from './module.ts'
import { addRules, deleteRules } from './ufw/change.ts'
import { admitsSession, isActive } from './ufw/lockout.ts'
import { constraints, examples, options } from './ufw/options.ts'
import { ufwProfiles } from './ufw/profiles.ts'
import { services } from './ufw/services.ts'
import { type UfwState, ufwState } from './ufw/state.ts'
import { type Names, serviceNames, wantedRules } from './ufw/wanted.ts'

type Args = ArgsOf<typeof options>

interface State extends Names {
  readonly ufw: UfwState
  /** The user takes the risk: variable `ufw_allow_lockout`. */
  readonly allowLockout: boolean
}

/** What is asked for so far: the commands, and the state that they lead to. */
interface Draft {
  readonly state: UfwState
  readonly commands: readonly DraftCommand[]
}

interface DraftCommand {
  readonly title: string
  readonly command: Command
  /** With an active firewall it may shut something out that got through before. */
  readonly shuts: boolean
}

/**
 * The firewall. Unlike Ansible's module the steps of one task run in the safe order (rules, logging,
 * policy, then enabling), and a change that would shut out the SSH connection in use is refused.
 */
export const ufw = stateModule({
  name: 'ufw',
  collection: 'community.general',
  summary: 'Manages the firewall with UFW; never shuts out the SSH connection in use.',
  options,
  constraints,
  examples,
  async probe(host, args, task): Promise<State> {
    const names = args.rule === undefined ? [] : serviceNames(args)
    const [state, profiles, ...found] = await Promise.all([
      host.observe(ufwState, 'ufw'),
      args.name === undefined ? new Map() : host.observe(ufwProfiles, 'profiles'),
      ...names.map((name) => host.observe(services, name)),
    ])
    const allowLockout = task.variable('ufw_allow_lockout') === true
    return { ufw: state, profiles, services: new Map(names.map((name, i) => [name, found[i]])), allowLockout }
  },
  plan(args, state): Plan {
    checkUsable(state.ufw)
    checkDirection(args)
    let draft: Draft = { state: state.ufw, commands: [] }
    for (const part of [planStop, planRule(state), planLogging, planPolicy, planStart])
      draft = part(args, draft)
    if (draft.commands.length > 0 && !state.allowLockout) refuseLockout(state.ufw, draft.state)
    return {
      steps: draft.commands.map((entry, index) => toStep(entry, index === draft.commands.length - 1, draft)),
      values: {
        commands: draft.commands.map((entry) => entry.command.text),
        msg: describe(draft.state),
      },
    }
  },
})

function checkUsable(state: UfwState): void {
  if (!state.installed) {
    const places = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
    const hint = 'install the package ufw before this task'
    throw new ModuleFailure(`Failed to find required executable "ufw" in paths: ${places}`, {}, hint)
  }
  if (state.readable) return
  throw new ModuleFailure(
    'ERROR: You need to be root to run this script',
    {},
    'add `become: true` to the task',
  )
}

function checkDirection(args: Args): void {
  const { direction } = args
  if (args.default !== undefined && (direction === 'in' || direction === 'out')) {
    throw new ModuleFailure(
      'For default, direction must be one of "outgoing", "incoming" and "routed", or direction must not be specified.',
    )
  }
  if (args.rule === undefined) return
  if (direction !== undefined && direction !== 'in' && direction !== 'out') {
    throw new ModuleFailure(
      'For rules, direction must be one of "in" and "out", or direction must not be specified.',
    )
  }
  if (!args.route && args.interface_in !== undefined && args.interface_out !== undefined) {
    throw new ModuleFailure('Only route rules can combine interface_in and interface_out')
  }
}

function planStop(args: Args, { state, commands }: Draft): Draft {
  if (args.state === 'reset') {
    const next: UfwState = { ...state, enabled: false, loaded: false, rules: [], rules6: [] }
    return {
      state: next,
      commands: [...commands, step('reset the firewall', sh`ufw --force reset`, isActive(state))],
    }
  }
  if (args.state !== 'disabled' || !isActive(state)) return { state, commands }
  const next: UfwState = { ...state, enabled: false, loaded: false }
  return {
    state: next,
    commands: [...commands, step('disable the firewall', sh`ufw --force disable`, false)],
  }
}

function planRule(names: Names): (args: Args, draft: Draft) => Draft {
  return (args, draft) => {
    if (args.rule === undefined) return draft
    const wanted = wantedRules({ ...args, rule: args.rule }, names)
    const placing = { insert: args.insert, relativeTo: args.insert_relative_to }
    const change = args.delete ? deleteRules(draft.state, wanted) : addRules(draft.state, wanted, placing)
    if (!change.changed) return draft
    const words = ruleWords(args, change.insert)
    const shuts = isActive(draft.state) && (args.delete || args.rule !== 'allow')
    const entry = step(`ufw ${words.join(' ')}`, sh`ufw ${words}`, shuts)
    return { state: change.state, commands: [...draft.commands, entry] }
  }
}

/** The long form of a rule, its parts in the order that ufw documents. */
function ruleWords(args: Args, insert: number | undefined): string[] {
  const part = (value: string | undefined, ...before: string[]) =>
    value === undefined || value === '' ? [] : [...before, value]
  return [
    ...(args.route ? ['route'] : []),
    ...(args.delete ? ['delete'] : []),
    ...part(insert === undefined ? undefined : String(insert), 'insert'),
    args.rule ?? '',
    ...part(args.direction),
    ...part(args.interface, 'on'),
    ...part(args.interface_in, 'in', 'on'),
    ...part(args.interface_out, 'out', 'on'),
    ...(args.log ? ['log'] : []),
    ...part(args.from_ip, 'from'),
    ...part(args.from_port, 'port'),
    ...part(args.to_ip, 'to'),
    ...part(args.to_port, 'port'),
    ...part(args.proto, 'proto'),
    ...part(args.name, 'app'),
    ...part(args.comment, 'comment'),
  ]
}

function planLogging(args: Args, draft: Draft): Draft {
  if (args.logging === undefined) return draft
  const level = draft.state.logging
  const isOn = level !== '' && level !== 'off'
  if (args.logging === level || (args.logging === 'on' && isOn)) return draft
  const next = args.logging === 'on' ? 'low' : args.logging
  const entry = step(`set firewall logging to ${args.logging}`, sh`ufw logging ${args.logging}`, false)
  return { state: { ...draft.state, logging: next }, commands: [...draft.commands, entry] }
}

function planPolicy(args: Args, draft: Draft): Draft {
  if (args.default === undefined) return draft
  const { direction } = args
  const way = direction === 'outgoing' || direction === 'routed' ? direction : 'incoming'
  if (draft.state.policies[way] === args.default) return draft
  const policies = { ...draft.state.policies, [way]: args.default }
  const shuts = isActive(draft.state) && args.default !== 'allow'
  const entry = step(
    `${args.default} ${way} traffic by default`,
    sh`ufw default ${args.default} ${way}`,
    shuts,
  )
  return { state: { ...draft.state, policies }, commands: [...draft.commands, entry] }
}

function planStart(args: Args, { state, commands }: Draft): Draft {
  if (args.state === 'reloaded') {
    return {
      state,
      commands: [...commands, step('reload the firewall', sh`ufw --force reload`, isActive(state))],
    }
  }
  if (args.state !== 'enabled' || (state.enabled && state.loaded)) return { state, commands }
  const next: UfwState = { ...state, enabled: true, loaded: true }
  return { state: next, commands: [...commands, step('enable the firewall', sh`ufw --force enable`, true)] }
}

function refuseLockout(before: UfwState, after: UfwState): void {
  const session = after.session
  if (session === undefined || !isActive(after) || admitsSession(after, session)) return
  // A firewall that already keeps new connections out is not made worse by this task.
  if (isActive(before) && !admitsSession(before, session)) return
  const { peer, port } = session
  throw new ModuleFailure(
    `refused: with this change the firewall would not provably let in SSH from ${peer} to port ${port}, the connection in use`,
    { ssh_peer: peer, ssh_port: port },
    `allow it in an earlier task: ufw: {rule: allow, port: "${port}", proto: tcp, from_ip: ${peer}}, or set the variable ufw_allow_lockout: true`,
  )
}

function step(title: string, command: Command, shuts: boolean): DraftCommand {
  return { title, command, shuts }
}

function toStep(entry: DraftCommand, last: boolean, draft: Draft): Step {
  return {
    title: entry.title,
    request: { command: entry.command },
    ...(entry.shuts ? { guard: 'firewall' } : {}),
    ...(last ? { predicts: [predict(ufwState, 'ufw', draft.state)] } : {}),
  }
}

/** The head of what `ufw status verbose` prints. */
function describe(state: UfwState): string {
  if (!isActive(state)) return 'Status: inactive'
  const { incoming, outgoing, routed } = state.policies
  const logging = state.logging === 'off' ? 'off' : `on (${state.logging})`
  return [
    'Status: active',
    `Logging: ${logging}`,
    `Default: ${incoming} (incoming), ${outgoing} (outgoing), ${routed} (routed)`,
  ].join('\n')
}
