import { spawnSync } from 'node:child_process'
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { stack } from '../tools/program.ts'

/** A playbook, `site.yml`, with whatever belongs to it; tasks write below `{{ playbook_dir }}/out`. */
export interface Comparison {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  /** Instead of two names for this machine, in the group `web`. */
  readonly inventory?: string
  /** How often it is run in a row; once by default. */
  readonly runs?: number
}

/** What one program made of a playbook. */
export interface Told {
  readonly exitCode: number | null
  /** The lines that say what became of a task, below its name; sorted by host. */
  readonly tasks: readonly string[]
  readonly recap: readonly string[]
  /** Everything below `out`: path, mode and content. */
  readonly tree: readonly string[]
}

export const TWO_NAMES = '[web]\nweb1\nweb2\n[web:vars]\nansible_connection=local\n'

/** Lays the files of a comparison into a directory of their own. */
export function lay({ files, inventory = TWO_NAMES }: Comparison, directory: string): void {
  for (const [path, text] of Object.entries({ ...files, inventory })) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
  mkdirSync(join(directory, 'out'))
}

/** Runs a playbook on the hosts of `directory`/inventory with `ansible-playbook`. */
export function byAnsible(
  directory: string,
  args: readonly string[] = [],
  playbook = 'site.yml',
): Told & { readonly text: string } {
  const env = {
    ...process.env,
    ANSIBLE_NOCOLOR: '1',
    LC_ALL: 'C.UTF-8',
    // The interpreter is named so that a task's result does not begin with what was found out about it.
    ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
    ANSIBLE_HOME: join(directory, '.ansible'),
    ANSIBLE_RETRY_FILES_ENABLED: '0',
    ANSIBLE_PIPELINING: '1',
  }
  const ran = spawnSync('ansible-playbook', ['-i', 'inventory', ...args, playbook], {
    cwd: directory,
    env,
    encoding: 'utf8',
    timeout: 900_000,
  })
  return told(ran.status, ran.stdout, ran.stderr, directory)
}

/** The same with the program that was built. */
export function byStack(
  directory: string,
  args: readonly string[] = [],
  playbook = 'site.yml',
): Told & { readonly text: string } {
  const ran = stack(['run', '-i', 'inventory', ...args, playbook], { cwd: directory })
  return told(ran.status, ran.stdout, ran.stderr, directory)
}

function told(exitCode: number | null, stdout: string, stderr: string, directory: string) {
  return {
    exitCode,
    tasks: taskLines(stdout),
    recap: stdout
      .split('\n')
      .filter((line) => /: ok=\d/.test(line))
      .map((line) => line.replace(/\s+/g, ' ').trim()),
    tree: treeOf(join(directory, 'out')),
    text: stdout + stderr,
  }
}

/** Headings and statuses without messages: `TASK [copy]`, `changed: web1 (item=a)`. */
function taskLines(stdout: string): string[] {
  const lines = stdout.split('\n').flatMap((line) => {
    const heading = /^((?:TASK|PLAY|RUNNING HANDLER) \[.*\]) \*+$/.exec(line)
    if (heading !== null) return [heading[1] ?? '']
    const status = /^(ok|changed|skipping|fatal|failed|included|ignored|\.\.\.ignoring)\b/.exec(line)
    if (status === null) return []
    return [line.startsWith('included') ? included(line) : statusLine(line)]
  })
  // ansible-core 2.14 shows some `meta` tasks once a host.
  const once = lines.filter((line, index) => line !== 'TASK [meta]' || lines[index - 1] !== line)
  return sortedByHost(once)
}

function statusLine(line: string): string {
  const [, status = '', hosts = '', rest = ''] = /^([\w.]+):? ?(?:\[([^\]]*)\])?(.*)$/.exec(line) ?? []
  const item = /\(item=(.*?)\)(?= =>|: FAILED|$)/.exec(rest)
  const kind = rest.includes('UNREACHABLE!') ? ' unreachable' : ''
  return `${status} ${hosts}${item === null ? '' : ` (item=${item[1]})`}${kind}`
}

function included(line: string): string {
  const [, file = '', hosts = '', item = ''] =
    /^included: (?:\S*\/)?(\S+) for ([^=]*?)( => .*)?$/.exec(line) ?? []
  return `included: ${file} for ${hosts.split(', ').toSorted().join(', ')}${item}`
}

/** Hosts of one task answer in any order: between two headings, lines are sorted, each with what follows it. */
function sortedByHost(lines: readonly string[]): string[] {
  const isHeading = (line: string): boolean => /^(TASK|PLAY|RUNNING HANDLER) /.test(line)
  const sections: string[][] = []
  for (const line of lines) {
    const last = sections.at(-1)
    if (last === undefined || isHeading(line)) sections.push([line])
    else last.push(line)
  }
  const hostOf = (line: string): string => /^\S+ (\S+)/.exec(line)?.[1] ?? '~'
  return sections.flatMap(([heading = '', ...rest]) => [
    heading,
    ...rest.toSorted((a, b) => (hostOf(a) < hostOf(b) ? -1 : hostOf(a) > hostOf(b) ? 1 : 0)),
  ])
}

/** `path mode content` of everything below a directory. */
function treeOf(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const path = join(root, name)
      const stat = lstatSync(path)
      const mode = (stat.mode & 0o7777).toString(8)
      const owner = `${stat.uid}:${stat.gid}`
      if (stat.isSymbolicLink()) return `${relative(root, path)} -> ${readlinkSync(path)}`
      const content = stat.isDirectory() ? '(directory)' : JSON.stringify(readFileSync(path, 'utf8'))
      return `${name} ${mode} ${owner} ${content}`
    })
}
