import { pythonRegex } from '../source/pythonRegex.ts'
import { type FindKey, type FoundFile, foundFiles, grepped } from './find/entries.ts'
import { foundValues } from './find/values.ts'
import { ModuleFailure, stateModule } from './module.ts'

export const find = stateModule({
  name: 'find',
  collection: 'ansible.builtin',
  summary: 'Lists files by name, age, size and content.',
  options: {
    paths: {
      type: 'list',
      elements: 'str',
      required: true,
      aliases: ['name', 'path'],
      description: 'Directories to search.',
    },
    patterns: {
      type: 'list',
      elements: 'str',
      default: [],
      aliases: ['pattern'],
      description: 'Names to find.',
    },
    excludes: { type: 'list', elements: 'str', aliases: ['exclude'], description: 'Names to leave out.' },
    use_regex: { type: 'bool', default: false, description: 'Names are regular expressions.' },
    contains: { type: 'str', description: 'Expression that a line of the file must match.' },
    read_whole_file: { type: 'bool', default: false, description: 'It may match over several lines.' },
    file_type: {
      type: 'str',
      default: 'file',
      choices: ['any', 'directory', 'file', 'link'],
      description: 'What to list.',
    },
    recurse: { type: 'bool', default: false, description: 'Search below, too.' },
    depth: { type: 'int', description: 'How deep.' },
    follow: { type: 'bool', default: false, description: 'Follow links to directories.' },
    hidden: { type: 'bool', default: false, description: 'List names that begin with a dot.' },
    age: { type: 'str', description: 'Older than this, `2d`; younger when negative.' },
    age_stamp: {
      type: 'str',
      default: 'mtime',
      choices: ['atime', 'ctime', 'mtime'],
      description: 'Which time counts.',
    },
    size: { type: 'str', description: 'Larger than this, `10m`; smaller when negative.' },
    get_checksum: { type: 'bool', default: false, description: 'Give the SHA-1 of files.' },
  },
  examples: `
- name: Find old logs
  ansible.builtin.find:
    paths: /var/log/app
    patterns: '*.log'
    age: 30d
  register: old
`,
  async probe(host, args) {
    const depth = args.recurse ? (args.depth ?? 0) : 1
    const keys = args.paths.map(
      (path): FindKey => ({ path, depth, follow: args.follow, checksum: args.get_checksum }),
    )
    const trees = await Promise.all(keys.map((key) => host.observe(foundFiles, key)))
    const all = trees.flatMap((tree) => tree ?? []).filter((file) => fits(args, file))
    const wanted = args.contains
    const matching =
      wanted === undefined
        ? all
        : await Promise.all(
            all.map(async (file) =>
              (await host.observe(grepped, { path: file.path, pattern: wanted, whole: args.read_whole_file }))
                ? [file]
                : [],
            ),
          ).then((lists) => lists.flat())
    return {
      files: matching,
      missing: args.paths.filter((_path, index) => trees[index] === undefined),
      seen: trees,
    }
  },
  plan(_args, { files, missing, seen }) {
    const skipped = Object.fromEntries(missing.map((path) => [path, `'${path}' is not a directory`]))
    return {
      steps: [],
      values: {
        files: files.map(foundValues),
        matched: files.length,
        examined: seen.reduce((sum, tree) => sum + (tree?.length ?? 0), 0),
        skipped_paths: skipped,
        msg:
          missing.length === 0 ? 'All paths examined' : 'Not all paths examined, check warnings for details',
      },
    }
  },
})

interface Wanted {
  readonly patterns: readonly string[]
  readonly excludes?: readonly string[] | undefined
  readonly use_regex: boolean
  readonly file_type: 'any' | 'directory' | 'file' | 'link'
  readonly hidden: boolean
  readonly age?: string | undefined
  readonly age_stamp: 'atime' | 'ctime' | 'mtime'
  readonly size?: string | undefined
}

function fits(wanted: Wanted, file: FoundFile): boolean {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1)
  if (!wanted.hidden && name.startsWith('.')) return false
  if (wanted.file_type !== 'any' && file.stat.type !== wanted.file_type) return false
  const match = (pattern: string) => nameRegex(pattern, wanted.use_regex).test(name)
  if (wanted.patterns.length > 0 && !wanted.patterns.some(match)) return false
  if ((wanted.excludes ?? []).some(match)) return false
  const age = Date.now() / 1000 - file.stat[wanted.age_stamp]
  return (
    beyond(age, wanted.age, AGES, 'age') &&
    (file.stat.type !== 'file' || beyond(file.stat.size, wanted.size, SIZES, 'size'))
  )
}

function nameRegex(pattern: string, isRegex: boolean): RegExp {
  if (isRegex) return new RegExp(`^(?:${pythonRegex(pattern).source})`)
  const escaped = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
    .replaceAll('[!', '[^')
  return new RegExp(`^${escaped}$`, 's')
}

const AGES: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }
const SIZES: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
}

/** `2d`: at least that; `-2d`: at most that. */
function beyond(
  value: number,
  limit: string | undefined,
  units: Readonly<Record<string, number>>,
  option: string,
): boolean {
  if (limit === undefined) return true
  const [, sign, digits, unit = ''] = /^(-?)(\d+)([a-z]?)$/i.exec(limit) ?? []
  const factor = units[unit.toLowerCase()]
  if (digits === undefined || factor === undefined)
    throw new ModuleFailure(`failed to process ${option}: ${limit}`)
  return sign === '-' ? value <= Number(digits) * factor : value >= Number(digits) * factor
}
