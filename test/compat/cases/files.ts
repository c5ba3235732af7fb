import type { Comparison } from '../compare.ts'
import { play } from './play.ts'

export const FILES: readonly Comparison[] = [
  {
    name: 'file, copy, template, lineinfile, blockinfile, replace, stat, applied twice',
    runs: 2,
    files: {
      'templates/t.j2': `# {{ ansible_managed | default('managed') | length > 0 }}
{% for h in groups.web %}
server {{ h }}{% if not loop.last %},{% endif %}

{% endfor %}
{{ {'a': 1, 'b': [1, 2.0, None, True]} | to_nice_json }}
{{ text | upper | replace('A', 'x') }} {{ 7 // 2 }} {{ '%05d' % 42 }}
`,
      'files/plain.txt': 'plain\n',
      'files/tree/a': 'a',
      'files/tree/sub/b': 'b',
      'site.yml': play(
        `
    - file: {path: "{{ out }}/{{ inventory_hostname }}", state: directory, mode: "u=rwx,g=rx,o="}
    - copy: {src: plain.txt, dest: "{{ here }}/", mode: "0640"}
    - copy: {src: tree/, dest: "{{ here }}/tree", mode: preserve}
    - copy: {src: tree, dest: "{{ here }}/whole"}
    - template: {src: t.j2, dest: "{{ here }}/t", mode: 0600}
    - lineinfile: {path: "{{ here }}/plain.txt", regexp: ^second, line: second=2}
    - lineinfile: {path: "{{ here }}/new.txt", line: created, create: true, mode: "0644"}
    - blockinfile: {path: "{{ here }}/plain.txt", block: "x\\ny", marker: "# {mark} ours"}
    - replace: {path: "{{ here }}/plain.txt", regexp: "y$", replace: z}
    - file: {src: plain.txt, dest: "{{ here }}/link", state: link}
    - file: {path: "{{ here }}/touched", state: touch, modification_time: preserve, access_time: preserve}
    - file: {path: "{{ here }}/none", state: absent}
    - copy: {content: {a: [1, 2]}, dest: "{{ here }}/json"}
    - copy: {src: "{{ here }}/plain.txt", dest: "{{ here }}/remote", remote_src: true}
    - stat: {path: "{{ here }}/link"}
      register: s
    - debug: {msg: "{{ s.stat.islnk }} {{ s.stat.lnk_target }}"}
    - slurp: {src: "{{ here }}/json"}
      register: s
    - debug: {msg: "{{ s.content | b64decode }}"}
`,
        '  vars: {out: "{{ playbook_dir }}/out", here: "{{ out }}/{{ inventory_hostname }}", text: banana}\n',
      ),
    },
  },
  {
    name: 'tasks that read what earlier tasks wrote',
    runs: 2,
    files: {
      'site.yml': play(
        `
    - stat: {path: "{{ here }}"}
      register: before
    - copy: {content: one, dest: "{{ here }}"}
    - stat: {path: "{{ here }}"}
      register: after
    - command: cat {{ here }}
      register: cat
      changed_when: false
    - copy: {content: "{{ before.stat.exists }} {{ after.stat.exists }} {{ cat.stdout }}", dest: "{{ here }}-seen", force: false}
    - file: {path: "{{ here }}", state: absent}
      when: not before.stat.exists
    - copy: {content: two, dest: "{{ here }}"}
    - command: cp {{ here }} {{ here }}-copied
      args: {creates: "{{ here }}-copied"}
    - lineinfile: {path: "{{ here }}-copied", line: three}
`,
        '  vars: {here: "{{ playbook_dir }}/out/{{ inventory_hostname }}"}\n',
      ),
    },
  },
  {
    name: 'what modules refuse',
    files: {
      'site.yml': play(
        `
    - copy: {src: "{{ missing }}.txt", dest: /tmp/never}
      ignore_errors: true
    - template: {src: "{{ missing }}.j2", dest: /tmp/never}
      ignore_errors: true
    - lineinfile: {path: "{{ playbook_dir }}/out/missing", line: x}
      ignore_errors: true
    - file: {path: "{{ playbook_dir }}/out/missing", state: file}
      ignore_errors: true
    - file: {path: "{{ playbook_dir }}/out/missing", mode: "0644"}
      ignore_errors: true
    - copy: {content: x, dest: "{{ playbook_dir }}/out/no/such/dir"}
      ignore_errors: true
    - shell: exit 3
      ignore_errors: true
    - command: /no/such/program
`,
        '  vars: {missing: nowhere}\n',
      ),
    },
  },
]
