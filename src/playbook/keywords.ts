/** Where a keyword may stand. `include` is a task that runs `include_tasks` or `include_role`. */
export type KeywordPlace = 'play' | 'role' | 'block' | 'task' | 'handler' | 'include' | 'import_playbook'

/** What a keyword takes; a template may stand for any but lists of tasks and `name`-like structure. */
export type KeywordType =
  | 'any'
  | 'bool'
  | 'conditions'
  | 'handlers'
  | 'int'
  | 'list'
  | 'mapping'
  | 'number'
  | 'percent'
  | 'prompts'
  | 'roles'
  | 'tags'
  | 'tasks'
  | 'text'
  | 'texts'
  | 'vars'

export interface Keyword {
  readonly name: string
  readonly type: KeywordType
  readonly places: readonly KeywordPlace[]
  readonly doc: string
  /** True, or why it cannot be used. */
  readonly supported: true | string
}

const EVERY = ['play', 'role', 'block', 'task', 'handler'] as const
const TASKS = ['task', 'handler'] as const
const BELOW_PLAY = ['role', 'block', 'task', 'handler'] as const
/** To ignore them would change what a playbook does, so they are refused until they work. */
const NOT_BUILT = 'it is not built yet'
/** What a dynamic include takes too; anything else has to go into its `apply`. */
const WITH_INCLUDE = [...EVERY, 'include'] as const
const LOOPING = [...TASKS, 'include'] as const
const NAMED = [...WITH_INCLUDE, 'import_playbook'] as const

/**
 * The playbook keywords of ansible-core 2.19 (its "Playbook Keywords" reference): the one table from which
 * validation, messages and documentation come.
 */
