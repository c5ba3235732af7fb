import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { run } from './process.ts'

/** How this machine reaches Debian's archive; lab hosts reach it in the same way. */
export interface AptAccess {
  /** Base addresses of the archive and of its security updates; undefined leaves the choice to mmdebstrap. */
  readonly mirror: string | undefined
  readonly security: string | undefined
  /** Lines of apt.conf: proxies, timeouts, checks. */
  readonly settings: readonly string[]
  /** Certificates that the machine's administrator added, as PEM by file name. */
  readonly certificates: Readonly<Record<string, string>>
  readonly resolvConf: string
}

/** Reads the machine's apt configuration, added certificates and resolvers. */
export async function readAptAccess(): Promise<AptAccess> {
  const [targets, dump, certificates, resolvConf] = await Promise.all([
    run(['apt-get', 'indextargets', '--format', '$(ORIGIN)|$(LABEL)|$(REPO_URI)', 'Created-By: Packages']),
    run(['apt-config', 'dump']),
    readCertificates(),
    readResolvConf(),
  ])
  return {
    ...findMirrors(targets.stdout),
    settings: [...accessSettings(dump.stdout), ...proxySettings(process.env)],
    certificates,
    resolvConf,
  }
}

/** The archive's addresses among the index targets that apt-get lists, `ORIGIN|LABEL|URI` a line. */
export function findMirrors(targets: string): Pick<AptAccess, 'mirror' | 'security'> {
  const rows = targets.split('\n').map((line) => line.split('|'))
  const find = (label: string) =>
    rows.find((row) => row[0] === 'Debian' && row[1] === label)?.[2]?.replace(/\/$/, '')
  return { mirror: find('Debian'), security: find('Debian-Security') }
}

/** Those lines of `apt-config dump` that decide whether and how an archive can be reached. */
export function accessSettings(dump: string): string[] {
  const wanted = /^Acquire::(https?|ftp|Check-Valid-Until|Check-Date|Retries|ForceIPv[46]|Languages)\b/i
  return dump.split('\n').filter((line) => wanted.test(line) && !line.endsWith(' "";'))
}

function proxySettings(env: NodeJS.ProcessEnv): string[] {
  return ['http', 'https'].flatMap((scheme) => {
    const proxy = env[`${scheme}_proxy`] ?? env[`${scheme.toUpperCase()}_PROXY`]
    return proxy ? [`Acquire::${scheme}::Proxy "${proxy}";`] : []
  })
}

async function readCertificates(): Promise<Record<string, string>> {
  const directory = '/usr/local/share/ca-certificates'
  const names = await readdir(directory).catch(() => [])
  const files = names.filter((name) => name.endsWith('.crt')).sort()
  return Object.fromEntries(
    await Promise.all(files.map(async (name) => [name, await readFile(`${directory}/${name}`, 'utf8')])),
  )
}

/** A stub resolver on the loopback answers this machine only; systemd-resolved names the real ones beside it. */
async function readResolvConf(): Promise<string> {
  const stub = '/run/systemd/resolve/resolv.conf'
  const text = await readFile('/etc/resolv.conf', 'utf8').catch(() => '')
  return /^nameserver\s+127\./m.test(text) && existsSync(stub) ? readFile(stub, 'utf8') : text
}
