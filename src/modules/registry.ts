import { addHost } from './addHost.ts'
import { apt } from './apt.ts'
import { aptRepository } from './aptRepository.ts'
import { assert } from './assert.ts'
import { authorizedKey } from './authorizedKey.ts'
import { blockinfile } from './blockinfile.ts'
import { command } from './command.ts'
import { copy } from './copy.ts'
import { cron } from './cron.ts'
import { deb822Repository } from './deb822Repository.ts'
import { debug } from './debug.ts'
import { fail } from './fail.ts'
import { fetch_ } from './fetch.ts'
import { file } from './file.ts'
import { find } from './find.ts'
import { getent } from './getent.ts'
import { getUrl } from './getUrl.ts'
import { git } from './git.ts'
import { group } from './group.ts'
import { groupBy } from './groupBy.ts'
import { haproxy } from './haproxy.ts'
import { hostname } from './hostname.ts'
import { includeVars } from './includeVars.ts'
import { knownHosts } from './knownHosts.ts'
import { lineinfile } from './lineinfile.ts'
import { meta } from './meta.ts'
import type { Module } from './module.ts'
import { mysqlDb } from './mysqlDb.ts'
import { mysqlInfo } from './mysqlInfo.ts'
import { mysqlQuery } from './mysqlQuery.ts'
import { mysqlReplica } from './mysqlReplica.ts'
import { mysqlReplication } from './mysqlReplication.ts'
import { mysqlUser } from './mysqlUser.ts'
import { mysqlVariables } from './mysqlVariables.ts'
import { package_ } from './package.ts'
import { packageFacts } from './packageFacts.ts'
import { pause } from './pause.ts'
import { ping } from './ping.ts'
import { raw } from './raw.ts'
import { replace } from './replace.ts'
import { script } from './script.ts'
import { service } from './service.ts'
import { serviceFacts } from './serviceFacts.ts'
import { setFact } from './setFact.ts'
import { setStats } from './setStats.ts'
import { setup } from './setup.ts'
import { shell } from './shell.ts'
import { slurp } from './slurp.ts'
import { stat } from './stat.ts'
import { sysctl } from './sysctl.ts'
import { systemd } from './systemd.ts'
import { tempfile } from './tempfile.ts'
import { template } from './template.ts'
import { timezone } from './timezone.ts'
import { ufw } from './ufw.ts'
import { unarchive } from './unarchive.ts'
import { uri } from './uri.ts'
import { user } from './user.ts'
import { validateArgumentSpec } from './validateArgumentSpec.ts'
import { waitFor } from './waitFor.ts'
import { waitForConnection } from './waitForConnection.ts'
import { x509CertificateInfo } from './x509CertificateInfo.ts'

/** Every module there is. Adding one is adding a line here. */
export const MODULES: readonly Module[] = [
  deb822Repository,
  aptRepository,
  knownHosts,
  x509CertificateInfo,
  cron,
  unarchive,
  getUrl,
  find,
  fetch_,
  timezone,
  packageFacts,
  serviceFacts,
  getent,
  tempfile,
  slurp,
  uri,
  waitForConnection,
  apt,
  git,
  hostname,
  sysctl,
  waitFor,
  authorizedKey,
  user,
  group,
  setup,
  stat,
  replace,
  blockinfile,
  lineinfile,
  systemd,
  service,
  package_,
  file,
  template,
  copy,
  script,
  raw,
  shell,
  command,
  mysqlDb,
  mysqlReplica,
  mysqlVariables,
  mysqlReplication,
  mysqlQuery,
  mysqlInfo,
  mysqlUser,
  pause,
  includeVars,
  groupBy,
  addHost,
  meta,
  setStats,
  setFact,
  fail,
  debug,
  assert,
  ping,
  ufw,
  haproxy,
  validateArgumentSpec,
]

const BY_NAME: ReadonlyMap<string, Module> = new Map(
  MODULES.flatMap((module) => namesOf(module).map((name) => [name, module])),
)

/** The module that a task's key names, short (`apt`) or full (`ansible.builtin.apt`). */
export function findModule(name: string): Module | undefined {
  return BY_NAME.get(name)
}

/** All names that a task may use, for "did you mean". */
export function moduleNames(): Iterable<string> {
  return BY_NAME.keys()
}

function namesOf(module: Module): string[] {
  const short = [module.name, ...(module.aliases ?? [])]
  const collections = new Set([module.collection, 'ansible.builtin', 'ansible.legacy'])
  if (!module.collection.startsWith('ansible')) collections.delete('ansible.builtin')
  const full = short.flatMap((name) => [...collections].map((collection) => `${collection}.${name}`))
  return module.collection === 'stack' ? full : [...short, ...full]
}
