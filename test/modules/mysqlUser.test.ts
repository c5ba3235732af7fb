import { expect, test } from 'vitest'
import { statementText } from '../../src/modules/mysql/client.ts'
import { loginOf } from '../../src/modules/mysql/login.ts'
import type { Answer } from '../../src/modules/mysql/query.ts'
import type { Row } from '../../src/modules/mysql/results.ts'
import { mysqlUser } from '../../src/modules/mysqlUser.ts'
import { revealText } from '../../src/shell/secret.ts'
import { argsOf } from './apply.ts'
import { MARIA_CASES, MYSQL_CASES, REFUSALS, type UserCase } from './mysqlUser.cases.ts'
import { syntaxFault } from './planning.ts'

const rows = (...found: Row[]): Answer => ({ kind: 'rows', rows: found })

function planned(raw: Readonly<Record<string, unknown>>, accounts: readonly Row[], version: string) {
  const args = argsOf(mysqlUser, { ...raw })
  return mysqlUser.plan(args, {
    login: loginOf(args),
    server: rows({ version }),
    accounts: rows(...accounts),
    grants: new Map(),
    privileges: undefined,
    documents: undefined,
  })
}

function check(one: UserCase, version: string): void {
  const plan = planned(one.args, one.accounts ?? [], version)
  const sent = plan.steps.map((step) => revealText((step.request.stdin as string) ?? '')).join('')
  const head = statementText([])
  const statements = sent.slice(sent.indexOf(head) + head.length).split('\n;;end;;\n')
  expect(plan.steps.length === 0 ? [] : statements.slice(0, -1)).toEqual(one.statements)
  expect(plan.values).toMatchObject({ msg: one.message, password_changed: one.passwordChanged ?? false })
  for (const step of plan.steps) expect(syntaxFault(step.request.command.text)).toBe('')
}

test.each(MYSQL_CASES)('MySQL 9.7: $args', (one) => check(one, '9.7.4-2'))

test.each(MARIA_CASES)('MariaDB 11.8: $args', (one) => check(one, '11.8.6-MariaDB-0+deb13u1 from Debian-log'))

test.each(REFUSALS)('%j is refused', (raw, accounts, message) => {
  expect(() => planned(raw, accounts, '9.7.4-2')).toThrow(message)
})

test('no password is in a title, a diff or a value', () => {
  const { steps, values } = planned(
    { user: 'app', password: 'hidden-thing', priv: 'db.*:ALL' },
    [],
    '9.7.4-2',
  )
  expect(JSON.stringify([steps, values])).not.toContain('hidden-thing')
})

test('a server that cannot be reached is told in Ansible’s words', () => {
  const args = argsOf(mysqlUser, { user: 'app' })
  const error = { code: 1045, message: 'Access denied', line: undefined }
  const state = {
    login: loginOf(args),
    accounts: rows(),
    grants: new Map(),
    privileges: undefined,
    documents: undefined,
  }
  expect(() => mysqlUser.plan(args, { ...state, server: { kind: 'unreachable', error } })).toThrow(
    'unable to connect to database, check login_user and login_password are correct or ~/.my.cnf has the credentials.',
  )
})
