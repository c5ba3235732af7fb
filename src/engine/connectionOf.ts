import type { ConnectionSpec } from '../host/host.ts'
import { resolveConnection } from '../host/spec.ts'
import { Undefined } from '../template/scope.ts'
import { inherited } from '../vars/ancestry.ts'
import type { LayeredScope } from '../vars/layeredScope.ts'
import type { RunContext } from './context.ts'
import type { Site } from './taskScope.ts'

/** The variables that say how a host is reached and as whom; no gathered fact is ever one of them. */
export const CONNECTION_VARIABLES = [
  'ansible_connection',
  'ansible_host',
  'ansible_ssh_host',
  'ansible_port',
  'ansible_ssh_port',
  'ansible_user',
  'ansible_ssh_user',
  'ansible_password',
  'ansible_ssh_pass',
  'ansible_ssh_password',
  'ansible_ssh_private_key_file',
  'ansible_private_key_file',
  'ansible_ssh_common_args',
  'ansible_ssh_extra_args',
  'ansible_ssh_host_key_checking',
  'ansible_host_key_checking',
  'ansible_timeout',
  'ansible_ssh_timeout',
] as const

/** How to reach the host that a task works on: variables win over keywords, keywords over flags. */
export function connectionOf(
  site: Site,
  target: string,
  scope: LayeredScope,
  context: RunContext,
): ConnectionSpec {
  const own = target === site.host
  const seen = own ? scope : context.world.hostScope(target, site.order)
  const vars: Record<string, unknown> = own ? keywordVars(site, scope, context) : {}
  for (const name of CONNECTION_VARIABLES) {
    const value = seen.lookup(name)
    if (!(value instanceof Undefined)) vars[name] = value
  }
  const { user, privateKey, timeoutMs, connectionPassword, connection, sshArguments, acceptsNewHosts } =
    context.options
  return resolveConnection(target, vars, {
    user,
    privateKey,
    timeoutMs,
    connection,
    sshArguments,
    hostKeyChecking: acceptsNewHosts ? 'accept-new' : undefined,
    password: connectionPassword,
  })
}

function keywordVars(site: Site, scope: LayeredScope, context: RunContext): Record<string, unknown> {
  const vars: Record<string, unknown> = {}
  const keywords = [
    ['ansible_user', 'remoteUser'],
    ['ansible_connection', 'connection'],
    ['ansible_port', 'port'],
  ] as const
  for (const [variable, keyword] of keywords) {
    const written = inherited(site.task, keyword)
    if (written !== undefined) vars[variable] = context.world.templar.render(written, scope, site.task.at)
  }
  return vars
}
