import { predict } from '../host/observation.ts'
import { writeFile } from '../host/write.ts'
import { sh } from '../shell/command.ts'
import { cacheTime } from './apt/cacheTime.ts'
import { updateRequest } from './apt/commands.ts'
import { sourceFiles } from './aptRepository/files.ts'
import { fileNameFor, normalized, withoutSource } from './aptRepository/lines.ts'
import { ModuleFailure, type Step, stateModule } from './module.ts'

const DIRECTORY = '/etc/apt/sources.list.d'

export const aptRepository = stateModule({
  name: 'apt_repository',
  collection: 'ansible.builtin',
  summary: 'Adds and removes package sources, one line each.',
  options: {
    repo: { type: 'str', required: true, description: 'The line: `deb URL SUITE COMPONENT`.' },
    state: {
      type: 'str',
      default: 'present',
      choices: ['absent', 'present'],
      description: 'Whether it is there.',
    },
    filename: { type: 'str', description: 'Name of its file in sources.list.d, without `.list`.' },
    mode: { type: 'mode', description: 'Permissions of that file.' },
    update_cache: {
      type: 'bool',
      default: true,
      aliases: ['update-cache'],
      description: 'Fetch its package lists.',
    },
    update_cache_retries: { type: 'int', default: 5, description: 'How often that is tried.' },
    update_cache_retry_max_delay: {
      type: 'int',
      default: 12,
      description: 'Longest wait between tries, seconds.',
    },
    codename: { type: 'str', description: 'Accepted; it is for PPAs.' },
    install_python_apt: { type: 'bool', default: true, description: 'Accepted; nothing is needed.' },
    validate_certs: { type: 'bool', default: true, description: 'Accepted as Ansible has it.' },
  },
  examples: `
- name: Take packages from backports
  ansible.builtin.apt_repository:
    repo: deb http://mirror.example/debian trixie-backports main
`,
  probe: (host) => host.observe(sourceFiles, 'sources'),
  plan(args, files) {
    if (args.repo.startsWith('ppa:')) {
      throw new ModuleFailure(
        'PPAs are not supported',
        {},
        'write the line of the PPA, or use deb822_repository',
      )
    }
    const wanted = normalized(args.repo)
    if (wanted === undefined) throw new ModuleFailure(`Invalid repository string: ${args.repo}`)
    const holding = [...files].filter(([, text]) =>
      text.split('\n').some((line) => normalized(line) === wanted),
    )
    const values = { repo: args.repo, state: args.state }
    const steps: Step[] = []
    if (args.state === 'present' && holding.length === 0) {
      const path = `${DIRECTORY}/${args.filename ?? fileNameFor(args.repo)}.list`
      const old = files.get(path) ?? ''
      steps.push(writeStep(path, old, `${old}${args.repo}\n`, args.mode ?? '0644', files))
    }
    if (args.state === 'absent') {
      for (const [path, old] of holding)
        steps.push(writeStep(path, old, withoutSource(old, wanted), undefined, files))
    }
    if (steps.length === 0) return { steps, values }
    const update = args.update_cache
      ? [
          {
            title: 'fetch the package lists',
            request: updateRequest({ ...args, lock_timeout: 600 }),
            opaque: true,
            predicts: [predict(cacheTime, 'lists', { updated: 0, age: 0 })],
          },
        ]
      : []
    return { steps: [...steps, ...update], values }
  },
})

function writeStep(
  path: string,
  before: string,
  after: string,
  mode: string | undefined,
  files: ReadonlyMap<string, string>,
): Step {
  const request = after.trim() === '' ? { command: sh`rm -f -- ${path}` } : writeFile(path, after, { mode })
  return {
    title: `write ${path}`,
    request,
    diff: { before, after, beforeHeader: path, afterHeader: path },
    predicts: [predict(sourceFiles, 'sources', new Map([...files, [path, after]]))],
  }
}
