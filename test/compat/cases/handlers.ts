import type { Comparison } from '../compare.ts'
import { play } from './play.ts'

const HANDLED = `  handlers:
    - name: first
      debug: {msg: first}
    - name: second
      debug: {msg: second}
      listen: [restart all, again]
    - name: third
      command: echo third
      listen: restart all
      notify: fourth
    - name: fourth
      debug: {msg: fourth}
    - name: never
      debug: {msg: never}
`

export const HANDLERS: readonly Comparison[] = [
  {
    name: 'order, listen, flush, handlers that notify, hosts that did not change',
    runs: 2,
    files: {
      'site.yml': play(
        `
    - copy: {content: x, dest: "{{ playbook_dir }}/out/{{ inventory_hostname }}"}
      notify: [restart all, first]
    - debug: {msg: between}
    - command: echo
      changed_when: inventory_hostname == 'web2'
      notify: first
    - meta: flush_handlers
    - command: echo
      notify: second
    - command: echo
      changed_when: false
      notify: never
    - debug: {msg: end}
  post_tasks:
    - command: echo
      notify: again
`,
        HANDLED,
      ),
    },
  },
  {
    name: 'handlers of roles, by their name and the name of their role',
    files: {
      'roles/a/handlers/main.yml':
        '- name: restart\n  debug: {msg: of a}\n- name: only a\n  debug: {msg: only a}\n',
      'roles/b/handlers/main.yml':
        '- name: restart\n  debug: {msg: of b}\n- name: "b {{ inventory_hostname }}"\n  debug: {msg: named}\n',
      'roles/a/tasks/main.yml':
        '- command: echo a\n  notify: restart\n- command: echo a\n  notify: "a : restart"\n',
      'roles/b/tasks/main.yml': '- command: echo b\n  notify: [restart, only a]\n',
      'site.yml': `- hosts: web
  gather_facts: false
  roles: [a, b]
  tasks:
    - command: echo
      notify: restart
  handlers:
    - name: restart
      debug: {msg: of the play}
`,
    },
  },
  {
    name: 'a handler that fails, and one that is skipped',
    files: {
      'site.yml': play(
        `
    - command: echo
      notify: [skipped, failing, last]
`,
        `  handlers:
    - name: skipped
      debug: {msg: x}
      when: inventory_hostname == 'web1'
    - name: failing
      command: test {{ inventory_hostname }} = web2
    - name: last
      debug: {msg: last}
`,
      ),
    },
  },
  {
    name: 'a failed host runs no handlers, unless they are forced',
    files: {
      'site.yml': `${play(
        `
    - command: echo
      notify: first
    - fail: {msg: web1 fails}
      when: inventory_hostname == 'web1'
`,
        HANDLED,
      )}
`,
    },
  },
  {
    name: 'force_handlers',
    files: {
      'site.yml': `${play(
        `
    - command: echo
      notify: first
    - fail: {msg: web1 fails}
      when: inventory_hostname == 'web1'
    - debug: {msg: web2}
`,
        `  force_handlers: true\n${HANDLED}`,
      )}
`,
    },
  },
  {
    name: 'notify in rescue, in a block, from a loop, with templates',
    files: {
      'site.yml': play(
        `
    - block:
        - command: echo
          notify: first
        - fail: {msg: x}
      rescue:
        - command: echo
          notify: "{{ wanted }}"
      notify: fourth
    - command: echo {{ item }}
      loop: [1, 2]
      changed_when: item == 2
      notify: third
`,
        `  vars: {wanted: [second]}\n${HANDLED}`,
      ),
    },
  },
  {
    name: 'a handler that includes tasks, and run_once with a notify',
    files: {
      'more.yml': '- debug: {msg: included one}\n- command: echo two\n  notify: after\n',
      'site.yml': play(
        `
    - command: echo
      notify: including
    - command: echo
      run_once: true
      notify: once
`,
        `  handlers:
    - name: including
      include_tasks: more.yml
    - name: once
      debug: {msg: once}
    - name: after
      debug: {msg: after}
`,
      ),
    },
  },
]
