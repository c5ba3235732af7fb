import { Faults } from '../source/faults.ts'
import { positionOf } from '../source/position.ts'
import { isRecord } from '../source/record.ts'
import { UnsafeText } from '../source/tags.ts'
import { YamlFiles } from '../source/yamlFiles.ts'
import { readTaskFile, taskFile } from './importTask.ts'
import { isTemplateText } from './keywordTypes.ts'
import type {
  Ancestry,
  IncludeScope,
  Playbook,
  PlaybookSource,
  RoleContext,
  Task,
  TaskNode,
  Vars,
} from './model.ts'
import { readNodes } from './nodes.ts'
import type { ReadPlay } from './play.ts'
import { readPlaybook } from './playbookFile.ts'
import type { Reading, RoleFiles, Site, SourceOptions } from './reading.ts'

/** Reads playbooks, and what their dynamic includes name, checking all that needs no host. */
export function playbookSource(options: SourceOptions): PlaybookSource {
  return new FileSource(options)
}

class FileSource implements PlaybookSource {
  readonly #options: SourceOptions
  /** Plays by the outermost level of their tasks' ancestry: how an include finds its play. */
  readonly #plays = new WeakMap<Ancestry, ReadPlay>()

  constructor(options: SourceOptions) {
    this.#options = options
  }

  load(files: readonly string[]): readonly Playbook[] {
    const faults = new Faults()
    const yaml = this.#files()
    const playbooks = files.map((file) => {
      const plays = readPlaybook(file, this.#options, yaml, faults)
      for (const read of plays) this.#plays.set(read.root, read)
      return { file, plays: plays.map((read) => read.play) }
    })
    faults.throwAny()
    for (const warning of faults.warnings) this.#options.warn?.(warning)
    return playbooks
  }

  includeTasks(file: string, by: Task, extra: IncludeScope): readonly TaskNode[] {
    const { site, reading } = this.#including(by, extra)
    const at = by.include?.kind === 'tasks' ? (positionOf(by.args, 'file') ?? by.at) : by.at
    const path = taskFile(file, at, site, reading)
    const nodes = path === undefined ? [] : readTaskFile(path, at, site, reading, readNodes)
    finish(reading)
    return nodes
  }

  includeRole(
    name: string,
    by: Task,
    files: RoleFiles,
    extra: IncludeScope,
  ): { readonly nodes: readonly TaskNode[]; readonly role: RoleContext } {
    const { site, reading, read } = this.#including(by, extra)
    const allowDuplicates = by.include?.kind !== 'role' || by.include.allowDuplicates
    const at = positionOf(by.args, 'name') ?? by.at
    const request = { name, at, files, validate: validates(by), allowDuplicates }
    const included = read.roles.includeRole(request, site, reading)
    finish(reading)
    if (included === undefined) throw new Error('an included role is there or a fault is')
    return included
  }

  #files(): YamlFiles {
    const { vault, texts } = this.#options
    return new YamlFiles((warning) => this.#options.warn?.(warning), vault, texts)
  }

  #including(
    by: Task,
    extra: IncludeScope,
  ): { readonly site: Site; readonly reading: Reading; readonly read: ReadPlay } {
    const read = this.#plays.get(rootOf(by.inherited))
    if (read === undefined) throw new Error('the including task is of no play that was loaded here')
    const reading: Reading = { ...read.reading, faults: new Faults(), files: this.#files() }
    const vars = { ...by.keywords.vars, ...sealed(extra.vars) }
    // Of an include's own keywords only its variables reach the tasks it brings; `apply` is for the rest.
    const include: Ancestry = { keywords: { vars }, parent: by.inherited }
    const site: Site = {
      directory: by.directory,
      ancestry: extra.apply === undefined ? include : { keywords: extra.apply, parent: include },
      role: by.role,
      path: `${by.name === undefined ? 'task' : `task "${by.name}"`} / ${by.action}`,
      handlers: by.listen !== undefined,
      importing: [],
    }
    return { site, reading, read }
  }
}

function finish(reading: Reading): void {
  const { faults, options } = reading
  faults.throwAny()
  for (const warning of faults.warnings) options.warn?.(warning)
}

function validates(by: Task): boolean {
  return by.args['rolespec_validate'] !== false
}

function rootOf(ancestry: Ancestry): Ancestry {
  let level = ancestry
  while (level.parent !== undefined) level = level.parent
  return level
}

/** Values that are rendered already: what looks like a template in them is not one. */
function sealed(vars: Vars): Vars {
  return Object.fromEntries(Object.entries(vars).map(([name, value]) => [name, seal(value)]))
}

function seal(value: unknown): unknown {
  if (typeof value === 'string') return isTemplateText(value) ? new UnsafeText(value) : value
  if (Array.isArray(value)) return value.map(seal)
  return isRecord(value) ? sealed(value) : value
}
