import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { optionText } from '../../../src/modules/mysql/login.ts'
import { parseVersion } from '../../../src/modules/mysql/server.ts'
import { type Seeding, seedRequest } from '../../../src/modules/replica/seed.ts'
import { Secret } from '../../../src/shell/secret.ts'
import { runHere } from '../apply.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stack-seed-'))
  stub('mysql', CLIENT)
  stub('mysqldump', DUMP)
  give(
    'dump',
    `-- head\n-- CHANGE REPLICATION SOURCE TO SOURCE_LOG_FILE='binlog.000007', SOURCE_LOG_POS=158;\n${DATA}`,
  )
  give('dump.code', '0')
  give('accounts', "CREATE USER 'app'@'10.0.0.9'\n")
  give('status', running('Yes'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const DATA = "CREATE TABLE t (id int);\nINSERT INTO t VALUES ('\\0\\n binlog SOURCE_LOG_FILE');\n"

/** Keeps what is sent to the replica; answers for the primary from files. */
const CLIENT = `#!/bin/sh
options=$(cat /dev/fd/3)
printf '%s\\n' "$*" >>DIR/arguments
text=$(cat)
case $text in
  *'SHOW REPLICA STATUS'*) cat DIR/status ;;
  *'CONCAT('*'ALTER EVENT'*) echo 'ALTER EVENT x DISABLE ON REPLICA;' ;;
  *'SHOW CREATE USER '*) echo 'SHOW CREATE USER everyone;' >/dev/null; echo 'list;' ;;
  'list;') cat DIR/accounts; if [ -e DIR/accounts.next ]; then mv DIR/accounts.next DIR/accounts; fi ;;
  *) printf '%s\\n' "$text" >>DIR/sent; echo "$options" >>DIR/options ;;
esac
`

const DUMP = `#!/bin/sh
echo "$*" >>DIR/dump.arguments
cat /dev/fd/3 >DIR/dump.options
cat DIR/dump
exit "$(cat DIR/dump.code)"
`

function stub(name: string, text: string): void {
  writeFileSync(join(directory, name), text.replaceAll('DIR', directory), { mode: 0o755 })
}

function give(name: string, text: string): void {
  writeFileSync(join(directory, name), text)
}

function got(name: string): string {
  const path = join(directory, name)
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

function running(applier: string, errno = 0): string {
  return `<field name="Replica_IO_Running">Yes</field>\n<field name="Replica_SQL_Running">${applier}</field>\n<field name="Last_SQL_Errno">${errno}</field>\n<field name="Last_SQL_Error">a fault</field>\n`
}

const SEEDING: Seeding = {
  login: { options: new Secret('[client]\nlocal\n'), implicit: undefined, configFile: '', id: 'x' },
  primary: optionText([['password', new Secret('seed-secret')]], 5),
  server: parseVersion('9.7.4-2'),
  source: {
    host: '10.0.0.1',
    port: 3306,
    user: 'repl',
    password: new Secret("repl-'secret"),
    tls: true,
    ca: undefined,
  },
  databases: ['app'],
  leftovers: ['old'],
  wasConfigured: true,
  readOnly: true,
  timeout: 0,
}

function seed(difference: Partial<Seeding> = {}) {
  const request = seedRequest({ ...SEEDING, ...difference })
  const reply = runHere({ ...request, env: { PATH: `${directory}:${process.env['PATH']}` } })
  return {
    code: reply.exit.kind === 'code' ? reply.exit.code : -1,
    out: reply.stdout.toString(),
    err: reply.stderr.toString(),
  }
}

test('prepares, loads, creates the accounts and replicates from the position of the copy, in this order', () => {
  const { code, out, err } = seed()
  expect(err).toBe('')
  expect(code).toBe(0)
  expect(out).toContain('position binlog.000007 158\n')
  const sent = got('sent')
  const places = [
    'SET GLOBAL super_read_only = OFF;',
    'CREATE DATABASE IF NOT EXISTS stack_seeding;',
    'STOP REPLICA;\nRESET REPLICA ALL;\nDROP DATABASE IF EXISTS `old`;',
    DATA.trim(),
    "CREATE USER 'app'@'10.0.0.9';",
    'ALTER EVENT x DISABLE ON REPLICA;',
    "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '10.0.0.1', SOURCE_PORT = 3306, SOURCE_USER = 'repl', SOURCE_PASSWORD = 'repl-''secret', SOURCE_SSL = 1",
    "SOURCE_LOG_FILE = 'binlog.000007', SOURCE_LOG_POS = 158;\nSTART REPLICA;",
    'DROP DATABASE IF EXISTS stack_seeding;\nSET GLOBAL super_read_only = ON;',
  ].map((part) => sent.indexOf(part))
  expect(places).not.toContain(-1)
  expect(places).toEqual([...places].sort((a, b) => a - b))
})

test('no secret is on a command line', () => {
  seed()
  expect(got('dump.options')).toContain('seed-secret')
  expect(got('arguments') + got('dump.arguments')).not.toMatch(/secret/)
  expect(got('arguments')).toContain('--init-command=SET SESSION sql_log_bin = 0')
})

test('a copy that breaks off is not replicated from, and its mark stays', () => {
  give('dump.code', '3')
  const { code, err } = seed()
  expect(code).toBe(1)
  expect(err).toContain('the primary could not be copied')
  expect(got('sent')).not.toContain('START REPLICA')
  expect(got('sent')).not.toContain('DROP DATABASE IF EXISTS stack_seeding')
  // Nobody writes to what is half there.
  expect(got('sent').trim().split('\n').at(-1)).toBe('SET GLOBAL super_read_only = ON;')
})

test('a copy without a position is refused', () => {
  give('dump', `-- head\n${DATA}`)
  expect(seed()).toMatchObject({ code: 1, err: expect.stringContaining('does not say its position') })
})

test('accounts that changed between the look at them and the position: once more', () => {
  give('accounts.next', "CREATE USER 'app'@'10.0.0.9'\nCREATE USER 'late'@'%'\n")
  const { code, out } = seed()
  expect(code).toBe(0)
  expect(out).toContain('accounts changed meanwhile: beginning anew')
  expect(got('dump.arguments').trim().split('\n')).toHaveLength(2)
  expect(got('sent')).toContain("CREATE USER 'late'@'%';")
})

test('replication that does not run fails with what the server complains of', () => {
  give('status', running('No', 1062))
  const { code, err } = seed()
  expect(code).toBe(1)
  expect(err).toContain('replication does not run:\nLast_SQL_Errno: 1062\nLast_SQL_Error: a fault\n')
  expect(got('sent')).not.toContain('DROP DATABASE IF EXISTS stack_seeding')
})

test('MariaDB’s words', () => {
  stub('mariadb', CLIENT)
  stub('mariadb-dump', DUMP)
  give('dump', "-- CHANGE MASTER TO MASTER_LOG_FILE='binlog.000002', MASTER_LOG_POS=325;\nSELECT 1;\n")
  const { code, err } = seed({
    server: parseVersion('10.11.19-MariaDB'),
    source: { ...SEEDING.source, tls: false },
  })
  expect(err).toBe('')
  expect(code).toBe(0)
  expect(got('dump.arguments')).toContain('--master-data=2 --single-transaction')
  expect(got('dump.arguments')).not.toContain('gtid')
  expect(got('sent')).toContain("CHANGE MASTER TO MASTER_HOST = '10.0.0.1'")
  expect(got('sent')).toContain(
    "MASTER_SSL = 0, MASTER_CONNECT_RETRY = 10, MASTER_USE_GTID = no, MASTER_LOG_FILE = 'binlog.000002'",
  )
  expect(got('sent')).toContain('SET GLOBAL read_only = ON;')
})
