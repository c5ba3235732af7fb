import type { Comparison } from '../compare.ts'
import { play } from './play.ts'

export const BLOCKS: readonly Comparison[] = [
  {
    name: 'rescue and always, for some hosts',
    files: {
      'site.yml': play(`
    - block:
        - debug: {msg: first}
        - command: test {{ inventory_hostname }} != web1
          changed_when: false
        - debug: {msg: only web2}
      rescue:
        - debug: {msg: "{{ ansible_failed_task.name }} {{ ansible_failed_result.rc }}"}
        - debug: {msg: rescued}
      always:
        - debug: {msg: always}
    - debug: {msg: both}
    - name: outer
      block:
        - block:
            - fail: {msg: inner}
          rescue:
            - fail: {msg: in the rescue}
          always:
            - debug: {msg: inner always}
      rescue:
        - debug: {msg: outer rescue}
    - block:
        - fail: {msg: no rescue}
      always:
        - debug: {msg: still}
    - debug: {msg: never}
`),
    },
  },
  {
    name: 'ignore_errors, inherited, of loops and of what cannot be evaluated',
    files: {
      'site.yml': play(`
    - command: "false"
      ignore_errors: true
    - block:
        - command: "false"
        - fail: {msg: x}
      ignore_errors: true
    - command: /no/such/program
      ignore_errors: yes
      register: r
    - debug: {msg: "{{ r.failed }}"}
    - assert: {that: [1 == 1, 1 == 2], fail_msg: no}
      ignore_errors: "{{ inventory_hostname == 'web1' }}"
    - debug: {msg: web1}
`),
    },
  },
  {
    name: 'any_errors_fatal',
    files: {
      'site.yml': play(
        `
    - debug: {msg: before}
    - command: test {{ inventory_hostname }} = web1
      changed_when: false
    - debug: {msg: never}
`,
        '  any_errors_fatal: true\n',
      ),
    },
  },
  {
    name: 'a failed host in later plays',
    files: {
      'site.yml': `${play(`
    - command: test {{ inventory_hostname }} = web1
      changed_when: false
    - debug: {msg: web1}
`)}
- hosts: web
  gather_facts: false
  tasks:
    - debug: {msg: "{{ ansible_play_hosts }} {{ ansible_play_hosts_all }}"}
- hosts: web2
  gather_facts: false
  tasks:
    - debug: {msg: nobody}
`,
    },
  },
  {
    name: 'max_fail_percentage and serial',
    inventory: '[web]\nweb[1:6]\n[web:vars]\nansible_connection=local\n',
    files: {
      'site.yml': play(
        `
    - command: test {{ inventory_hostname }} != web3
      changed_when: false
    - debug: {msg: on}
`,
        '  serial: [1, 50%]\n  max_fail_percentage: 20\n',
      ),
    },
  },
  {
    name: 'meta: end_host, end_play, clear_host_errors, end_batch',
    files: {
      'site.yml': `${play(`
    - meta: end_host
      when: inventory_hostname == 'web1'
    - debug: {msg: web2}
    - command: test {{ inventory_hostname }} = web1
      ignore_errors: true
      changed_when: false
`)}
- hosts: web
  gather_facts: false
  tasks:
    - fail: {msg: no}
      when: inventory_hostname == 'web2'
    - meta: clear_host_errors
    - debug: {msg: both again}
    - meta: end_play
    - debug: {msg: never}
- hosts: web
  gather_facts: false
  serial: 1
  tasks:
    - debug: {msg: batch}
    - meta: end_batch
    - debug: {msg: never}
- hosts: web
  gather_facts: false
  tasks:
    - meta: noop
    - debug: {msg: last}
`,
    },
  },
]
