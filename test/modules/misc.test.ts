import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { sourceText } from '../../src/modules/aptRepository/deb822.ts'
import { fileNameFor, normalized } from '../../src/modules/aptRepository/lines.ts'
import { editKeys } from '../../src/modules/authorizedKey/keys.ts'
import { editEnvironment, editJob } from '../../src/modules/cron/edit.ts'
import { fetch_ } from '../../src/modules/fetch.ts'
import { find } from '../../src/modules/find.ts'
import { getent } from '../../src/modules/getent.ts'
import { getUrl } from '../../src/modules/getUrl.ts'
import { knownHosts } from '../../src/modules/knownHosts.ts'
import { slurp } from '../../src/modules/slurp.ts'
import { tempfile } from '../../src/modules/tempfile.ts'
import { unarchive } from '../../src/modules/unarchive.ts'
import { act, apply, planHere, taskIn } from './apply.ts'

let here: string
const at = (name: string) => join(here, name)
beforeEach(() => {
  here = mkdtempSync(join(tmpdir(), 'stack-misc-'))
})

test('slurp', async () => {
  writeFileSync(at('f'), 'grün')
  expect((await apply(slurp, { src: at('f') })).values).toEqual({
    content: Buffer.from('grün').toString('base64'),
    source: at('f'),
    encoding: 'base64',
  })
  await expect(planHere(slurp, { src: at('no') })).rejects.toThrow('file not found')
})

test('tempfile', async () => {
  const made = await act(tempfile, { path: here, prefix: 'a b', suffix: '.x', state: 'directory' })
  expect(String(made.values['path'])).toMatch(/\/a b\w{8}\.x$/)
  expect(readdirSync(String(made.values['path']))).toEqual([])
})

test('fetch, below the host or flat', async () => {
  writeFileSync(at('f'), 'text')
  const task = taskIn(here, { inventory_hostname: 'web1', playbook_dir: here })
  const first = await act(fetch_, { src: at('f'), dest: 'back' }, task)
  expect(first).toMatchObject({ changed: true, values: { dest: join(here, 'back/web1', at('f')) } })
  expect((await act(fetch_, { src: at('f'), dest: 'back' }, task)).changed).toBe(false)
  expect((await act(fetch_, { src: at('f'), dest: at('flat/'), flat: true }, task)).values['dest']).toBe(
    at('flat/f'),
  )
  await expect(act(fetch_, { src: at('no'), dest: 'x' }, task)).rejects.toThrow(
    'the remote file does not exist',
  )
})

describe('find', () => {
  beforeEach(() => {
    mkdirSync(at('d/deep'), { recursive: true })
    for (const name of ['a.log', 'b.txt', '.hidden.log', 'd/c.log', 'd/deep/e.log'])
      writeFileSync(at(name), `in ${name}\n`)
  })
  const cases: [string, Record<string, unknown>, string[]][] = [
    ['files', {}, ['a.log', 'b.txt']],
    ['a pattern', { patterns: '*.log' }, ['a.log']],
    ['below', { patterns: '*.log', recurse: true }, ['a.log', 'd/c.log', 'd/deep/e.log']],
    ['so deep', { patterns: '*.log', recurse: true, depth: 2 }, ['a.log', 'd/c.log']],
    ['hidden', { patterns: '*.log', hidden: true }, ['.hidden.log', 'a.log']],
    ['directories', { file_type: 'directory', recurse: true }, ['d', 'd/deep']],
    ['a regex', { patterns: '^[ab]\\.', use_regex: true, excludes: '.*txt' }, ['a.log']],
    ['content', { contains: 'in [b]' }, ['b.txt']],
    ['old', { age: '1h' }, []],
    ['young', { age: '-1h', size: '-1k' }, ['a.log', 'b.txt']],
  ]
  test.each(cases)('%s', async (_name, raw, expected) => {
    const { values } = await apply(find, { paths: here, ...raw })
    const files = values['files'] as { path: string }[]
    expect(files.map(({ path }) => path.slice(here.length + 1)).sort()).toEqual(expected)
    expect(values['matched']).toBe(expected.length)
  })

  test('with checksums, and paths that are not there', async () => {
    const { values } = await apply(find, { paths: [here, '/no/such'], patterns: 'a.log', get_checksum: true })
    expect(values['files']).toMatchObject([
      { checksum: expect.stringMatching(/^[0-9a-f]{40}$/), isreg: true, mode: expect.any(String) },
    ])
    expect(values['skipped_paths']).toEqual({ '/no/such': "'/no/such' is not a directory" })
  })
})

