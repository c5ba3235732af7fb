import type { Comparison } from '../compare.ts'
import { play } from './play.ts'

export const INCLUDES: readonly Comparison[] = [
  {
    name: 'include_tasks: files by host, loops, variables, conditions, nesting',
    files: {
      'tasks/web1.yml': '- debug: {msg: for web1}\n',
      'tasks/web2.yml': '- debug: {msg: for web2}\n- debug: {msg: more}\n',
      'tasks/item.yml':
        '- debug: {msg: "{{ item }} {{ given }}"}\n- include_tasks: nested.yml\n  when: item == 2\n',
      'tasks/nested.yml': '- debug: {msg: "nested {{ item }}"}\n',
      'tasks/vars.yml': '- debug: {msg: "{{ given }}"}\n- set_fact: {from_include: "{{ given }}"}\n',
      'site.yml': play(`
    - include_tasks: "tasks/{{ inventory_hostname }}.yml"
    - include_tasks: tasks/item.yml
      loop: [1, 2]
      vars: {given: here}
    - include_tasks: tasks/vars.yml
      vars: {given: "of {{ inventory_hostname }}"}
      when: inventory_hostname == 'web2'
    - debug: {msg: "{{ from_include | default('none') }}"}
    - include_tasks: "tasks/{{ nothing }}.yml"
      when: false
    - include_tasks: {file: tasks/vars.yml, apply: {vars: {given: applied}, when: "inventory_hostname == 'web1'"}}
`),
    },
  },
  {
    name: 'import_tasks and import_role inherit what stands at the import',
    files: {
      'tasks/more.yml': '- debug: {msg: "{{ given }}"}\n- command: echo\n  notify: done\n',
      'roles/r/tasks/main.yml': '- debug: {msg: "role {{ p }}"}\n',
      'roles/r/tasks/other.yml': '- debug: {msg: "other {{ p }} {{ d }}"}\n',
      'roles/r/defaults/main.yml': 'p: default\nd: default\n',
      'site.yml': play(
        `
    - import_tasks: tasks/more.yml
      vars: {given: "{{ inventory_hostname }}"}
      when: inventory_hostname == 'web1'
    - import_role: {name: r}
    - import_role: {name: r, tasks_from: other}
      vars: {p: given}
`,
        '  handlers: [{name: done, debug: {msg: done}}]\n',
      ),
    },
  },
  {
    name: 'include_role: loops, handlers, tasks_from, defaults seen or not',
    files: {
      'roles/r/tasks/main.yml': '- command: echo {{ p }}\n  notify: of r\n',
      'roles/r/tasks/alt.yml': '- debug: {msg: "alt {{ p }} {{ role_name }}"}\n',
      'roles/r/handlers/main.yml': '- name: of r\n  debug: {msg: handler of r}\n',
      'roles/r/defaults/main.yml': 'p: default\n',
      'roles/r/vars/main.yml': 'v: of r\n',
      'roles/s/defaults/main.yml': 'open: yes indeed\n',
      'roles/s/tasks/main.yml': '- debug: {msg: "{{ open }}"}\n',
      'site.yml': play(`
    - include_role: {name: r}
    - include_role: {name: r, tasks_from: alt}
      loop: [x, y]
      vars: {p: "{{ item }}"}
    - debug: {msg: "{{ p | default('not seen') }} {{ v | default('not seen') }}"}
    - include_role: {name: r, tasks_from: alt}
      when: inventory_hostname == 'web2'
    - include_role: {name: s, public: true}
    - debug: {msg: "{{ open | default('not seen') }}"}
    - include_role: {name: "{{ which }}", tasks_from: alt}
      vars: {which: r}
`),
    },
  },
  {
    name: 'roles: dependencies, parameters, repeated roles',
    files: {
      'roles/base/tasks/main.yml': '- debug: {msg: "base {{ p | default(0) }}"}\n',
      'roles/a/meta/main.yml': 'dependencies: [base, {role: base, vars: {p: 1}}]\n',
      'roles/a/tasks/main.yml': '- debug: {msg: a}\n',
      'roles/b/meta/main.yml': 'dependencies: [{role: base}]\n',
      'roles/b/tasks/main.yml': '- debug: {msg: b}\n',
      'roles/dup/meta/main.yml': 'allow_duplicates: true\n',
      'roles/dup/tasks/main.yml': '- debug: {msg: dup}\n',
      'site.yml': `- hosts: web
  gather_facts: false
  pre_tasks: [{debug: {msg: pre}}]
  roles: [a, b, a, dup, dup, {role: base, p: 2}, {role: b, when: "inventory_hostname == 'web1'"}]
  tasks: [{debug: {msg: task}}, {import_role: {name: a}}, {include_role: {name: b}}]
  post_tasks: [{debug: {msg: post}}]
`,
    },
  },
  {
    name: 'a role that one host skipped and another ran',
    files: {
      'roles/a/tasks/main.yml': '- debug: {msg: a}\n',
      'roles/b/meta/main.yml': 'dependencies: [a]\n',
      'roles/b/tasks/main.yml': '- debug: {msg: b}\n',
      'site.yml': `- hosts: web
  gather_facts: false
  roles: [{role: a, when: "inventory_hostname == 'web1'"}, a, b]
  tasks: [{import_role: {name: a}}]
`,
    },
  },
  {
    name: 'import_playbook',
    files: {
      'sub/other.yml':
        '- hosts: web\n  gather_facts: false\n  tasks: [{debug: {msg: "{{ playbook_dir | basename }} {{ given }}"}}, {include_tasks: t.yml}]\n',
      'sub/t.yml': '- debug: {msg: t}\n',
      'site.yml':
        '- import_playbook: sub/other.yml\n  vars: {given: here}\n- import_playbook: sub/other.yml\n  when: false\n  vars: {given: x}\n',
    },
  },
]
