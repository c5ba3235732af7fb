import { basename, join } from 'node:path/posix'
import type { Observer } from '../../host/observation.ts'
import { fileStatFollow } from '../../host/observations/fileStat.ts'
import { revealText, Secret } from '../../shell/secret.ts'
import { pythonJson } from '../../source/pythonJson.ts'
import { octalMode } from '../file/mode.ts'
import { seeFile } from '../file/seen.ts'
import { ModuleFailure, type TaskContext } from '../module.ts'
import type { CopyArgs } from './args.ts'
import type { CopyState, SourceFile } from './plan.ts'
import { probeRemote } from './remote.ts'

/** Reads the source on the controller and everything that it may be compared with on the host, in one go. */
export async function probeCopy(
  host: Observer,
  args: CopyArgs & { readonly decrypt: boolean },
  task: TaskContext,
): Promise<CopyState> {
  if (args.remote_src) return probeRemote(host, args)
  if (args.content !== undefined) {
    return probeSingle(host, args, { content: contentOf(args.content), name: undefined, path: undefined })
  }
  const name = args.src ?? ''
  const tree = task.readTree(name, args.decrypt)
  if (tree.isDirectory) return probeTree(host, args, tree)
  const file = task.readFile(name, 'files', args.decrypt)
  return probeSingle(host, args, {
    content: file.content,
    name: basename(name),
    path: file.path,
    mode: octalMode(file.mode),
  })
}

/** Whether `dest` is a directory is not known yet, so both places are looked at. */
export async function probeSingle(
  host: Observer,
  args: Pick<CopyArgs, 'dest'>,
  source: SourceFile,
): Promise<CopyState> {
  const dest = args.dest.replace(/(?<=.)\/+$/, '')
  const inside = source.name === undefined ? undefined : join(dest, source.name)
  const [seen, within] = await Promise.all([
    seeFile(host, dest, source.content.length),
    inside === undefined ? undefined : seeFile(host, inside, source.content.length),
  ])
  return { kind: 'single', source, seen, within, asDirectory: args.dest.endsWith('/') }
}

async function probeTree(
  host: Observer,
  args: CopyArgs,
  tree: ReturnType<TaskContext['readTree']>,
): Promise<CopyState> {
  const src = args.src ?? ''
  const root = src.endsWith('/') ? args.dest : join(args.dest, basename(src))
  const directories = ['', ...tree.directories].map((path) => join(root, path).replace(/(?<=.)\/+$/, ''))
  const [base, stats, files] = await Promise.all([
    host.observe(fileStatFollow, args.dest),
    Promise.all(directories.map((path) => host.observe(fileStatFollow, path))),
    Promise.all(
      tree.files.map(async ({ relative, file }) => ({
        source: {
          content: file.content,
          name: basename(relative),
          path: file.path,
          mode: octalMode(file.mode),
        },
        seen: await seeFile(host, join(root, relative), file.content.length),
      })),
    ),
  ])
  return {
    kind: 'tree',
    base,
    files,
    directories: directories.map((path, index) => ({
      path,
      stat: stats[index] ?? { exists: false, denied: false },
    })),
  }
}

/** Data is written as JSON, as Ansible does. */
function contentOf(content: unknown): Buffer {
  if (typeof content === 'string') return Buffer.from(content)
  if (content instanceof Secret) return Buffer.from(revealText(content))
  if (typeof content === 'object') return Buffer.from(pythonJson(content))
  if (typeof content === 'boolean') return Buffer.from(content ? 'True' : 'False')
  if (content === undefined) throw new ModuleFailure('src (or content) is required')
  return Buffer.from(String(content))
}