test('getent', async () => {
  expect((await apply(getent, { database: 'passwd', key: 'root' })).values).toMatchObject({
    ansible_facts: { getent_passwd: { root: ['x', '0', '0', 'root', '/root', expect.any(String)] } },
  })
  await expect(planHere(getent, { database: 'passwd', key: 'no-such' })).rejects.toThrow('could not be found')
  expect((await apply(getent, { database: 'passwd', key: 'no-such', fail_key: false })).values).toEqual({
    ansible_facts: { getent_passwd: { 'no-such': null } },
  })
})

describe('unarchive', () => {
  beforeEach(() => {
    mkdirSync(at('src/sub'), { recursive: true })
    mkdirSync(at('dest'))
    writeFileSync(at('src/a'), 'one')
    writeFileSync(at("src/sub/it's"), 'two')
    spawnSync('tar', ['-czf', at('x.tar.gz'), '-C', at('src'), '.'])
  })
  test('from the controller, once, and again when a file differs', async () => {
    const raw = { src: 'x.tar.gz', dest: at('dest') }
    expect((await act(unarchive, raw, taskIn(here))).changed).toBe(true)
    expect(readFileSync(at("dest/sub/it's"), 'utf8')).toBe('two')
    expect((await act(unarchive, raw, taskIn(here))).changed).toBe(false)
    writeFileSync(at('dest/a'), 'drift')
    expect((await act(unarchive, raw, taskIn(here))).changed).toBe(true)
    expect(readFileSync(at('dest/a'), 'utf8')).toBe('one')
  })
  test('from the host, some of it', async () => {
    const raw = {
      src: at('x.tar.gz'),
      dest: at('dest'),
      remote_src: true,
      exclude: ['./sub'],
      list_files: true,
    }
    const result = await act(unarchive, raw)
    expect(readdirSync(at('dest'))).toEqual(['a'])
    expect(result.values['files']).toContain('./a')
    expect((await act(unarchive, raw)).changed).toBe(false)
    await expect(act(unarchive, { ...raw, dest: at('no') })).rejects.toThrow('must be an existing dir')
  })
})

test('get_url: a file that has its checksum is not downloaded', async () => {
  writeFileSync(at('f'), 'hello\n')
  const checksum = 'sha1:f572d396fae9206628714fb2ce00f72e94f2258f'
  const result = await act(getUrl, { url: 'http://127.0.0.1:1/f', dest: here, checksum, mode: '0600' })
  expect(result).toMatchObject({
    changed: true,
    values: { dest: at('f'), mode: '0600', msg: 'file already exists' },
  })
  await expect(act(getUrl, { url: 'http://127.0.0.1:1/f', dest: here })).rejects.toThrow('Request failed')
  expect(readFileSync(at('f'), 'utf8')).toBe('hello\n')
})

const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl'
test('known_hosts, plain and hashed', async () => {
  const path = at('ssh/known_hosts')
  await apply(knownHosts, { name: 'h', key: `h ssh-ed25519 ${KEY}`, path })
  expect(readFileSync(path, 'utf8')).toBe(`h ssh-ed25519 ${KEY}\n`)
  await apply(knownHosts, { name: 'h', key: `h ssh-ed25519 ${KEY}`, path, hash_host: true })
  expect(readFileSync(path, 'utf8')).toMatch(/^\|1\|[^ ]+ ssh-ed25519 /)
  expect((await apply(knownHosts, { name: 'h', path, state: 'absent' })).changed).toBe(true)
  expect(readFileSync(path, 'utf8')).toBe('')
  await expect(planHere(knownHosts, { name: 'other', key: `h ssh-ed25519 ${KEY}`, path })).rejects.toThrow(
    'does not match',
  )
})

