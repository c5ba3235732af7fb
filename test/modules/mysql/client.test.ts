import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyRequest, readRequest } from '../../../src/modules/mysql/client.ts'
import { type LoginArgs, loginOf } from '../../../src/modules/mysql/login.ts'
import { mysqlQuery } from '../../../src/modules/mysql/query.ts'
import { Identifier, rawSql, sql } from '../../../src/modules/mysql/sql.ts'
import type { Request } from '../../../src/shell/request.ts'
import { reveal, Secret } from '../../../src/shell/secret.ts'
import { runHere } from '../apply.ts'

const directory = mkdtempSync(join(tmpdir(), 'stack-mysql-'))
afterAll(() => rmSync(directory, { recursive: true }))

const PASSWORD = `s"e'c\\r#e;t\n`

/** A stand-in for the client: it writes down how it was called and says what `answer` and `complaint` hold. */
beforeAll(() => {
  const stub = `#!/bin/sh
printf '%s\\n' "$*" >>${directory}/arguments
cat /dev/fd/3 >>${directory}/options
cat >>${directory}/input
cat ${directory}/answer
cat ${directory}/complaint >&2
exit "$(cat ${directory}/code)"
`
  writeFileSync(join(directory, 'mariadb'), stub, { mode: 0o755 })
})

const given: LoginArgs = {
  login_user: 'app',
  login_password: new Secret(PASSWORD),
  login_host: 'localhost',
  login_port: 3306,
  login_unix_socket: '/run/my.sock',
  config_file: '',
  connect_timeout: 30,
  client_cert: undefined,
  client_key: undefined,
  ca_cert: undefined,
  check_hostname: undefined,
}

function call(request: Request, answer = '', complaint = '', code = 0) {
  for (const name of ['arguments', 'options', 'input']) writeFileSync(join(directory, name), '')
  writeFileSync(join(directory, 'answer'), answer)
  writeFileSync(join(directory, 'complaint'), complaint)
  writeFileSync(join(directory, 'code'), String(code))
  const reply = runHere({ ...request, env: { PATH: `${directory}:${process.env['PATH']}` } })
  const read = (name: string) => readFileSync(join(directory, name), 'utf8')
  return { reply, args: read('arguments'), options: read('options'), input: read('input') }
}

test('the password is on no command line and on no disk, but on file descriptor 3', () => {
  const statement = sql`ALTER USER ${'app'}@${'%'} IDENTIFIED BY ${new Secret("it's")}`
  const { args, options, input } = call(applyRequest({ login: loginOf(given), statements: [statement] }))
  expect(args).toContain('--defaults-file=/dev/fd/3')
  expect(args).not.toContain('s"e')
  expect(options).toContain('user="app"\npassword="s\\"e\\\'c\\\\r#e;t\\n"\n')
  expect(input).toContain("ALTER USER 'app'@'%' IDENTIFIED BY 'it''s'\n;;end;;\n")
})

test('of a failure only the error lines are told', () => {
  const complaint =
    "--------------\nALTER USER 'app' IDENTIFIED BY 'secret'\n--------------\n\nERROR 1396 (HY000) at line 4: no\n"
  const { reply } = call(applyRequest({ login: loginOf(given), statements: [rawSql('X')] }), '', complaint, 1)
  expect(reply.exit).toEqual({ kind: 'code', code: 1 })
  expect(reply.stderr.toString()).toBe('ERROR 1396 (HY000) at line 4: no\n')
})

test('queries of one login share a run, and each gets its own answer or error', () => {
  const login = loginOf(given)
  const queries = ['SELECT 1', 'SELECT\nnonsense', 'SELECT 3'].map((text) => ({
    login,
    statement: rawSql(text),
  }))
  const set = (name: string, value: string) =>
    `<resultset statement="x" xmlns:xsi="y">\n  <row>\n\t<field name="${name}">${value}</field>\n  </row>\n</resultset>`
  const answer = [
    set('stack_mark', '0'),
    set('1', '1'),
    set('stack_mark', '1'),
    set('stack_mark', '2'),
    set('3', '3'),
  ]
  const { reply, args } = call(
    mysqlQuery.fetch(queries),
    answer.join('\n'),
    'ERROR 1054 (42S22) at line 10: Unknown column\n',
  )
  expect(args.trim().split('\n')).toHaveLength(1)
  expect(mysqlQuery.parse(reply, queries)).toEqual([
    { kind: 'rows', rows: [{ '1': '1' }] },
    { kind: 'error', error: { code: 1054, message: 'Unknown column', line: 10 } },
    { kind: 'rows', rows: [{ '3': '3' }] },
  ])
})

test('a login that is refused is told for its own queries only', () => {
  const queries = [{ login: loginOf(given), statement: rawSql('SELECT 1') }]
  const { reply } = call(
    readRequest([{ login: loginOf(given), statements: [] }]),
    '',
    'ERROR 1045 (28000): Access denied\n',
    1,
  )
  expect(mysqlQuery.parse(reply, queries)).toEqual([
    { kind: 'unreachable', error: { code: 1045, message: 'Access denied', line: undefined } },
  ])
})

test('a host without a client', () => {
  const login = loginOf(given)
  const queries = [{ login, statement: rawSql('SELECT 1') }]
  const bare = join(directory, 'bare')
  mkdirSync(bare)
  symlinkSync('/bin/sh', join(bare, 'sh'))
  const reply = runHere({ ...mysqlQuery.fetch(queries), env: { PATH: bare } })
  expect(mysqlQuery.parse(reply, queries)).toEqual([{ kind: 'no-client' }])
})

test('logins differ by their passwords and do not show them', () => {
  const other = loginOf({ ...given, login_password: new Secret('other') })
  expect(loginOf(given).id).toBe(loginOf(given).id)
  expect(loginOf(given).id).not.toBe(other.id)
  expect(loginOf(given).id).not.toContain('s"e')
})

test.each([
  [{ login_unix_socket: undefined }, ['host="localhost"'], ['socket', 'port', 'protocol']],
  [{ login_unix_socket: undefined, login_port: 3307 }, ['port="3307"', 'protocol="tcp"'], ['socket']],
  [
    { login_unix_socket: undefined, login_host: 'db1' },
    ['host="db1"', 'port="3306"'],
    ['socket', 'protocol'],
  ],
  [{ check_hostname: true }, ['loose-ssl-mode="VERIFY_IDENTITY"'], []],
])('option file for %j', (difference, has, lacks) => {
  const text = reveal(loginOf({ ...given, ...difference }).options)
  for (const part of has) expect(text).toContain(part)
  for (const part of lacks) expect(text).not.toContain(`${part}=`)
})

test('literals and names', () => {
  expect(sql`DROP DATABASE ${new Identifier('a`b')}`.text).toBe('DROP DATABASE `a``b`')
  expect(sql`SELECT ${"it's\\"}, ${5}`.text).toBe("SELECT 'it''s\\', 5")
  expect(sql`SELECT ${new Secret('x')}`.text).toBeInstanceOf(Secret)
})
