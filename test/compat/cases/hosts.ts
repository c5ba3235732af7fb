import type { Comparison } from '../compare.ts'
import { play } from './play.ts'

const GROUPS = `[all:vars]
ansible_connection=local
[web]
web1 n=1
web2 n=2
[db]
db1
[site:children]
web
db
`

export const HOSTS: readonly Comparison[] = [
  {
    name: 'run_once',
    files: {
      'site.yml': play(`
    - command: echo {{ inventory_hostname }}
      run_once: true
      register: once
    - debug: {msg: "{{ once.stdout }}"}
    - set_fact: {shared: "{{ inventory_hostname }}"}
      run_once: true
    - copy: {content: "{{ shared }}", dest: "{{ playbook_dir }}/out/{{ inventory_hostname }}"}
    - block:
        - debug: {msg: "{{ item }}"}
          loop: [1, 2]
      run_once: true
    - debug: {msg: when}
      run_once: true
      when: inventory_hostname == 'web2'
    - command: "false"
      run_once: true
    - debug: {msg: never}
`),
    },
  },
  {
    name: 'delegate_to, delegate_facts and local_action',
    inventory: GROUPS,
    files: {
      'site.yml': play(`
    - command: echo {{ inventory_hostname }} {{ n }}
      delegate_to: db1
      register: r
    - debug: {msg: "{{ r.stdout }}"}
    - copy: {content: "{{ inventory_hostname }}", dest: "{{ playbook_dir }}/out/{{ inventory_hostname }}"}
      delegate_to: "{{ groups.db[0] }}"
    - command: echo {{ item }}
      delegate_to: "{{ item }}"
      loop: "{{ groups.web }}"
      run_once: true
    - set_fact: {about: "{{ inventory_hostname }}"}
      delegate_to: db1
      delegate_facts: true
      when: inventory_hostname == 'web2'
    - debug: {msg: "{{ hostvars.db1.about | default('no') }} {{ about | default('no') }}"}
    - set_fact: {mine: "{{ inventory_hostname }}"}
      delegate_to: db1
    - debug: {msg: "{{ hostvars.db1.mine | default('no') }} {{ mine }}"}
    - local_action: command echo local
    - command: echo here
      delegate_to: localhost
    - debug: {msg: "{{ hostvars.localhost.ansible_connection | default('none') }}"}
`),
    },
  },
  {
    name: 'implicit localhost',
    files: {
      'group_vars/all.yml': 'everywhere: yes it is\n',
      'site.yml': `- hosts: localhost
  gather_facts: false
  tasks:
    - copy: {content: "{{ everywhere | default('not for localhost') }} {{ group_names }} {{ inventory_hostname }} {{ groups.all }}", dest: "{{ playbook_dir }}/out/x"}
    - debug: {msg: "{{ hostvars.web1.everywhere }} {{ hostvars | list }}"}
    - set_fact: {here: 1}
- hosts: web
  gather_facts: false
  tasks:
    - copy: {content: "{{ hostvars.localhost.here }}", dest: "{{ playbook_dir }}/out/{{ inventory_hostname }}"}
`,
    },
  },
  {
    name: 'patterns, serial, order, add_host, group_by',
    inventory: GROUPS,
    files: {
      'site.yml': `- hosts: site:!db
  gather_facts: false
  serial: 1
  order: reverse_sorted
  tasks:
    - debug: {msg: "{{ ansible_play_batch }}"}
    - add_host: {name: "new-{{ inventory_hostname }}", groups: [fresh, web], from: "{{ inventory_hostname }}"}
    - group_by: {key: "n_{{ n }}"}
- hosts: fresh
  gather_facts: false
  tasks:
    - debug: {msg: "{{ from }} {{ groups.web }}"}
- hosts: n_2:db
  gather_facts: false
  tasks:
    - debug: {msg: "{{ group_names }}"}
- hosts: web[0]:&site
  gather_facts: false
  tasks: [{debug: {msg: first}}]
- hosts: ~web\\d
  gather_facts: false
  tasks: [{debug: {msg: regex}}]
- hosts: we*,!web1
  gather_facts: false
  tasks: [{debug: {msg: glob}}]
`,
    },
  },
  {
    name: 'add_host in one batch',
    inventory: GROUPS,
    files: {
      'site.yml': play(`
    - add_host: {name: "new-{{ item }}", groups: fresh, number: "{{ item }}"}
      loop: [1, 2]
    - debug: {msg: "{{ groups.fresh }} {{ hostvars['new-2'].number }}"}
    - group_by: {key: "of_{{ inventory_hostname }}", parents: made}
    - debug: {msg: "{{ groups.made }} {{ groups.of_web1 }}"}
`),
    },
  },
  {
    name: 'serial, with a batch that fails whole',
    inventory: '[web]\nweb[1:4]\n[web:vars]\nansible_connection=local\n',
    files: {
      'site.yml': play(
        `
    - command: test {{ inventory_hostname }} != web2
      changed_when: false
    - command: test {{ inventory_hostname }} != web1
      changed_when: false
    - debug: {msg: on}
`,
        '  serial: 2\n',
      ),
    },
  },
  {
    name: 'environment, module_defaults, throttle, become to oneself, facts',
    files: {
      'site.yml': play(
        `
    - shell: echo $ONE $TWO $THREE
      environment: {TWO: task, THREE: "{{ inventory_hostname }}"}
      register: r
      throttle: 1
    - copy: {content: "{{ r.stdout }}", dest: "{{ playbook_dir }}/out/{{ inventory_hostname }}"}
    - file: {path: "{{ playbook_dir }}/out/d-{{ inventory_hostname }}", state: directory}
    - setup: {gather_subset: [min]}
    - copy: {content: "{{ ansible_facts.os_family }} {{ ansible_distribution }} {{ ansible_facts['distribution_major_version'] }} {{ ansible_user_id }}", dest: "{{ playbook_dir }}/out/f-{{ inventory_hostname }}"}
    - command: id -un
      become: true
      register: who
    - debug: {msg: "{{ who.stdout }}"}
`,
        '  environment: {ONE: play, TWO: play}\n  module_defaults: {file: {mode: "0711"}, ansible.builtin.copy: {mode: "0604"}}\n',
      ),
    },
  },
]