describe('authorized_key', () => {
  const args = { state: 'present', exclusive: false } as const
  const old = `# mine\nssh-rsa AAAA1 me\nno-pty,from="a,b" ssh-ed25519 ${KEY} you and me\n`
  const cases: [string, Parameters<typeof editKeys>[0], string, string][] = [
    ['there', { ...args, key: 'ssh-rsa AAAA1 me' }, old, old],
    ['new', { ...args, key: 'ssh-rsa AAAA2 x' }, old, `${old}ssh-rsa AAAA2 x\n`],
    [
      'options in another order',
      { ...args, key: `from="a,b",no-pty ssh-ed25519 ${KEY} you and me` },
      old,
      old,
    ],
    [
      'another comment',
      { ...args, key: 'ssh-rsa AAAA1 me', comment: 'y' },
      'ssh-rsa AAAA1 me\n',
      'ssh-rsa AAAA1 y\n',
    ],
    [
      'options',
      { ...args, key: 'ssh-rsa AAAA1 me', key_options: 'no-pty' },
      'ssh-rsa AAAA1 me\n',
      'no-pty ssh-rsa AAAA1 me\n',
    ],
    ['only it', { ...args, exclusive: true, key: 'ssh-rsa AAAA1 me' }, old, 'ssh-rsa AAAA1 me\n'],
    ['absent', { ...args, state: 'absent', key: `ssh-ed25519 ${KEY}` }, old, '# mine\nssh-rsa AAAA1 me\n'],
    ['absent already', { ...args, state: 'absent', key: 'ssh-rsa AAAA9' }, old, old],
  ]
  test.each(cases)('%s', (_name, raw, text, expected) => {
    expect(editKeys(raw, text)).toBe(expected)
    expect(editKeys(raw, expected)).toBe(expected)
  })
  test('no key', () => {
    expect(() => editKeys({ ...args, key: 'nonsense' }, '')).toThrow('invalid key specified: nonsense')
  })
})

describe('cron', () => {
  const args = {
    name: 'n',
    job: 'run it',
    state: 'present',
    minute: '0',
    hour: '3',
    day: '*',
    month: '*',
    weekday: '*',
    disabled: false,
  } as const
  test.each([
    ['new', args, 'A=b\n', 'A=b\n#Ansible: n\n0 3 * * * run it\n', false],
    [
      'other',
      { ...args, special_time: 'daily' },
      '#Ansible: n\nx\nrest\n',
      '#Ansible: n\n@daily run it\nrest\n',
      false,
    ],
    ['of a user', { ...args, user: 'www', disabled: true }, '', '#Ansible: n\n#0 3 * * * www run it\n', true],
    ['none', { ...args, state: 'absent' as const }, 'a\n#Ansible: n\nx\nb\n', 'a\nb\n', false],
  ])('%s', (_name, raw, old, text, named) => {
    expect(editJob(raw, old, named)).toBe(text)
    expect(editJob(raw, text, named)).toBe(text)
  })
  test('variables', () => {
    const env = { name: 'B', job: 'c', state: 'present' } as const
    expect(editEnvironment(env, 'A=b\nx\n')).toBe('B="c"\nA=b\nx\n')
    expect(editEnvironment({ ...env, insertafter: 'A' }, 'A=b\nx\n')).toBe('A=b\nB="c"\nx\n')
    expect(editEnvironment({ ...env, state: 'absent' }, 'B="c"\nx\n')).toBe('x\n')
  })
})

describe('package sources', () => {
  test.each([
    [
      'deb  [ arch=amd64  signed-by=/k ] http://x/  s  main contrib # why',
      'deb [arch=amd64 signed-by=/k] http://x/ s main contrib',
    ],
    ['# deb http://x s main', undefined],
    ['deb http://x', undefined],
  ])('%s', (line, expected) => {
    expect(normalized(line)).toBe(expected)
  })
  test('named as Ansible names them', () => {
    expect(fileNameFor('deb http://archive.canonical.com/ubuntu hardy partner')).toBe(
      'archive_canonical_com_ubuntu',
    )
    expect(fileNameFor('deb [arch=amd64] https://dl.google.com/linux/chrome/deb/ stable main')).toBe(
      'dl_google_com_linux_chrome_deb',
    )
  })
  test('as fields', () => {
    const args = {
      name: 'x',
      types: ['deb'],
      uris: ['http://x'],
      suites: ['s'],
      enabled: true,
      signed_by: 'a\n\nb',
      mode: '0644',
      state: 'present',
    }
    expect(sourceText(args)).toBe(
      'Enabled: yes\nX-Repolib-Name: x\nSigned-By: \n a\n .\n b\nSuites: s\nTypes: deb\nURIs: http://x\n',
    )
  })
})
