/** A project with every static way to bring tasks in; what Ansible makes of it is in load.test.ts. */
export const ROLES_PROJECT: Readonly<Record<string, string>> = {
  'site.yml': `
- name: Web
  hosts: web
  tags: play
  vars: {which: extra}
  pre_tasks:
    - ping:
      tags: [pre]
  roles:
    - base
    - role: web
      tags: www
      when: true
      port_of: 8080
    - {role: db, tags: [data, www]}
    - base
    - {role: users, name_of: a}
    - {role: users, name_of: b}
    - {role: users, name_of: a}
  tasks:
    - name: Grouped
      tags: group
      block:
        - name: First
          debug: msg=hello
          tags: one,two
        - import_tasks: more/tasks/{{ which }}.yml
          tags: [imported]
      always:
        - name: Ever
          ping:
          tags: always
    - import_role: {name: base, tasks_from: other}
      tags: again
    - include_tasks: dynamic.yml
      tags: dyn
    - include_role: {name: users}
  handlers:
    - name: Own
      ping:
- import_playbook: other.yml
  tags: imp
  vars: {from_import: 1}
  when: wanted
`,
  'other.yml': `
- hosts: [all, '!old']
  tags: o
  vars: {from_import: 0, own: 2}
  tasks:
    - ping:
`,
  'more/tasks/extra.yml': '- name: Deep\n  ping:\n- import_tasks: deeper.yml\n  tags: deeper\n',
  'more/tasks/deeper.yml': '- {name: Deepest, ping: }\n',
  'dynamic.yml': '- name: Included\n  ping:\n  when: inner\n',
  'roles/base/tasks/main.yml': '- name: Base task\n  ping:\n  notify: Restart\n',
  'roles/base/tasks/other.yml': '- name: Other entry\n  ping:\n',
  'roles/base/handlers/main.yml': '- name: Restart\n  ping:\n  listen: again\n',
  'roles/base/defaults/main.yml': 'who: base-default\nlow: base\n',
  'roles/web/meta/main.yml': `
dependencies:
  - role: base
    tags: dep
  - db
argument_specs:
  main:
    short_description: The web
    options:
      port_of: {type: int}
`,
  'roles/web/tasks/main.yml': '- name: Web task\n  ping:\n  tags: inner\n',
  'roles/web/defaults/main.yml': 'who: web-default\n',
  'roles/web/vars/main.yml': 'kept: web\n',
  'roles/db/tasks/main.yml': '- name: Db task\n  ping:\n',
  'roles/db/vars/main.yml': 'kept: db\nalso: db\n',
  'roles/users/tasks/main.yaml': '- name: Users task\n  ping:\n',
}
