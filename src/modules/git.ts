import type { ObservationKind } from '../host/observation.ts'
import { quote, script, sh } from '../shell/command.ts'
import { ModuleFailure, type Step, stateModule } from './module.ts'

interface GitKey {
  readonly repo: string
  readonly dest: string
  readonly version: string
  readonly remote: string
  readonly environment: Readonly<Record<string, string>>
}

interface GitState {
  /** git itself is there. */
  readonly installed: boolean
  /** Commit that is checked out; undefined when there is no clone. */
  readonly head: string | undefined
  readonly dirty: boolean
  readonly url: string
  /** Commit that the remote has for the version; empty when it could not be asked or has none. */
  readonly wanted: string
  readonly trouble: string
}

/** A clone and what its remote has: read in one go, the network included. */
const checkout: ObservationKind<GitKey, GitState> = {
  name: 'gitCheckout',
  scope: 'network',
  id: (key) => JSON.stringify(key),
  fetch: (keys) => ({
    command: script(`${ONE}\n${keys.map(call).join('\n')}`),
    env: { GIT_TERMINAL_PROMPT: '0' },
  }),
  parse: (reply, keys) => {
    const fields = reply.stdout.toString('utf8').split('\0')
    return keys.map((_, index) => {
      const [installed = '', head = '', dirty = '', url = '', wanted = '', trouble = ''] = fields.slice(
        index * 6,
        index * 6 + 6,
      )
      return {
        installed: installed === '1',
        head: head === '' ? undefined : head,
        dirty: dirty !== '',
        url,
        wanted,
        trouble,
      }
    })
  },
}

// An annotated tag is listed twice, its commit last, marked ^{}.
const ONE = `one() {
  if ! command -v git >/dev/null; then printf '0\\0\\0\\0\\0\\0\\0'; return; fi
  head=$(git -C "$2" rev-parse --verify -q HEAD 2>/dev/null)
  dirty=; url=
  if [ -n "$head" ]; then
    dirty=$(git -C "$2" status --porcelain --untracked-files=no 2>/dev/null | head -n 1)
    url=$(git -C "$2" config --get "remote.$4.url")
  fi
  refs=$(git ls-remote "$1" "$3" "refs/heads/$3" "refs/tags/$3" "refs/tags/$3^{}" 2>&1) && why= || why=$refs
  wanted=
  if [ -z "$why" ]; then
    for ref in "refs/tags/$3^{}" "refs/heads/$3" "refs/tags/$3" "$3"; do
      [ -n "$wanted" ] || wanted=$(printf '%s\\n' "$refs" | awk -v r="$ref" '$2 == r {print $1}' | tail -n 1)
    done
    case $3 in *[!0-9a-f]*) ;; ???????*) [ -n "$wanted" ] || wanted=$3 ;; esac
  fi
  printf '1\\0%s\\0%s\\0%s\\0%s\\0%s\\0' "$head" "$dirty" "$url" "$wanted" "$why"
}`

function call({ repo, dest, version, remote, environment }: GitKey): string {
  const exports = Object.entries(environment).map(([name, value]) => `export ${name}=${quote(value)}; `)
  return `( ${exports.join('')}one ${[repo, dest, version, remote].map(quote).join(' ')} )`
}

