import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ansibleSettings } from '../../src/cli/ansibleSettings.ts'
import { parseCommandLine } from '../../src/cli/parse.ts'
import { parseConfigText } from '../../src/source/configText.ts'

const directory = mkdtempSync(join(tmpdir(), 'stack-settings-'))
afterAll(() => rmSync(directory, { recursive: true }))

const file = join(directory, 'ansible.cfg')
writeFileSync(
  file,
  `# a comment
[defaults]
inventory = hosts.ini, more   ; both
Forks: 7
remote_user="deploy"
roles_path = roles:~/theirs
host_key_checking = False
force_handlers = no
timeout =
unheard_of = 1

[privilege_escalation]
become = True
become_method = su
[ssh_connection]
ssh_common_args = -o ControlMaster=auto
  -o ProxyJump=jump
[tags]
skip = slow
`,
)

describe("Ansible's settings", () => {
  it('are those of ansible.cfg, as flags', () => {
    const settings = ansibleSettings({ ANSIBLE_CONFIG: file })
    expect(Object.fromEntries(settings.flags)).toEqual({
      inventory: [join(directory, 'hosts.ini'), join(directory, 'more')],
      forks: ['7'],
      user: ['deploy'],
      become: [''],
      'become-method': ['su'],
      'ssh-common-args': ['-o ControlMaster=auto\n-o ProxyJump=jump'],
      'skip-tags': ['slow'],
    })
    expect(settings.rolesPath).toEqual([
      join(directory, 'roles'),
      expect.stringMatching(/^\/.*theirs$/) as string,
    ])
    expect(settings).toMatchObject({ acceptsNewHosts: true, collectionsPath: undefined })
  })

  it('give way to environment variables, and those to flags', () => {
    const env = { ANSIBLE_CONFIG: file, ANSIBLE_FORKS: '9', ANSIBLE_BECOME: '0', ANSIBLE_VERBOSITY: '2' }
    const { flags } = ansibleSettings({ ...env, ANSIBLE_INVENTORY: 'web1,web2,' })
    const line = parseCommandLine('run', ['-u', 'me', 'site.yml'], flags)
    expect(line.flags).toMatchObject({
      forks: 9,
      become: false,
      verbose: 2,
      user: 'me',
      inventory: ['web1,web2,'],
    })
    expect(parseCommandLine('run', ['-i', 'own', 'site.yml'], flags).flags.inventory).toEqual(['own'])
  })

  it('name a file that has to be there', () => {
    expect(() => ansibleSettings({ ANSIBLE_CONFIG: join(directory, 'none.cfg') })).toThrow(
      expect.objectContaining({ code: 'file' }),
    )
  })
})

it.each([
  ['[a]\nb=1\n[a]\nc = 2 # no comment\n', { a: { b: '1', c: '2 # no comment' } }],
  ['b=1\n[a]\nnothing\n  lost\n;c=3\nd:\n', { a: { d: '' } }],
  ['\uFEFF[a]\r\nb = x=y:z ;why\r\n', { a: { b: 'x=y:z' } }],
])('a configuration text %j', (text, expected) => {
  const found = [...parseConfigText(text)].map(([name, keys]) => [name, Object.fromEntries(keys)] as const)
  expect(Object.fromEntries(found)).toEqual(expected)
})
