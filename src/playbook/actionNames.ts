/** Tasks that bring other tasks, with the name as this program uses it. */
const IMPORTS = [
  'include_tasks',
  'include_role',
  'import_tasks',
  'import_role',
  'import_playbook',
  'include',
] as const

export type ImportAction = (typeof IMPORTS)[number]

/** Which of them a task's key is, written short or in full. */
export function importAction(name: string): ImportAction | undefined {
  const short = name.replace(/^ansible\.(?:builtin|legacy)\./, '')
  return IMPORTS.find((action) => action === short)
}

export function importActionNames(): readonly string[] {
  return IMPORTS.filter((name) => name !== 'include')
}

/** Modules whose text is a command: `k=v` in it stays text but for their few options. */
export function takesCommand(module: string): boolean {
  return ['command', 'shell', 'script', 'raw', 'expect'].includes(module)
}

/** Lookups that `with_NAME` may use. */
export const LOOP_LOOKUPS: readonly string[] = [
  'cartesian',
  'dict',
  'env',
  'file',
  'fileglob',
  'first_found',
  'flattened',
  'indexed_items',
  'inventory_hostnames',
  'items',
  'lines',
  'list',
  'nested',
  'random_choice',
  'sequence',
  'subelements',
  'template',
  'together',
  'varnames',
  'vars',
]