export const KEYWORDS: readonly Keyword[] = [
  keyword('any_errors_fatal', 'bool', EVERY, 'A failed host ends the play for all hosts.'),
  keyword('become', 'bool', EVERY, 'Run with the rights of another user.'),
  keyword('become_exe', 'text', EVERY, 'Program that raises privileges.', 'only sudo itself is used'),
  keyword('become_flags', 'text', EVERY, 'Options for the program that raises privileges.'),
  keyword('become_method', 'text', EVERY, 'How privileges are raised.'),
  keyword('become_user', 'text', EVERY, 'The user to become; root when absent.'),
  keyword('check_mode', 'bool', EVERY, 'Only plan (true), or apply even under --check (false).'),
  keyword('collections', 'texts', WITH_INCLUDE, 'Collections whose short names may be used; all are.'),
  keyword('connection', 'text', EVERY, 'How hosts are reached: ssh or local.'),
  keyword('debugger', 'text', WITH_INCLUDE, 'Start a debugger.', 'there is no interactive debugger'),
  keyword('delegate_facts', 'bool', BELOW_PLAY, 'Facts belong to the host delegated to.'),
  keyword('delegate_to', 'text', BELOW_PLAY, 'Host that does the work in place of the one it is for.'),
  keyword('diff', 'bool', EVERY, 'Show what changes in files.'),
  keyword('environment', 'any', EVERY, 'Environment variables for commands on the host.'),
  keyword('ignore_errors', 'bool', WITH_INCLUDE, 'Go on after a failure.'),
  keyword('ignore_unreachable', 'bool', EVERY, 'Go on with a host that could not be reached.'),
  keyword('module_defaults', 'any', EVERY, 'Options that modules take unless a task sets them.'),
  keyword('name', 'text', NAMED, 'What people call it.'),
  keyword('no_log', 'bool', WITH_INCLUDE, 'Show nothing of arguments and results.'),
  keyword('port', 'int', EVERY, 'Port of the connection.'),
  keyword('remote_user', 'text', EVERY, 'User to log in as.'),
  keyword('run_once', 'bool', WITH_INCLUDE, 'Run on the first host only; the result is for all.'),
  keyword('tags', 'tags', NAMED, 'Names by which tasks are selected on the command line.'),
  keyword('throttle', 'int', EVERY, 'At most so many hosts at a time.'),
  keyword('timeout', 'int', WITH_INCLUDE, 'Seconds after which the task fails.'),
  keyword('vars', 'vars', NAMED, 'Variables.'),
  keyword('when', 'conditions', [...BELOW_PLAY, 'include', 'import_playbook'], 'Run only where this holds.'),

  keyword('fact_path', 'text', ['play'], 'Where local facts are.', 'local facts are not read'),
  keyword('force_handlers', 'bool', ['play'], 'Run notified handlers on failed hosts too.'),
  keyword('gather_facts', 'bool', ['play'], 'Gather facts before the first task.'),
  keyword('gather_subset', 'texts', ['play'], 'Which facts to gather.'),
  keyword('gather_timeout', 'int', ['play'], 'Seconds that gathering may take.'),
  keyword('handlers', 'handlers', ['play'], 'Tasks that run when they are notified.'),
  keyword('hosts', 'texts', ['play'], 'Groups, hosts or patterns that the play is for.'),
  keyword('max_fail_percentage', 'percent', ['play'], 'Share of failed hosts that ends the play.'),
  keyword('order', 'text', ['play'], 'In which order hosts are taken.'),
  keyword('post_tasks', 'tasks', ['play'], 'Tasks after the others.'),
  keyword('pre_tasks', 'tasks', ['play'], 'Tasks before the roles.'),
  keyword('roles', 'roles', ['play'], 'Roles to run before the tasks.'),
  keyword('serial', 'any', ['play'], 'How many hosts take the play at a time: numbers, percentages, a list.'),
  keyword('strategy', 'text', ['play'], 'Whether hosts wait for each other after every task.'),
  keyword('tasks', 'tasks', ['play'], 'The tasks.'),
  keyword('user', 'text', ['play'], 'Older name of remote_user.'),
  keyword('vars_files', 'list', ['play'], 'Files of variables.'),
  keyword('vars_prompt', 'prompts', ['play'], 'Variables to ask for.'),

  keyword('always', 'tasks', ['block'], 'Tasks that run whatever happened in the block.'),
  keyword('block', 'tasks', ['block'], 'Tasks that belong together.'),
  keyword('rescue', 'tasks', ['block'], 'Tasks that run when one of the block has failed.'),

  keyword('role', 'text', ['role'], 'The role.'),

  keyword('action', 'any', LOOPING, 'The module in an older form.'),
  keyword('args', 'any', LOOPING, 'Further options of the module.'),
  keyword('async', 'int', TASKS, 'Seconds that a task may run in the background.', NOT_BUILT),
  keyword('changed_when', 'conditions', TASKS, 'Whether the task counts as changed.'),
  keyword('delay', 'number', TASKS, 'Seconds between tries.'),
  keyword('failed_when', 'conditions', TASKS, 'Whether the task counts as failed.'),
  keyword('listen', 'texts', ['handler'], 'Further names that notify the handler.'),
  keyword('local_action', 'any', LOOPING, 'A module that runs on this machine.'),
  keyword('loop', 'any', LOOPING, 'List whose items the task runs for.'),
  keyword('loop_control', 'mapping', LOOPING, 'Names and labels of a loop.'),
  keyword('notify', 'texts', ['block', ...TASKS], 'Handlers to run after a change.'),
  keyword('poll', 'int', TASKS, 'Seconds between looks at a background task.', NOT_BUILT),
  keyword('register', 'text', LOOPING, 'Variable that gets the result.'),
  keyword('retries', 'int', TASKS, 'How often `until` is tried.'),
  keyword('until', 'conditions', TASKS, 'Try again until this holds.'),

  keyword('import_playbook', 'text', ['import_playbook'], 'A playbook whose plays stand here.'),
]

const BY_NAME: ReadonlyMap<string, Keyword> = new Map(KEYWORDS.map((one) => [one.name, one]))

export function findKeyword(name: string): Keyword | undefined {
  return BY_NAME.get(name)
}

/** Names of the keywords that may stand in a place. */
export function keywordsOf(place: KeywordPlace): string[] {
  return KEYWORDS.filter((one) => one.places.includes(place)).map((one) => one.name)
}

/** `LoopControl`'s keys in ansible-core. */
export const LOOP_CONTROL: readonly string[] = [
  'loop_var',
  'index_var',
  'label',
  'pause',
  'extended',
  'extended_allitems',
  'break_when',
]

function keyword(
  name: string,
  type: KeywordType,
  places: readonly KeywordPlace[],
  doc: string,
  unsupported?: string,
): Keyword {
  return { name, type, places, doc, supported: unsupported ?? true }
}
