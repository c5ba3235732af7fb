import { StackError } from '../errors.ts'
import type { Become } from '../host/host.ts'
import type { Task } from '../playbook/model.ts'
import { Secret } from '../shell/secret.ts'
import { truth } from '../template/python/truth.ts'
import { Undefined } from '../template/scope.ts'
import { inherited } from '../vars/ancestry.ts'
import type { LayeredScope } from '../vars/layeredScope.ts'
import type { Templar } from '../vars/templar.ts'
import type { RunOptions } from './options.ts'

/** Whom a task works as: variables win over keywords, keywords over the command line, as in Ansible. */
export function resolveBecome(
  task: Task,
  scope: LayeredScope,
  templar: Templar,
  options: RunOptions,
): Become | undefined {
  const setting = (
    variable: string,
    keyword: 'become' | 'becomeUser' | 'becomeMethod' | 'becomeFlags',
  ): unknown => {
    const value = scope.lookup(variable)
    return value instanceof Undefined ? templar.render(inherited(task, keyword), scope, task.at) : value
  }
  if (!truthOf(setting('ansible_become', 'become') ?? options.become)) return undefined
  const method = String(
    setting('ansible_become_method', 'becomeMethod') ?? options.becomeMethod ?? 'sudo',
  ).replace(/^.*\./, '')
  if (method !== 'sudo' && method !== 'su') {
    throw new StackError('unknown', `become method '${method}' is not supported`, {
      at: task.at,
      hint: 'use sudo or su',
    })
  }
  const flags = setting('ansible_become_flags', 'becomeFlags')
  return {
    method,
    user: String(setting('ansible_become_user', 'becomeUser') ?? options.becomeUser ?? 'root'),
    flags: flags === undefined || flags === null || flags === '' ? undefined : String(flags),
    password: becomePassword(scope) ?? options.becomePassword,
  }
}

function becomePassword(scope: LayeredScope): Secret | undefined {
  for (const name of ['ansible_become_password', 'ansible_become_pass', 'ansible_sudo_pass']) {
    const value = scope.lookup(name)
    if (value instanceof Secret) return value
    if (!(value instanceof Undefined)) return new Secret(String(value))
  }
  return undefined
}

/** YAML strings that mean a boolean count as one: variables from INI inventories and `-e` are text. */
export function truthOf(value: unknown): boolean {
  return typeof value === 'string' ? /^(y|yes|on|1|true|t)$/i.test(value) : truth(value)
}
