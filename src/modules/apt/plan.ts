import { type Prediction, predict } from '../../host/observation.ts'
import { type PackageState, packages } from '../../host/observations/packages.ts'
import { quote, script } from '../../shell/command.ts'
import { type Diff, ModuleFailure, type Plan, type Step } from '../module.ts'
import { aptGet, changeRequest, changing, updateRequest } from './commands.ts'
import type { AptArgs } from './options.ts'
import { type AptState, upgradeWords, type WantedPackage } from './probe.ts'
import { compareVersions, versionFits } from './version.ts'

/** What has to be done; the lists are fetched only when something depends on them. */
export function planApt(args: AptArgs, state: AptState): Plan {
  const work = [
    ...planUpgrade(args, state),
    ...planDeb(args, state),
    ...(args.state === 'absent' ? planRemoval(args, state.packages) : planInstallation(args, state)),
    ...planCleaning(args, state),
  ]
  const alone = (args.name ?? []).length === 0 && args.deb === undefined && upgradeWords(args) === undefined
  const steps = state.refresh && (work.length > 0 || alone) ? [updateStep(args), ...work] : work
  return { steps, values: { cache_updated: false, cache_update_time: state.lists.updated } }
}

function updateStep(args: AptArgs): Step {
  return { title: 'fetch the package lists', request: updateRequest(args), opaque: true }
}

function planUpgrade(args: AptArgs, state: AptState): Step[] {
  const words = upgradeWords(args)
  if (words === undefined) return []
  const found = state.simulations.get(words[0] ?? '')
  if (!state.refresh && found?.failed === undefined && found?.actions.length === 0) return []
  return [
    {
      title: 'upgrade all packages',
      request: changeRequest(args, words),
      opaque: true,
      diff: listDiff(found?.actions ?? []),
    },
  ]
}

function planInstallation(args: AptArgs, state: AptState): Step[] {
  if (args.state === 'build-dep' || args.state === 'fixed') return planSimulated(args, state)
  const missing = state.packages
    .filter(({ state: package_ }) => package_.installed || !args.only_upgrade)
    .filter((wanted) => needed(args, wanted, state.refresh))
  if (missing.length === 0) return []
  if (!state.refresh) for (const wanted of missing) refuseUnknown(wanted)
  const words = missing.map((wanted) => installWord(wanted, state.refresh))
  return [
    {
      title: `install ${missing.map(({ spec }) => spec.text).join(', ')}`,
      request: changeRequest(args, ['install', ...words]),
      diff: packageDiff(missing, 'installed'),
      predicts: missing.flatMap(predictInstalled),
      opaque: true,
    },
  ]
}

function planSimulated(args: AptArgs, state: AptState): Step[] {
  const words = args.state === 'fixed' ? ['-f', 'install'] : ['build-dep', ...(args.name ?? [])]
  const found = state.simulations.get(words[0] ?? '')
  if (found === undefined || (found.failed === undefined && found.actions.length === 0)) return []
  const title =
    args.state === 'fixed' ? 'repair packages' : `install what building ${words.slice(1).join(', ')} needs`
  return [{ title, request: changeRequest(args, words), opaque: true, diff: listDiff(found.actions) }]
}

function needed(args: AptArgs, { spec, state, candidate }: WantedPackage, refresh: boolean): boolean {
  if (!state.installed) return !(state.providedBy.length > 0 && candidate?.candidate === undefined)
  const version = state.version ?? ''
  if (spec.version !== undefined && !versionFits(version, spec.version)) return true
  if (args.state !== 'latest') return false
  // With new lists on their way only apt can tell whether there is something newer.
  if (refresh) return true
  return (
    candidate?.candidate !== undefined &&
    compareVersions(candidate.candidate, version) > 0 &&
    spec.version === undefined
  )
}

/** @throws ModuleFailure before anything is installed */
function refuseUnknown({ spec, candidate }: WantedPackage): void {
  if (candidate === undefined) return
  if (!candidate.known) {
    throw new ModuleFailure(
      `No package matching '${spec.name}' is available`,
      {},
      'check the name, or let update_cache fetch the package lists first',
    )
  }
  const wanted = spec.version
  if (wanted !== undefined && !candidate.versions.some((version) => versionFits(version, wanted))) {
    const offered = candidate.versions.length === 0 ? 'none' : candidate.versions.join(', ')
    throw new ModuleFailure(
      `no available installation candidate for ${spec.text}`,
      {},
      `versions on offer: ${offered}`,
    )
  }
}

