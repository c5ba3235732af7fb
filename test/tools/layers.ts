/**
 * Who may import whom, by folder of src. Every arrow goes one way between commands and hosts; `source` and
 * `errors.ts` are for all and not listed.
 */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'main.ts': ['cli', 'report'],
  cli: ['report', 'lab', 'stack', 'engine', 'inventory', 'playbook', 'vars', 'template', 'modules', 'shell'],
  // Only what it hears: the types of events and of what they carry, and how values are printed.
  report: ['stack', 'engine', 'lab', 'modules', 'template', 'shell'],
  // What a site is follows from variables as a run sees them, and how it is from what modules can read: both
  // are asked of the engine, so that nothing of Ansible's is told twice.
  stack: ['engine', 'inventory', 'vars', 'template', 'modules', 'host', 'shell'],
  lab: ['inventory', 'host', 'shell'],
  engine: ['inventory', 'playbook', 'vars', 'template', 'modules', 'host', 'shell'],
  vars: ['inventory', 'playbook', 'template', 'modules', 'shell'],
  playbook: ['vars', 'template', 'modules', 'shell'],
  inventory: ['vars', 'template', 'shell'],
  modules: ['template', 'host', 'shell'],
  template: ['shell'],
  host: ['shell'],
  shell: [],
  // Values as Python's, which YAML is read into.
  source: ['template', 'shell'],
  'errors.ts': [],
}

/** Packages that stand for a decision: one file hides each, and repairs its edges. */
export const SINGLE_IMPORTERS: Readonly<Record<string, string>> = {
  'node-ssh': 'src/host/ssh.ts',
  listr2: 'src/report/tree.ts',
  inquirer: 'src/cli/prompts.ts',
  execa: 'src/host/local.ts',
  diff: 'src/report/diff.ts',
}

/** The folder (or the file, directly below src) that a path belongs to. */
export function layerOf(path: string): string {
  return path.split('/')[1] ?? path
}
