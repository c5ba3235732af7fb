import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Counts, RunEvent, TaskResult } from '../../src/engine/events.ts'
import type { RunOptions } from '../../src/engine/options.ts'
import { runPlaybooks } from '../../src/engine/run.ts'

/** What a run came to. */
export interface Ran {
  readonly exitCode: number
  readonly events: readonly RunEvent[]
  readonly results: readonly TaskResult[]
  /** `task@host status`, in the order told. */
  readonly told: readonly string[]
  readonly recap: Readonly<Record<string, Counts>>
  readonly roundTrips: Readonly<Record<string, number>>
}

export const HOSTS = 'h1 ansible_connection=local\nh2 ansible_connection=local\n'

/** A playbook with its files in a directory of its own, run on names for this machine. */
export class Project {
  readonly directory = mkdtempSync(join(tmpdir(), 'stack-engine-'))
  readonly #options: Partial<RunOptions>

  constructor(files: Readonly<Record<string, string>>, options: Partial<RunOptions> = {}) {
    this.#options = options
    for (const [path, text] of Object.entries({ hosts: HOSTS, ...files })) this.write(path, text)
    mkdirSync(join(this.directory, 'out'))
  }

  async run(more: Partial<RunOptions> = {}, signal = new AbortController().signal): Promise<Ran> {
    const events: RunEvent[] = []
    const { exitCode } = await this.start((event) => events.push(event), more, signal)
    const results = events.flatMap((event) => (event.kind === 'result' ? [event.result] : []))
    const end = events.find((event) => event.kind === 'run-end')
    return {
      exitCode,
      events,
      results,
      told: results.map(({ task, host, status }) => `${task.name}@${host} ${status}`),
      recap: end?.recap ?? {},
      roundTrips: end?.roundTrips ?? {},
    }
  }

  /** The run alone, which may be refused or stopped. */
  start(
    emit: (event: RunEvent) => void,
    more: Partial<RunOptions> = {},
    signal = new AbortController().signal,
  ): Promise<{ exitCode: number }> {
    return runPlaybooks({ ...this.#defaults(), ...this.#options, ...more }, emit, signal)
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.directory, path)), { recursive: true })
    writeFileSync(join(this.directory, path), text)
  }

  read(path: string): string {
    return readFileSync(join(this.directory, path), 'utf8')
  }

  remove(): void {
    rmSync(this.directory, { recursive: true })
  }

  #defaults(): RunOptions {
    return {
      playbooks: [join(this.directory, 'site.yml')],
      inventory: [join(this.directory, 'hosts')],
      tags: [],
      skipTags: [],
      check: false,
      diff: false,
      extraVars: [],
      vaultSecrets: [],
      forks: 5,
      become: false,
      timeoutMs: 10_000,
      verbosity: 0,
      lockWaitMs: 5_000,
      lockOwner: 'a test',
      lockFile: join(this.directory, 'lock'),
    }
  }
}

/** A play on both hosts; tasks as written at four spaces. */
export function play(tasks: string, keywords = ''): string {
  return `- hosts: all\n  gather_facts: false\n  vars: {out: "{{ playbook_dir }}/out", here: "{{ out }}/{{ inventory_hostname }}"}\n${keywords}  tasks:\n${tasks}\n`
}

/** Runs what `use` does with a project, which is gone afterwards. */
export async function withProject<T>(
  files: Readonly<Record<string, string>>,
  use: (project: Project) => Promise<T>,
  options: Partial<RunOptions> = {},
): Promise<T> {
  const project = new Project(files, options)
  try {
    return await use(project)
  } finally {
    project.remove()
  }
}
