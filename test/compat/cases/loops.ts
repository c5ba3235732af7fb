import type { Comparison } from '../compare.ts'
import { play } from './play.ts'

export const LOOPS: readonly Comparison[] = [
  {
    name: 'loop, loop_control, labels and extended variables',
    files: {
      'site.yml': play(
        `
    - debug: {msg: "{{ item }}"}
      loop: "{{ things }}"
    - debug: {msg: "{{ thing }} {{ at }}"}
      loop: "{{ things }}"
      loop_control: {loop_var: thing, index_var: at, label: "{{ thing }}!"}
    - debug: {msg: "{{ ansible_loop.index }} {{ ansible_loop.last }} {{ ansible_loop.previtem | default('-') }}"}
      loop: "{{ things }}"
      loop_control: {extended: true}
    - debug: {msg: "{{ item.key }}={{ item.value }}"}
      loop: "{{ map | dict2items }}"
    - debug: {msg: "{{ item.0 }} {{ item.1 }}"}
      loop: "{{ things | product([1, 2]) | list }}"
    - debug: {msg: "{{ item.0.name }} {{ item.1 }}"}
      loop: "{{ users | subelements('keys') }}"
      loop_control: {label: "{{ item.1 }}"}
    - debug: {msg: "{{ item }}"}
      loop: "{{ range(1, 4) | list }}"
      when: item != 2
    - debug: {msg: "{{ item }}"}
      loop: []
    - debug: {msg: "{{ item }}"}
      loop: "{{ nothing }}"
      when: nothing is defined
    - debug: {msg: "{{ item }}"}
      loop: "{{ nothing | default([]) }}"
`,
        '  vars: {things: [a, b, "c d"], map: {x: 1, y: two}, users: [{name: u, keys: [k1, k2]}]}\n',
      ),
    },
  },
  {
    name: 'with_ loops',
    files: {
      'files/one.txt': '1',
      'files/two.txt': '2',
      'site.yml': play(
        `
    - debug: {msg: "{{ item }}"}
      with_items: [a, [b, c], "{{ things }}"]
    - debug: {msg: "{{ item }}"}
      with_list: [a, [b, c]]
    - debug: {msg: "{{ item.key }} {{ item.value.n }}"}
      with_dict: {one: {n: 1}, two: {n: 2}}
    - debug: {msg: "{{ item.0 }} {{ item.1 }}"}
      with_nested: [[a, b], "{{ things }}"]
    - debug: {msg: "{{ item.0 }} {{ item.1 }}"}
      with_together: [[a, b], [1, 2]]
    - debug: {msg: "{{ item }}"}
      with_sequence: start=1 end=3 format=n%02d
    - debug: {msg: "{{ item | basename }}"}
      with_fileglob: ["o*.txt"]
      loop_control: {label: globbed}
      register: globbed
    - debug: {msg: "{{ item.0.name }} {{ item.1 }}"}
      with_subelements: ["{{ users }}", keys]
    - debug: {msg: "{{ item.0 }} {{ item.1 }}"}
      with_indexed_items: [x, y]
    - debug: {msg: "{{ item }}"}
      with_first_found: [{files: [none.txt, one.txt], paths: ["{{ playbook_dir }}/files"]}]
      loop_control: {label: found}
    - debug: {msg: "{{ item }}"}
      with_flattened: [[a], [[b]]]
    - debug: {msg: "{{ item }}"}
      with_lines: printf 'x\\ny'
    - debug: {msg: "{{ item }}"}
      with_inventory_hostnames: [web]
`,
        '  vars: {things: [t1, t2], users: [{name: u, keys: [k1, k2]}]}\n',
      ),
    },
  },
  {
    name: 'items that edit the same file, and items that fail',
    runs: 2,
    files: {
      'site.yml': play(`
    - copy: {content: "start\\n", dest: "{{ playbook_dir }}/out/{{ inventory_hostname }}", force: false}
    - lineinfile: {path: "{{ playbook_dir }}/out/{{ inventory_hostname }}", line: "{{ item }}", insertafter: "{{ after }}"}
      loop: [a, b, a]
      vars: {after: EOF}
    - lineinfile: {path: "{{ playbook_dir }}/out/{{ inventory_hostname }}", regexp: "^{{ item.0 }}", line: "{{ item.1 }}"}
      loop: [[a, ax], [ax, ay]]
    - command: test {{ item }} != b
      loop: [a, b, c]
      register: r
      ignore_errors: true
      changed_when: false
    - debug: {msg: "{{ r.results | map(attribute='failed') | list }} {{ r.failed }}"}
    - file: {path: "{{ playbook_dir }}/out/{{ inventory_hostname }}.d/{{ item }}", state: directory, mode: "0750"}
      loop: [a, a/b, c]
    - command: test {{ item }} != b
      loop: [a, b, c]
      changed_when: false
    - debug: {msg: never}
`),
    },
  },
]
