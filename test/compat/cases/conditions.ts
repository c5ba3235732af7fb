import type { Comparison } from '../compare.ts'
import { play } from './play.ts'

export const CONDITIONS: readonly Comparison[] = [
  {
    name: 'when: lists, booleans, variables that hold conditions, inherited conditions',
    files: {
      'site.yml': play(
        `
    - debug: {msg: a}
      when: [yes_please, "1 == 1"]
    - debug: {msg: b}
      when: [yes_please, "1 == 2"]
    - debug: {msg: c}
      when: condition
    - debug: {msg: d}
      when: not no_thanks | bool
    - debug: {msg: e}
      when: "'web1' in inventory_hostname and (groups.web | length) == 2"
    - block:
        - debug: {msg: f}
        - debug: {msg: g}
          when: false
      when: inventory_hostname == 'web2'
    - debug: {msg: h}
      when: number > 3 or text is match('^a')
    - debug: {msg: i}
      when: empty
    - debug: {msg: j}
      when: "{{ yes_please }}"
`,
        '  vars: {yes_please: true, no_thanks: "no", condition: "1 == 1", number: 3, text: abc, empty: ""}\n',
      ),
    },
  },
  {
    name: 'changed_when and failed_when',
    files: {
      'site.yml': play(`
    - command: echo one
      changed_when: false
    - command: echo two
      register: r
      changed_when: "'two' in r.stdout"
    - command: echo three
      register: r
      changed_when: [r.rc == 0, r.stdout == 'four']
    - command: "false"
      register: r
      failed_when: r.rc > 1
    - command: "true"
      register: r
      failed_when: "'x' in r.stdout or r.rc != 0"
    - debug: {msg: hello}
      changed_when: true
    - stat: {path: /nowhere}
      register: s
      failed_when: not s.stat.exists
      ignore_errors: true
    - debug: {msg: "{{ s.failed_when_result }} {{ s.failed }}"}
    - copy: {content: x, dest: "{{ playbook_dir }}/out/{{ inventory_hostname }}"}
      changed_when: false
    - command: echo last
      failed_when: [true, "inventory_hostname == 'web1'"]
    - debug: {msg: only web2}
`),
    },
  },
  {
    name: 'until, retries and delay',
    files: {
      'site.yml': play(`
    - shell: echo x >> {{ playbook_dir }}/out/{{ inventory_hostname }}; wc -l < {{ playbook_dir }}/out/{{ inventory_hostname }}
      register: r
      until: r.stdout | int >= 3
      retries: 5
      delay: 0
    - debug: {msg: "{{ r.attempts }}"}
    - command: "false"
      register: r
      until: r.rc == 0
      retries: 2
      delay: 0
      ignore_errors: true
    - debug: {msg: "{{ r.attempts }} {{ r.failed }}"}
    - shell: echo {{ item }} >> {{ playbook_dir }}/out/{{ inventory_hostname }}-items; grep -c {{ item }} {{ playbook_dir }}/out/{{ inventory_hostname }}-items
      register: r
      until: r.stdout == '2'
      retries: 3
      delay: 0
      loop: [a, b]
    - debug: {msg: "{{ r.results | map(attribute='attempts') | list }}"}
`),
    },
  },
  {
    name: 'tags',
    args: ['--tags', 'wanted,never_but', '--skip-tags', 'not'],
    files: {
      'roles/r/tasks/main.yml': '- debug: {msg: in role}\n- debug: {msg: own}\n  tags: wanted\n',
      'more.yml': '- debug: {msg: included}\n- debug: {msg: included wanted}\n  tags: wanted\n',
      'site.yml': `- hosts: web
  gather_facts: false
  roles:
    - {role: r, tags: other}
  tasks:
    - debug: {msg: none}
    - debug: {msg: wanted}
      tags: [wanted]
    - debug: {msg: both}
      tags: [wanted, not]
    - debug: {msg: always}
      tags: always
    - debug: {msg: never}
      tags: [never]
    - debug: {msg: never but asked for}
      tags: [never, never_but]
    - block:
        - debug: {msg: inherits}
      tags: wanted
    - import_tasks: more.yml
      tags: other
    - include_tasks: more.yml
      tags: wanted
    - include_tasks: {file: more.yml, apply: {tags: wanted}}
      tags: wanted
`,
    },
  },
  {
    name: 'check mode',
    args: ['--check'],
    files: {
      'site.yml': play(`
    - copy: {content: x, dest: "{{ playbook_dir }}/out/{{ inventory_hostname }}"}
    - command: touch {{ playbook_dir }}/out/never
    - command: echo read
      check_mode: false
      changed_when: false
      register: r
    - debug: {msg: "{{ r.stdout }} {{ ansible_check_mode }}"}
    - file: {path: "{{ playbook_dir }}/out/d", state: directory}
    - command: touch {{ playbook_dir }}/out/never
      when: not ansible_check_mode
    - stat: {path: "{{ playbook_dir }}/site.yml"}
    - shell: echo never
      args: {creates: "{{ playbook_dir }}/site.yml"}
`),
    },
  },
  {
    name: 'a start in the middle, in a role of the second play',
    args: ['--start-at-task', 'r : two*'],
    files: {
      'roles/r/tasks/main.yml': '- name: one\n  debug: {msg: one}\n- name: two steps\n  debug: {msg: two}\n',
      'site.yml': `${play('    - name: first\n      debug: {msg: first}\n')}- name: second
  hosts: web
  gather_facts: false
  roles: [r]
  tasks:
    - name: last
      debug: {msg: last}
`,
    },
  },
  {
    name: 'forced handlers',
    args: ['--force-handlers'],
    files: {
      'site.yml': play(
        `    - name: changes
      command: echo
      notify: late
    - name: fails for one
      fail: {msg: no}
      when: inventory_hostname == 'web1'
`,
        `  handlers:
    - name: late
      copy: {content: "{{ inventory_hostname }}", dest: "{{ playbook_dir }}/out/{{ inventory_hostname }}"}
`,
      ),
    },
  },
]