export const git = stateModule({
  name: 'git',
  collection: 'ansible.builtin',
  summary: 'Clones a git repository on the host and keeps it at a version. The host needs git.',
  options: {
    repo: { type: 'str', required: true, aliases: ['name'], description: 'Where to clone from.' },
    dest: { type: 'path', required: true, description: 'Where to clone to.' },
    version: { type: 'str', default: 'HEAD', description: 'Branch, tag or commit.' },
    remote: { type: 'str', default: 'origin', description: 'Name of the remote.' },
    update: { type: 'bool', default: true, description: 'Fetch when the clone is there already.' },
    force: { type: 'bool', default: false, description: 'Throw away local changes to tracked files.' },
    depth: { type: 'int', description: 'Commits of history to fetch.' },
    recursive: { type: 'bool', default: true, description: 'Take submodules along.' },
    accept_newhostkey: {
      type: 'bool',
      default: false,
      aliases: ['accept_hostkey'],
      description: 'Trust an SSH host key that is not known yet; a changed one never.',
    },
    key_file: { type: 'path', description: 'SSH key to use.' },
  },
  examples: `
- name: Put the code base on the host
  ansible.builtin.git:
    repo: https://git.example/shop.git
    dest: /srv/shop
    version: v1.4.2
`,
  probe: (host, args) =>
    host.observe(checkout, {
      repo: args.repo,
      dest: args.dest,
      version: args.version,
      remote: args.remote,
      environment: sshEnvironment(args),
    }),
  plan: (args, state) => {
    if (!state.installed)
      throw new ModuleFailure('git is not installed on the host', {}, 'install the package git first')
    const { head, wanted } = state
    const values = { before: head ?? null, after: wanted || head, remote_url_changed: false }
    if (
      head !== undefined &&
      (!args.update || head === wanted || (wanted.length < 40 && wanted !== '' && head.startsWith(wanted)))
    ) {
      return { steps: [], values: { ...values, after: head } }
    }
    if (wanted === '')
      throw new ModuleFailure(
        state.trouble === ''
          ? `${args.repo} has no version '${args.version}'`
          : `could not read ${args.repo}: ${state.trouble}`,
      )
    if (state.dirty && !args.force)
      throw new ModuleFailure(
        `local modifications exist in ${args.dest}`,
        values,
        'commit or remove them, or set force: true to throw them away',
      )
    return { steps: [step(args, state)], values }
  },
})

type GitArgs = {
  readonly repo: string
  readonly dest: string
  readonly version: string
  readonly remote: string
  readonly depth: number | undefined
  readonly recursive: boolean
  readonly accept_newhostkey: boolean
  readonly key_file: string | undefined
}

function sshEnvironment(args: Pick<GitArgs, 'accept_newhostkey' | 'key_file'>): Record<string, string> {
  const options = [
    'ssh',
    '-o',
    'BatchMode=yes',
    ...(args.accept_newhostkey ? ['-o', 'StrictHostKeyChecking=accept-new'] : []),
    ...(args.key_file === undefined ? [] : ['-i', args.key_file, '-o', 'IdentitiesOnly=yes']),
  ]
  return { GIT_SSH_COMMAND: options.map(quote).join(' ') }
}

function step(args: GitArgs, state: GitState): Step {
  const depth = args.depth === undefined ? [] : ['--depth', args.depth]
  const submodules = args.recursive
    ? sh`git -C ${args.dest} submodule update --init --recursive --quiet`
    : sh`true`
  const fetch =
    state.head === undefined
      ? sh`git init --quiet ${args.dest} && git -C ${args.dest} remote add ${args.remote} ${args.repo}`
      : sh`git -C ${args.dest} remote set-url ${args.remote} ${args.repo}`
  const branch = /^[0-9a-f]{40}$/.test(args.version)
    ? sh`--detach`
    : sh`-B ${args.version === 'HEAD' ? 'main' : args.version}`
  return {
    title: `${state.head === undefined ? 'clone' : 'update'} ${args.dest} to ${args.version} (${state.wanted.slice(0, 12)})`,
    request: {
      command: sh`set -e
${fetch}
git -C ${args.dest} fetch --quiet --tags ${depth} ${args.remote} ${args.version} || git -C ${args.dest} fetch --quiet --tags ${args.remote}
git -C ${args.dest} checkout --quiet --force ${branch} ${state.wanted}
${submodules}`,
      env: { ...sshEnvironment(args), GIT_TERMINAL_PROMPT: '0' },
    },
    diff: { before: `${state.head ?? ''}\n`, after: `${state.wanted}\n` },
    opaque: true,
  }
}
