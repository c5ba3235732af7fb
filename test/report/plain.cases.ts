import type { RunEvent } from '../../src/engine/events.ts'
import { counts, item, RUN_START, result, runEnd, task } from './events.ts'

/** What ansible-playbook 2.14.18 printed without a terminal, and the events that must print the same. */
export interface PlainCase {
  readonly name: string
  readonly verbosity?: number
  readonly events: readonly RunEvent[]
  readonly stdout: string
  readonly stderr?: string
}

const debug = task('debug', { action: 'ansible.builtin.debug' })
const run = task('fails', { action: 'shell' })

export const PLAIN_CASES: readonly PlainCase[] = [
  {
    name: 'headings are filled up to 79 columns',
    events: [
      RUN_START,
      { kind: 'play-start', name: 'First play', hosts: ['web1'] },
      { kind: 'task-start', task: task('web : install nginx') },
      { kind: 'task-start', task: task('reload', { handler: true }) },
      { kind: 'no-hosts-left' },
    ],
    stdout: `
PLAY [First play] **************************************************************

TASK [web : install nginx] *****************************************************

RUNNING HANDLER [reload] *******************************************************

NO MORE HOSTS LEFT *************************************************************
`,
  },
  {
    name: 'a long heading keeps three asterisks, wide characters count twice',
    events: [
      { kind: 'task-start', task: task('x'.repeat(90)) },
      { kind: 'task-start', task: task('日本') },
    ],
    stdout: `
TASK [${'x'.repeat(90)}] ***

TASK [日本] ${'*'.repeat(79 - 11)}
`,
  },
  {
    name: 'a play without hosts',
    events: [{ kind: 'play-skipped', name: 'nomatch', reason: 'no hosts matched' }],
    stdout: `
PLAY [nomatch] *****************************************************************
skipping: no hosts matched
`,
  },
  {
    name: 'debug shows its message, indented, characters outside ASCII as they are',
    events: [
      result('web1', debug, 'ok', { msg: ['a', 'b', { c: 'é\u001b' }], changed: false }),
      result('web1', debug, 'ok', { changed: false, ansible_connection: 'local' }),
    ],
    stdout: `ok: [web1] => {
    "msg": [
        "a",
        "b",
        {
            "c": "é\\u001b"
        }
    ]
}
ok: [web1] => {
    "ansible_connection": "local"
}
`,
  },
  {
    name: 'assert shows that it held, and what did not',
    events: [
      result('web1', task('assert', { action: 'assert' }), 'ok', {
        changed: false,
        msg: 'All assertions passed',
      }),
      result('web1', task('assert', { action: 'assert' }), 'failed', {
        failed: true,
        changed: false,
        evaluated_to: false,
        assertion: '1 == 2',
        msg: 'bad',
      }),
    ],
    stdout: `ok: [web1] => {
    "changed": false,
    "msg": "All assertions passed"
}
fatal: [web1]: FAILED! => {
    "assertion": "1 == 2",
    "changed": false,
    "evaluated_to": false,
    "msg": "bad"
}
`,
  },
  {
    name: 'a loop, labelled as Python prints its items',
    events: [
      result('web2', task('looped'), 'changed', undefined, {
        items: [item(1, 'changed'), item({ a: 'b' }, 'ok'), item('x y', 'ok'), item(true, 'skipped')],
      }),
    ],
    stdout: `changed: [web2] => (item=1)
ok: [web2] => (item={'a': 'b'})
ok: [web2] => (item=x y)
skipping: [web2] => (item=True) ${''}
`,
  },
  {
    name: 'a loop of which all is skipped',
    verbosity: 1,
    events: [
      result(
        'web1',
        task('loop skip'),
        'skipped',
        { changed: false, skipped: true, msg: 'All items skipped', results: [] },
        {
          items: [
            item(1, 'skipped', {
              ansible_loop_var: 'item',
              changed: false,
              item: 1,
              skipped: true,
              skip_reason: 'Conditional result was False',
            }),
          ],
        },
      ),
    ],
    stdout: `skipping: [web1] => (item=1)  => {"ansible_loop_var": "item", "changed": false, "item": 1, "skip_reason": "Conditional result was False"}
skipping: [web1] => {"changed": false, "msg": "All items skipped"}
`,
  },
  {
    name: 'a failed loop is told item by item',
    events: [
      result(
        'web1',
        task('loop fail'),
        'failed',
        { failed: true, msg: 'One or more items failed' },
        {
          ignored: true,
          items: [item(1, 'failed', { changed: true, cmd: ['false'], rc: 1, failed: true })],
        },
      ),
    ],
    stdout: `failed: [web1] (item=1) => {"changed": true, "cmd": ["false"], "rc": 1}
...ignoring
`,
  },
  {
    name: 'a failed command, its keys sorted',
    events: [
      result('web1', run, 'failed', {
        rc: 3,
        changed: true,
        failed: true,
        msg: 'non-zero return code',
        stdout: 'out',
        stdout_lines: ['out'],
        delta: '0:00:00.004315',
      }),
    ],
    stdout: `fatal: [web1]: FAILED! => {"changed": true, "delta": "0:00:00.004315", "msg": "non-zero return code", "rc": 3, "stdout": "out", "stdout_lines": ["out"]}
`,
  },
  {
    name: 'an unreachable host',
    events: [
      result('dead1', task('ping'), 'unreachable', {
        changed: false,
        msg: 'Connection refused',
        unreachable: true,
      }),
    ],
    stdout: `fatal: [dead1]: UNREACHABLE! => {"changed": false, "msg": "Connection refused", "unreachable": true}
`,
  },
  {
    name: 'delegation and includes',
    events: [
      result('web1', task('delegated'), 'changed', { changed: true }, { delegatedTo: 'web2' }),
      result('web1', task('include_tasks', { action: 'include_tasks' }), 'ok', { include: 'inc.yml' }),
      {
        kind: 'included',
        task: task('include_tasks', { action: 'include_tasks' }),
        file: '/srv/inc.yml',
        hosts: ['web1', 'web2'],
        label: 'a',
      },
    ],
    stdout: `changed: [web1 -> web2]
included: /srv/inc.yml for web1, web2 => (item=a)
`,
  },
  {
    name: 'no_log hides results and items',
    verbosity: 1,
    events: [
      result('web1', task('secret'), 'changed', { changed: true, stdout: 'hunter2' }, { noLog: true }),
      result(
        'web1',
        task('secret loop'),
        'changed',
        { changed: true },
        {
          noLog: true,
          items: [item('hunter2', 'changed', { changed: true, item: 'hunter2' })],
        },
      ),
    ],
    stdout: `changed: [web1] => {"censored": "the output has been hidden due to the fact that 'no_log: true' was specified for this result", "changed": true}
changed: [web1] => (item=None) => {"censored": "the output has been hidden due to the fact that 'no_log: true' was specified for this result", "changed": true}
changed: [web1] => {"censored": "the output has been hidden due to the fact that 'no_log: true' was specified for this result", "changed": true}
`,
  },
  {
    name: 'a retry',
    events: [{ kind: 'retry', host: 'web1', task: task('retry'), left: 1, result: {} }],
    stdout: 'FAILED - RETRYING: [web1]: retry (1 retries left).\n',
  },
  {
    name: 'a diff stands before its result',
    events: [
      RUN_START,
      result('web1', task('a file'), 'changed', undefined, {
        diffs: [{ before: 'one\ntwo\n', after: 'one\nthree', beforeHeader: '/f', afterHeader: '/tmp/new' }],
      }),
    ],
    stdout: `--- before: /f
+++ after: /tmp/new
@@ -1,2 +1,2 @@
 one
-two
+three
\\ No newline at end of file

changed: [web1]
`,
  },
  {
    name: 'gathered facts stay hidden',
    verbosity: 1,
    events: [
      result('web1', task('Gathering Facts', { action: 'gather_facts' }), 'ok', { ansible_facts: {} }),
      result('web1', task('set_fact', { action: 'set_fact' }), 'ok', {
        ansible_facts: { a: 1 },
        changed: false,
      }),
    ],
    stdout: `ok: [web1]
ok: [web1] => {"ansible_facts": {"a": 1}, "changed": false}
`,
  },
  {
    name: 'the recap, sorted and in columns',
    events: [
      runEnd({
        web1: counts({ ok: 23, changed: 10, skipped: 3, rescued: 1, ignored: 3 }),
        'longer-host-name-for-the-recap-columns': counts({ ok: 21, changed: 8 }),
        dead1: counts({ unreachable: 1 }),
      }),
    ],
    stdout: `
PLAY RECAP *********************************************************************
dead1                      : ok=0    changed=0    unreachable=1    failed=0    skipped=0    rescued=0    ignored=0   ${''}
longer-host-name-for-the-recap-columns : ok=21   changed=8    unreachable=0    failed=0    skipped=0    rescued=0    ignored=0   ${''}
web1                       : ok=23   changed=10   unreachable=0    failed=0    skipped=3    rescued=1    ignored=3   ${''}

`,
  },
  {
    name: 'warnings go to standard error, once each',
    events: [
      {
        kind: 'warning',
        message: 'Could not match supplied host pattern, ignoring: nomatch',
        at: undefined,
      },
      {
        kind: 'warning',
        message: 'Could not match supplied host pattern, ignoring: nomatch',
        at: undefined,
      },
      result('web1', task('warns'), 'ok', { changed: false, warnings: ['w '.repeat(60).trim()] }),
    ],
    stdout: 'ok: [web1]\n',
    stderr: `[WARNING]: Could not match supplied host pattern, ignoring: nomatch
[WARNING]: ${'w '.repeat(34).trim()}
${'w '.repeat(26).trim()}
`,
  },
  {
    name: 'what check mode cannot say (not in Ansible)',
    events: [result('web1', task('configure'), 'ok', {}, { mayChangeAfter: 'web : install nginx' })],
    stdout: 'may change: [web1] => after TASK [web : install nginx]\n',
  },
  {
    name: 'what a host prints cannot move the cursor',
    events: [
      { kind: 'task-start', task: task('x\u001b[2J\u0007y') },
      result('web1', task('x'), 'failed', { msg: 'a\u009b2Jb\u007f' }),
    ],
    stdout: `
TASK [xy] **********************************************************************
fatal: [web1]: FAILED! => {"msg": "ab"}
`,
  },
]
