import { FILE, VALUE } from '../../source/vault.cases.ts'
import type { Comparison } from '../compare.ts'
import { play } from './play.ts'

/** Writes what a variable came to into a file of its host's. */
const write = (name: string, text: string): string =>
  `    - copy: {content: "${text}", dest: "{{ playbook_dir }}/out/{{ inventory_hostname }}-${name}", mode: "0644"}\n`

export const VARIABLES: readonly Comparison[] = [
  {
    name: 'precedence from role defaults to extra variables',
    args: ['-e', 'extra=command-line', '-e', '{"typed": [1, true]}'],
    files: {
      'group_vars/all.yml': 'in_all: all\nlevel: all\nextra: all\ngroupwise: all\nrole_default: all\n',
      'group_vars/web.yml': 'level: web\ngroupwise: web\n',
      'host_vars/web1.yml': 'level: web1\n',
      'vars/file.yml': 'from_file: file\nplayvar: file\n',
      'roles/r/defaults/main.yml': 'role_default: default\nrole_only: default\nrole_var: default\n',
      'roles/r/vars/main.yml': 'role_var: vars\nlevel: role\n',
      'roles/r/tasks/main.yml': `- copy: {content: "{{ level }} {{ role_default }} {{ role_only }} {{ role_var }}", dest: "{{ playbook_dir }}/out/{{ inventory_hostname }}-role"}\n`,
      'site.yml': `- hosts: web
  gather_facts: false
  vars: {playvar: play, from_file: play, taskvar: play}
  vars_files: [vars/file.yml]
  roles: [r]
  tasks:
${write('a', '{{ in_all }} {{ level }} {{ extra }} {{ groupwise }} {{ playvar }} {{ from_file }} {{ typed }}')}
    - block:
        - copy: {content: "{{ taskvar }} {{ blockvar }}", dest: "{{ playbook_dir }}/out/{{ inventory_hostname }}-b"}
          vars: {taskvar: task}
      vars: {taskvar: block, blockvar: block}
    - set_fact: {level: fact, role_only: fact}
${write('c', '{{ level }} {{ role_only }} {{ taskvar }}')}
    - include_vars: {file: late.yml}
${write('d', '{{ level }} {{ late }}')}
    - include_vars: {file: late.yml, name: box}
${write('e', '{{ box.late }}')}
`,
      'vars/late.yml': 'level: late\nlate: "{{ groupwise }}"\n',
    },
  },
  {
    name: 'register, set_fact and hostvars across hosts',
    files: {
      'site.yml': play(`
    - command: echo {{ inventory_hostname }}
      register: said
      changed_when: false
    - set_fact: {mine: "fact of {{ said.stdout }}", number: "{{ 40 + 2 }}", listed: [1, "{{ said.stdout }}"]}
${write('a', "{{ hostvars['web1'].mine }} {{ hostvars['web2']['said'].stdout }} {{ hostvars.web1.number | int is integer }}")}
${write('b', "{{ groups.web | map('extract', hostvars, 'mine') | join(',') }}")}
    - set_fact: {only: "{{ said.stdout }}"}
      when: inventory_hostname == 'web2'
${write('c', "{{ only | default('none') }} {{ hostvars.web2.only }} {{ hostvars.web1.only is defined }}")}
    - set_fact: {kept: yes, cacheable: yes}
    - debug: {var: kept}
- hosts: web2
  gather_facts: false
  tasks:
${write('d', '{{ hostvars.web1.mine }} {{ listed }} {{ said.changed }}')}
`),
    },
  },
  {
    name: 'what a registered result holds',
    files: {
      'site.yml': play(`
    - command: printf 'a\\nb\\n'
      register: r
${write('a', '{{ r.stdout_lines }} {{ r.rc }} {{ r.changed }} {{ r.failed }} {{ r.stderr }} {{ r.cmd }}')}
    - command: "false"
      register: r
      ignore_errors: true
${write('b', '{{ r.rc }} {{ r.failed }} {{ r is failed }} {{ r is changed }} {{ r is skipped }} {{ r.msg }}')}
    - command: "true"
      register: r
      when: false
${write('c', '{{ r.skipped }} {{ r is skipped }} {{ r.changed }} {{ r.skip_reason }}')}
    - command: echo {{ item }}
      loop: [x, y]
      register: r
      when: item != 'y'
${write('d', '{{ r.results | length }} {{ r.results[0].stdout }} {{ r.results[0].item }} {{ r.results[1].skipped }} {{ r.changed }} {{ r.msg }}')}
    - stat: {path: "{{ playbook_dir }}/site.yml"}
      register: st
${write('e', '{{ st.stat.exists }} {{ st.stat.isreg }} {{ st.stat.size > 10 }} {{ st.stat.mode }}')}
    - copy: {content: hello, dest: "{{ playbook_dir }}/out/{{ inventory_hostname }}-f"}
      register: c
${write('g', '{{ c.dest | basename }} {{ c.mode }} {{ c.size }} {{ c.checksum }} {{ c.state }} {{ c.owner }} {{ c.md5sum }}')}
    - debug: {msg: there}
      register: said
${write('h', '{{ said.msg }} {{ said.changed }} {{ said.failed }}')}
`),
    },
  },
  {
    name: 'magic variables',
    files: {
      'inventory.d/x': '',
      'roles/r/tasks/main.yml': `- copy: {content: "{{ role_name }} {{ role_path | basename }} {{ ansible_role_names | default([]) }} {{ ansible_play_role_names }}", dest: "{{ playbook_dir }}/out/role-{{ inventory_hostname }}"}\n`,
      'site.yml': `- name: the play
  hosts: web
  gather_facts: false
  serial: 1
  roles: [r]
  tasks:
${write('a', '{{ ansible_play_name }} {{ ansible_play_hosts }} {{ ansible_play_batch }} {{ ansible_play_hosts_all }} {{ play_hosts }}')}
${write('b', '{{ group_names }} {{ groups }} {{ inventory_hostname_short }} {{ ansible_check_mode }} {{ ansible_run_tags }} {{ ansible_skip_tags }} {{ ansible_forks }}')}
${write('c', '{{ inventory_dir | basename }} {{ inventory_file | basename }} {{ playbook_dir | basename in ["ours", "theirs"] }} {{ vars.group_names }}')}
${write('d', '{{ ansible_connection }} {{ ansible_search_path | map("basename") | list | length }} {{ omit is defined }} {{ ansible_verbosity }}')}
`,
    },
  },
  {
    name: 'undefined variables, defaults and lazy variables',
    files: {
      'site.yml': play(
        `
${write('a', "{{ nothing | default('fallback') }} {{ deep.er.still | default('none') }} {{ later }}")}
    - set_fact: {base: two}
${write('b', '{{ later }} {{ nested.a }} {{ nested.b[0] }}')}
    - debug: {msg: "{{ nothing }}"}
      ignore_errors: true
      register: e
${write('c', "{{ e.failed }} {{ 'undefined' in e.msg }}")}
    - debug: {msg: "{{ uses_undefined }}"}
      when: uses_undefined is defined
    - debug: {msg: "{{ nothing }}"}
      when: false
    - fail: {msg: "really"}
      when: nothing
`,
        '  vars: {base: one, later: "<{{ base }}>", nested: {a: "{{ base }}", b: ["{{ later }}"]}, uses_undefined: "{{ nope }}"}\n',
      ),
    },
  },
  {
    name: 'what ansible-vault has encrypted: files, values, and files to copy',
    args: ['--vault-password-file', 'password'],
    files: {
      password: 'open sesame\n',
      'group_vars/web/vault.yml': FILE,
      'host_vars/web1.yml': `inner: !vault |\n${VALUE.replaceAll(/^/gm, '  ')}\n`,
      'files/secret.yml': FILE,
      'templates/secret.j2': FILE,
      'site.yml': play(`
${write('a', '{{ db_password }} {{ list }} {{ inner | default("none") }}')}
    - copy: {src: secret.yml, dest: "{{ playbook_dir }}/out/{{ inventory_hostname }}-clear"}
    - copy: {src: secret.yml, dest: "{{ playbook_dir }}/out/{{ inventory_hostname }}-sealed", decrypt: false}
    - template: {src: secret.j2, dest: "{{ playbook_dir }}/out/{{ inventory_hostname }}-rendered"}
    - include_vars: {file: secret.yml, name: included}
${write('b', "{{ included.list }} {{ lookup('file', 'secret.yml') | length }} {{ lookup('unvault', 'secret.yml') | length }}")}
    - debug: {msg: "{{ inner is vault_encrypted }}"}
      when: inner is defined
`),
    },
  },
]