function installWord({ spec, candidate }: WantedPackage, refresh: boolean): string {
  const wanted = spec.version
  if (wanted === undefined) return spec.name
  const found = candidate?.versions.find((version) => versionFits(version, wanted))
  if (!refresh && found !== undefined) return `${spec.name}=${found}`
  return wanted.operator === '=' ? `${spec.name}=${wanted.text}` : spec.name
}

function planRemoval(args: AptArgs, wanted: readonly WantedPackage[]): Step[] {
  const present = wanted.filter(({ spec, state }) => {
    if (!state.installed) return args.purge && state.status !== 'not-installed'
    return spec.version === undefined || versionFits(state.version ?? '', spec.version)
  })
  if (present.length === 0) return []
  return [
    {
      title: `${args.purge ? 'purge' : 'remove'} ${present.map(({ spec }) => spec.name).join(', ')}`,
      request: changeRequest(args, ['remove', ...present.map(({ spec }) => spec.name)]),
      diff: packageDiff(present, args.purge ? 'purged' : 'removed'),
      predicts: present.map(({ spec }) => predict(packages, spec.name, REMOVED)),
      opaque: true,
    },
  ]
}

function planDeb(args: AptArgs, { deb }: AptState): Step[] {
  if (args.deb === undefined || deb === undefined) return []
  if (args.state !== 'present') throw new ModuleFailure('deb only supports state=present')
  const { file, state } = deb
  if (!file.exists) throw new ModuleFailure(`Unable to install package: ${args.deb} does not exist`)
  const isUrl = args.deb.includes('://')
  if (!isUrl && file.name === undefined)
    throw new ModuleFailure(`Unable to install package: ${args.deb} is not a Debian package`)
  const installed = state?.installed ? state.version : undefined
  if (installed !== undefined && sameVersion(installed, file.version, isUrl)) return []
  const command = isUrl
    ? `tmp=$(mktemp -d) && chmod 755 "$tmp" || exit
trap 'rm -rf -- "$tmp"' EXIT
/usr/lib/apt/apt-helper -q download-file ${quote(args.deb)} "$tmp/package.deb" || exit
${aptGet(args, ['install'])} "$tmp/package.deb"`
    : aptGet(args, ['install', args.deb.startsWith('/') ? args.deb : `./${args.deb}`])
  return [
    {
      title: `install ${args.deb}`,
      request: { ...changeRequest(args, []), command: changing(args, script(command)) },
      opaque: true,
    },
  ]
}

/** The name of a file has no epoch. */
function sameVersion(installed: string, file: string | undefined, fromUrl: boolean): boolean {
  return installed === file || (fromUrl && installed.replace(/^\d+:/, '') === file)
}

function planCleaning(args: AptArgs, state: AptState): Step[] {
  const steps: Step[] = []
  if (args.clean)
    steps.push({ title: 'delete downloaded packages', request: { command: script('apt-get clean') } })
  for (const word of ['autoclean', 'autoremove'] as const) {
    const found = state.simulations.get(word)
    if (found === undefined || found.actions.length === 0) continue
    const title = word === 'autoremove' ? 'remove packages that nothing needs' : 'delete outdated downloads'
    steps.push({
      title,
      request: changeRequest({ ...args, autoremove: false }, [word]),
      diff: listDiff(found.actions),
      opaque: true,
    })
  }
  return steps
}

const REMOVED: PackageState = {
  installed: false,
  status: 'not-installed',
  want: 'unknown',
  held: false,
  version: undefined,
  architecture: undefined,
  providedBy: [],
}

function predictInstalled({ spec, state, candidate }: WantedPackage): Prediction[] {
  const version = candidate?.candidate ?? (spec.version?.operator === '=' ? spec.version.text : state.version)
  return [
    predict(packages, spec.name, {
      ...state,
      installed: true,
      status: 'installed',
      want: 'install',
      version,
    }),
  ]
}

function packageDiff(wanted: readonly WantedPackage[], word: string): Diff {
  const before = wanted.map(
    ({ spec, state }) => `${spec.name} ${state.installed ? state.version : state.status}\n`,
  )
  const after = wanted.map(({ spec, candidate }) => {
    const version = word === 'installed' ? (spec.version?.text ?? candidate?.candidate) : undefined
    return `${spec.name} ${version ?? word}\n`
  })
  return { before: before.join(''), after: after.join('') }
}

function listDiff(actions: readonly string[]): Diff {
  return { before: '', after: actions.map((action) => `${action}\n`).join('') }
}
