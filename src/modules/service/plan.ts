import { SSHD_UNITS, UFW_UNITS } from '../../host/guard/domains.ts'
import { predict } from '../../host/observation.ts'
import { type UnitState, unitName, units, userUnits } from '../../host/observations/units.ts'
import type { Command } from '../../shell/command.ts'
import { script, sh } from '../../shell/command.ts'
import { ModuleFailure, type Plan, type Step, type Values } from '../module.ts'
import type { ServiceArgs } from './options.ts'
import type { ServiceState } from './probe.ts'
import { startCommand } from './start.ts'
import { isEnabled, isRunning } from './unitFacts.ts'

/** The steps that bring a unit to its wanted state, in Ansible's order: reload, mask, enable, start. */
export function planService(args: ServiceArgs, state: ServiceState): Plan {
  const steps = planDaemon(args, state)
  const { name } = args
  const { unit } = state
  if (name === undefined || unit === undefined) return { steps, values: { name, status: {} } }
  refuseMissing(args, unit)
  let after = unit
  const take = (step: Step, change: Partial<UnitState>): void => {
    after = { ...after, ...change }
    steps.push({ ...step, predicts: [predict(kindOf(args), name, after)] })
  }
  const masked = unit.unitFileState.startsWith('masked') || unit.loadState === 'masked'
  if (args.masked !== undefined && args.masked !== masked) {
    const word = args.masked ? 'mask' : 'unmask'
    take(unitStep(args, word, word), { unitFileState: args.masked ? 'masked' : 'disabled' })
  }
  if (args.enabled !== undefined && args.enabled !== isEnabled(unit, args.enabled)) {
    const word = args.enabled ? 'enable' : 'disable'
    take(unitStep(args, word, word), { unitFileState: `${word}d` })
  }
  const action = actionFor(args, unit)
  if (action !== undefined) {
    const running = action !== 'stop'
    take(actionStep(args, action, unit), {
      activeState: running ? 'active' : 'inactive',
      subState: running ? 'running' : 'dead',
    })
  }
  const offline = args.state !== undefined && !unit.systemd
  return { steps, values: valuesOf(args, unit), ...(offline ? { warnings: [OFFLINE] } : {}) }
}

const OFFLINE = 'systemd does not run on this host: services are neither started nor stopped'

/** Reloading is only worth it when something changed; it never counts as a change of the task. */
function planDaemon(args: ServiceArgs, state: ServiceState): Step[] {
  const missing = state.unit?.loadState === 'not-found'
  const steps: Step[] = []
  if (args.daemon_reload && (state.stale || state.unit?.needsReload || missing)) {
    steps.push({ title: 'reload systemd', request: { command: systemctl(args, 'daemon-reload') } })
  }
  if (args.daemon_reexec) {
    steps.push({ title: 're-execute systemd', request: { command: systemctl(args, 'daemon-reexec') } })
  }
  return steps
}

/** Titles of steps that are no change in Ansible's eyes. */
export function countsAsChange(step: Step): boolean {
  return !step.title.endsWith('systemd')
}

function refuseMissing(args: ServiceArgs, unit: UnitState): void {
  // A reload may bring it to light.
  if (args.daemon_reload) return
  const found = unit.systemd ? unit.loadState !== 'not-found' : unit.unitFileState !== ''
  if (!found && !(args.masked !== undefined && args.state === undefined && args.enabled === undefined)) {
    throw new ModuleFailure(
      `Could not find the requested service ${args.name}: host`,
      {},
      'install the package that brings it, or check its name with: systemctl list-unit-files',
    )
  }
  const loadError = unit.properties['LoadError']
  if (unit.loadState === 'bad-setting' || unit.loadState === 'error') {
    throw new ModuleFailure(`Error loading unit file '${args.name}': ${loadError ?? unit.loadState}`)
  }
}

type Action = 'start' | 'stop' | 'restart' | 'reload'

function actionFor(args: ServiceArgs, unit: UnitState): Action | undefined {
  if (args.state === undefined || !unit.systemd) return undefined
  const running = isRunning(unit)
  switch (args.state) {
    case 'started':
      return running ? undefined : 'start'
    case 'stopped':
      return running || unit.activeState === 'deactivating' ? 'stop' : undefined
    case 'restarted':
      return running ? 'restart' : 'start'
    case 'reloaded':
      return running ? 'reload' : 'start'
  }
}

function actionStep(args: ServiceArgs, action: Action, unit: UnitState): Step {
  const command = systemctl(args, action, unitName(args.name ?? ''))
  const step = { title: `${action} ${args.name}`, diff: stateDiff(unit, action) }
  const settles = action === 'stop' || args.no_block
  return {
    ...step,
    ...guarding(args, action !== 'stop'),
    request: {
      command: settles ? command : startCommand(command, unitName(args.name ?? ''), args.scope, unit),
    },
  }
}

/**
 * What starts sshd or the firewall may cut off SSH. What only stops sshd is half of a change (from its socket
 * to its service, say): what was before is saved, and a new connection is asked for when it starts again.
 */
function guarding(args: ServiceArgs, starts: boolean): Pick<Step, 'guard' | 'unsettles'> {
  const name = args.name ?? ''
  const domain = SSHD_UNITS.includes(name) ? 'sshd' : UFW_UNITS.includes(name) ? 'firewall' : undefined
  if (domain === undefined || args.scope === 'user') return {}
  return starts ? { guard: domain } : { unsettles: domain }
}

function unitStep(args: ServiceArgs, word: string, title: string): Step {
  return {
    title: `${title} ${args.name}`,
    ...guarding(args, false),
    request: { command: systemctl(args, word, unitName(args.name ?? '')) },
  }
}

/** A user's systemd is found through this variable, which sudo does not set. */
function systemctl(args: ServiceArgs, ...words: readonly string[]): Command {
  const flags = [
    ...(args.scope === 'user' ? ['--user'] : []),
    ...(args.no_block ? ['--no-block'] : []),
    ...(args.force ? ['--force'] : []),
  ]
  const command = sh`systemctl ${[...flags, ...words]}`
  if (args.scope !== 'user') return command
  return script(`: "\${XDG_RUNTIME_DIR:=/run/user/$(id -u)}"\nexport XDG_RUNTIME_DIR\n${command.text}`)
}

function stateDiff(unit: UnitState, action: Action) {
  const after = action === 'stop' ? 'inactive' : 'active'
  return {
    before: `${unit.activeState}\n`,
    after: unit.activeState === after ? `${after} (${action})\n` : `${after}\n`,
  }
}

function valuesOf(args: ServiceArgs, unit: UnitState): Values {
  const state = args.state === 'restarted' || args.state === 'reloaded' ? 'started' : args.state
  return {
    name: args.name,
    status: unit.properties,
    ...(args.enabled === undefined ? {} : { enabled: args.enabled }),
    ...(state === undefined ? {} : { state }),
  }
}

function kindOf(args: ServiceArgs) {
  return args.scope === 'user' ? userUnits : units
}
