import type { ErrorCode } from '../../src/errors.ts'

/** Something wrong that must be told before any host is touched. */
export interface BadInput {
  readonly name: string
  /** By path relative to the directory of the playbook; `site.yml` is the playbook, `hosts` the inventory. */
  readonly files: Readonly<Record<string, string>>
  readonly extraVars?: readonly string[]
  /** Every error, in order. */
  readonly errors: readonly Expected[]
}

export interface Expected {
  readonly code: ErrorCode
  /** `file:line:column`, the file relative to the playbook's directory; absent when it has no place. */
  readonly at?: string
  readonly message: string
  /** Part of what to do about it. */
  readonly hint?: string
}

/** A playbook of one play with these tasks, each line indented below `tasks:`. */
const tasks = (...lines: string[]) => ({
  'site.yml': ['- hosts: all', '  tasks:', ...lines.map((line) => `    ${line}`), ''].join('\n'),
})

const error = (code: ErrorCode, at: string, message: string, hint?: string): Expected =>
  hint === undefined ? { code, at, message } : { code, at, message, hint }

export const BAD_INPUTS: readonly BadInput[] = [
  // YAML
  {
    name: 'a value that begins with a template unquoted',
    files: tasks('- debug:', '    msg: {{ greeting }}'),
    errors: [error('syntax', 'site.yml:4:14', 'a value that begins with {{ must be quoted', "'{{ value }}'")],
  },
  {
    name: 'a colon in a plain value',
    files: tasks('- name: note: this', '  ping:'),
    errors: [error('syntax', 'site.yml:3:13', "a plain value cannot contain ': '", 'quote the whole value')],
  },
  {
    name: 'a tab as indentation',
    files: { 'site.yml': '- hosts: all\n  tasks:\n\t- ping:\n' },
    errors: [error('syntax', 'site.yml:3:1', 'a tab cannot indent YAML', 'spaces')],
  },
  {
    name: 'a quote that is not closed',
    files: { 'site.yml': '- hosts: "all\n' },
    errors: [error('syntax', 'site.yml:1:10', 'a quoted value is not closed')],
  },
  {
    name: 'bytes that are not UTF-8',
    files: { 'site.yml': '- hosts: all\n  name: caf\u00ff\n' },
    errors: [error('file', 'site.yml:2:12', 'is not UTF-8 text', 'iconv')],
  },
  {
    name: 'a playbook that is missing',
    files: {},
    errors: [{ code: 'file', message: 'there is no such file' }],
  },
  {
    name: 'an empty playbook',
    files: { 'site.yml': '# nothing yet\n' },
    errors: [error('type', 'site.yml:1:1', 'the playbook is empty')],
  },
  {
    name: 'a playbook that is a mapping',
    files: { 'site.yml': 'hosts: all\ntasks: []\n' },
    errors: [error('type', 'site.yml:1:1', 'a playbook must be a list of plays, not a mapping', "'- '")],
  },

  // Plays
  {
    name: 'a play without hosts',
    files: { 'site.yml': '- name: Web\n  tasks: []\n' },
    errors: [error('type', 'site.yml:1:3', "the play has no 'hosts'", 'hosts: all')],
  },
  {
    name: 'a misspelt keyword of a play',
    files: { 'site.yml': '- hosts: all\n  pretasks: []\n' },
    errors: [error('unknown', 'site.yml:2:3', "unknown keyword 'pretasks' of a play", "'pre_tasks'")],
  },
  {
    name: 'a keyword of a task on a play',
    files: { 'site.yml': '- hosts: all\n  register: x\n' },
    errors: [error('unknown', 'site.yml:2:3', "unknown keyword 'register' of a play", 'keyword of a task')],
  },
  {
    name: 'a task in place of a play',
    files: { 'site.yml': '- name: Ping\n  ping:\n' },
    errors: [error('type', 'site.yml:2:3', 'a task (ping) stands where a play belongs', 'tasks:')],
  },
  {
    name: 'an unknown strategy',
    files: { 'site.yml': '- hosts: all\n  strategy: lineal\n' },
    errors: [error('type', 'site.yml:2:13', "'strategy' must be one of", "'linear'")],
  },
  {
    name: 'tasks that are no list',
    files: { 'site.yml': '- hosts: all\n  tasks:\n    ping:\n' },
    errors: [
      error('type', 'site.yml:3:5', "'tasks' must be a list of tasks, not a mapping"),
      error('type', 'site.yml:3:5', 'tasks must be a list, not a mapping', "'- '"),
    ],
  },
  {
    name: 'a vars file that is missing',
    files: { 'site.yml': '- hosts: all\n  vars_files:\n    - secrets.yml\n' },
    errors: [error('file', 'site.yml:3:7', 'there is no vars file secrets.yml', 'looked for')],
  },
  {
    name: 'an imported playbook that is missing',
    files: { 'site.yml': '- import_playbook: web.yml\n' },
    errors: [error('file', 'site.yml:1:20', 'there is no playbook web.yml', 'looked for')],
  },
  {
    name: 'a playbook that imports itself',
    files: { 'site.yml': '- import_playbook: site.yml\n' },
    errors: [error('type', 'site.yml:1:20', 'imports itself')],
  },

  // Tasks
  {
    name: 'a misspelt keyword of a task',
    files: tasks('- ping:', '  notifiy: restart'),
    errors: [error('unknown', 'site.yml:4:7', "unknown keyword 'notifiy' of a task", "'notify'")],
  },
  {
    name: 'an unknown module',
    files: tasks('- name: Tell', '  debgu:', '    msg: hello'),
    errors: [error('unknown', 'site.yml:4:7', "unknown module 'debgu'", "'debug'")],
  },
  {
    name: 'a module of a collection that is not here',
    files: tasks('- community.docker.docker_container:', '    name: x'),
    errors: [
      error('unknown', 'site.yml:3:7', "unknown module 'community.docker.docker_container'", 'stack docs'),
    ],
  },
  {
    name: 'two modules in one task',
    files: tasks('- ping:', '  debug:', '    msg: hello'),
    errors: [
      error(
        'type',
        'site.yml:4:7',
        'a task runs one module, this one names two: ping and debug',
        'two tasks',
      ),
    ],
  },
  {
    name: 'no module in a task',
    files: tasks('- name: Nothing', '  when: true'),
    errors: [error('type', 'site.yml:3:7', 'the task names no module')],
  },
  {
    name: 'a task that is text',
    files: tasks('- ping'),
    errors: [error('type', 'site.yml:3:7', 'a task must be a mapping, not text')],
  },
  {
    name: 'an unknown option',
    files: tasks('- file:', '    path: /tmp/x', '    stat: absent'),
    errors: [error('unknown', 'site.yml:5:9', "file has no option 'stat'", "'state'")],
  },
  {
    name: 'a missing option',
    files: tasks('- file:', '    state: absent'),
    errors: [error('type', 'site.yml:3:7', "file needs the option 'path'")],
  },
  {
    name: 'a value outside its choices',
    files: tasks('- file:', '    path: /tmp/x', '    state: abesnt'),
    errors: [error('type', 'site.yml:5:16', "option 'state' of file must be one of", "'absent'")],
  },
  {
    name: 'a value of the wrong type',
    files: tasks('- ping:', '  become: maybe'),
    errors: [error('type', 'site.yml:4:15', "'become' must be yes or no, not 'maybe'")],
  },
  {
    name: 'a mapping as condition',
    files: tasks('- ping:', '  when:', '    os: debian'),
    errors: [
      error('type', 'site.yml:5:9', "'when' must be a condition or a list of conditions, not a mapping"),
    ],
  },
  {
    name: 'a bare word as loop',
    files: tasks('- ping:', '  loop: packages'),
    errors: [error('type', 'site.yml:4:13', "'loop' must be a list, not 'packages'", '{{ packages }}')],
  },
  {
    name: 'a mapping as loop',
    files: tasks('- ping:', '  loop: {a: 1}'),
    errors: [error('type', 'site.yml:4:13', "'loop' must be a list, not a mapping", 'dict2items')],
  },
  {
    name: 'a name that no variable can have',
    files: tasks('- ping:', '  register: my-result', '  vars: {a-b: 1}'),
    errors: [
      error('type', 'site.yml:4:17', "'my-result' cannot be the name of a variable", 'underscores'),
      error('type', 'site.yml:5:14', "'a-b' cannot be the name of a variable", 'underscores'),
    ],
  },
  {
    name: 'two loops',
    files: tasks('- ping:', '  loop: [1]', '  with_items: [2]'),
    errors: [error('type', 'site.yml:5:7', 'a task has one loop, this one has two: loop and with_items')],
  },
  {
    name: 'an unknown kind of loop',
    files: tasks('- ping:', '  with_item: [1]'),
    errors: [error('unknown', 'site.yml:4:7', "unknown loop 'with_item'", "'with_items'")],
  },
  {
    name: 'an unknown key of loop_control',
    files: tasks('- ping:', '  loop: [1]', '  loop_control:', '    lable: x'),
    errors: [error('unknown', 'site.yml:6:9', "unknown key 'lable' of loop_control", "'label'")],
  },
  {
    name: 'text for a module that takes only options',
    files: tasks('- ping: now please'),
    errors: [error('type', 'site.yml:3:13', 'ping takes no text, only options', 'mapping')],
  },
  {
    name: 'a quote that is not closed in k=v options',
    files: tasks('- debug: msg="hello'),
    errors: [error('syntax', 'site.yml:3:14', 'a quote is not closed', 'close it')],
  },
  {
    name: 'rescue without block',
    files: tasks('- name: Try', '  rescue:', '    - ping:'),
    errors: [error('type', 'site.yml:3:7', "'name' needs a 'block' beside it")],
  },
  {
    name: 'an unsupported keyword',
    files: tasks('- ping:', '  debugger: always'),
    errors: [error('unknown', 'site.yml:4:7', "the keyword 'debugger' is not supported: there is no")],
  },

  // Templates and conditions
  {
    name: 'a template that is not closed',
    files: tasks('- debug:', "    msg: 'hello {{ name'"),
    errors: [error('syntax', 'site.yml:4:21', "'{{' is never closed")],
  },
  {
    name: 'a condition that does not parse',
    files: tasks('- ping:', '  when: a ==', ''),
    errors: [error('syntax', 'site.yml:4:17', '')],
  },
  {
    name: 'braces inside a condition',
    files: tasks('- ping:', '  when: a == "{{ b }}"'),
    errors: [error('syntax', 'site.yml:4:13', 'a condition is an expression already', 'without braces')],
  },
  {
    name: 'an unknown filter in a block of text',
    files: tasks('- debug:', '    msg: |', '      one', '      two {{ name | uper }}'),
    errors: [error('unknown', 'site.yml:6:25', "'uper'", "'upper'")],
  },

  // Handlers, imports, roles
  {
    name: 'a handler that does not exist',
    files: {
      'site.yml':
        '- hosts: all\n  tasks:\n    - ping:\n      notify: [restart ngin]\n  handlers:\n    - name: restart nginx\n      ping:\n',
    },
    errors: [error('unknown', 'site.yml:4:16', "no handler is called 'restart ngin'", "'restart nginx'")],
  },
  {
    name: 'imported tasks that are missing',
    files: tasks('- import_tasks: web.yml'),
    errors: [error('file', 'site.yml:3:21', 'there is no task file web.yml', 'looked for')],
  },
  {
    name: 'included tasks that are missing',
    files: tasks('- include_tasks: web.yml', '  when: false'),
    errors: [error('file', 'site.yml:3:22', 'there is no task file web.yml', 'looked for')],
  },
  {
    name: 'a fault in tasks that are included by what is included',
    files: {
      ...tasks('- include_tasks: a.yml'),
      'a.yml': '- include_tasks: b.yml\n  loop: [1, 2]\n',
      'b.yml': '- include_tasks: a.yml\n  when: more\n- pong:\n',
    },
    errors: [error('unknown', 'b.yml:3:3', "unknown module 'pong'", "'ping'")],
  },
  {
    name: 'a fault in a role that is included',
    files: {
      ...tasks('- include_role: {name: web}'),
      'roles/web/tasks/main.yml': '- import_tasks: "{{ item }}.yml"\n- debug: {mgs: x}\n',
    },
    errors: [error('unknown', 'roles/web/tasks/main.yml:2:11', "debug has no option 'mgs'", "'msg'")],
  },
  {
    name: 'a template file that does not parse',
    files: {
      ...tasks('- template:', '    src: a.j2', '    dest: /tmp/a'),
      'templates/a.j2': 'one\n{% if x %}\ntwo\n',
    },
    errors: [error('syntax', 'templates/a.j2:2:1', '')],
  },
  {
    name: 'a vars file that does not parse',
    files: {
      'site.yml': '- hosts: all\n  vars_files: more.yml\n',
      'more.yml': 'a: b: c\n',
    },
    errors: [error('syntax', 'more.yml:1:4', "a plain value cannot contain ': '")],
  },
  {
    name: 'an import with a loop',
    files: { ...tasks('- import_tasks: web.yml', '  loop: [1, 2]'), 'web.yml': '- ping:\n' },
    errors: [error('type', 'site.yml:4:7', 'import_tasks cannot have a loop', 'include_tasks')],
  },
  {
    name: 'an import whose name needs a fact',
    files: tasks("- import_tasks: '{{ ansible_os_family }}.yml'"),
    errors: [error('undefined', 'site.yml:3:25', 'cannot be known yet', 'extra vars')],
  },
  {
    name: 'imported tasks that import each other',
    files: { ...tasks('- import_tasks: a.yml'), 'a.yml': '- import_tasks: a.yml\n' },
    errors: [error('type', 'a.yml:1:17', 'imports itself', 'include_tasks')],
  },
  {
    name: 'an unknown option of an include',
    files: tasks('- include_role:', '    nme: web'),
    errors: [
      error('unknown', 'site.yml:4:9', "include_role has no option 'nme'", "'name'"),
      error('type', 'site.yml:3:7', 'include_role names no role'),
    ],
  },
  {
    name: 'a keyword that an include cannot have',
    files: { ...tasks('- include_tasks: web.yml', '  become: true'), 'web.yml': '- ping:\n' },
    errors: [error('unknown', 'site.yml:4:7', "unknown keyword 'become' of a dynamic include", "'apply'")],
  },
  {
    name: 'a role that is missing',
    files: { 'site.yml': '- hosts: all\n  roles:\n    - ngnix\n', 'roles/nginx/tasks/main.yml': '' },
    errors: [error('file', 'site.yml:3:7', 'there is no role ngnix', "'nginx'")],
  },
  {
    name: 'roles that need each other',
    files: {
      'site.yml': '- hosts: all\n  roles: [a]\n',
      'roles/a/meta/main.yml': 'dependencies: [b]\n',
      'roles/b/meta/main.yml': 'dependencies: [a]\n',
    },
    errors: [error('type', 'roles/b/meta/main.yml:1:16', 'the role a needs itself: a → b → a')],
  },
  {
    name: 'an entry file that a role has not',
    files: {
      ...tasks('- import_role:', '    name: web', '    tasks_from: setup'),
      'roles/web/tasks/main.yml': '',
    },
    errors: [error('file', 'site.yml:4:15', 'the role web has no file tasks/setup')],
  },
  {
    name: 'a template file that a role has not',
    files: {
      'site.yml': '- hosts: all\n  roles: [web]\n',
      'roles/web/tasks/main.yml': '- template:\n    src: site.conf.j2\n    dest: /etc/site.conf\n',
    },
    errors: [
      error('file', 'roles/web/tasks/main.yml:2:10', 'there is no template site.conf.j2', 'templates'),
    ],
  },
  {
    name: 'several faults at once',
    files: tasks('- aptt:', '- ping:', '  whn: true', '- file:'),
    errors: [
      error('unknown', 'site.yml:3:7', "unknown module 'aptt'"),
      error('unknown', 'site.yml:5:7', "unknown keyword 'whn' of a task", "'when'"),
      error('type', 'site.yml:6:7', "file needs the option 'path'"),
    ],
  },

  // Inventories
  {
    name: 'an inventory that is missing',
    files: { 'site.yml': '- hosts: all\n', hosts: '\u0000missing' },
    errors: [{ code: 'file', message: 'there is no inventory', hint: 'looked for' }],
  },
  {
    name: 'a misspelt section of a group',
    files: { 'site.yml': '- hosts: all\n', hosts: 'web:\n  host:\n    web1:\n' },
    errors: [error('unknown', 'hosts:2:3', "unknown key 'host' in the group web", "'hosts'")],
  },
  {
    name: 'hosts as a list',
    files: { 'site.yml': '- hosts: all\n', hosts: 'web:\n  hosts:\n    - web1\n' },
    errors: [error('type', 'hosts:3:5', 'hosts must be a mapping', 'colon')],
  },
  {
    name: 'an address in place of variables',
    files: { 'site.yml': '- hosts: all\n', hosts: 'web:\n  hosts:\n    web1: 10.0.0.1\n' },
    errors: [error('type', 'hosts:3:11', 'the variables of the host web1 must be a mapping', '10.0.0.1')],
  },
  {
    name: 'groups inside each other',
    files: {
      'site.yml': '- hosts: all\n',
      hosts: 'a:\n  children:\n    b:\n      children:\n        a:\n',
    },
    errors: [error('type', 'hosts:5:9', 'the group a cannot be inside b: that is a circle')],
  },
  {
    name: 'an undeclared group in an INI inventory',
    files: { 'site.yml': '- hosts: all\n', hosts: '[web]\nweb1\n[prod:children]\nwbe\n' },
    errors: [error('unknown', 'hosts:4:1', 'the group wbe is not declared', "'web'")],
  },
  {
    name: 'a range that runs backwards',
    files: { 'site.yml': '- hosts: all\n', hosts: '[web]\nweb[3:1]\n' },
    errors: [error('syntax', 'hosts:2:1', 'a range must not run backwards')],
  },
  {
    name: 'a host variable without a value',
    files: { 'site.yml': '- hosts: all\n', hosts: '[web]\nweb1 http_port\n' },
    errors: [error('syntax', 'hosts:2:6', "'http_port' is no variable of the form name=value")],
  },
  {
    name: 'group variables that are a list',
    files: { 'site.yml': '- hosts: all\n', hosts: '[web]\nweb1\n', 'group_vars/web.yml': '- a\n' },
    errors: [error('type', 'group_vars/web.yml:1:1', 'a variables file must be a mapping, not a list')],
  },

  // The command line
  {
    name: 'extra variables without a value',
    files: { 'site.yml': '- hosts: all\n' },
    extraVars: ['version 3'],
    errors: [{ code: 'usage', message: "hold 'version 3', which is no name=value" }],
  },
  {
    name: 'an extra variables file without its @',
    files: { 'site.yml': '- hosts: all\n' },
    extraVars: ['./vars.yml'],
    errors: [{ code: 'usage', message: 'look like the name of a file', hint: '-e @./vars.yml' }],
  },
]
