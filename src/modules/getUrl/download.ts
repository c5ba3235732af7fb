import { quote, script } from '../../shell/command.ts'
import { NOTE, NOTE_BEGIN } from '../../shell/notes.ts'
import type { Reply, Request } from '../../shell/request.ts'
import { type MaybeSecret, revealText, Secret } from '../../shell/secret.ts'
import type { Values } from '../module.ts'

export interface Download {
  readonly url: string
  readonly dest: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly url_username?: string | undefined
  readonly url_password?: MaybeSecret | undefined
  readonly validate_certs: boolean
  readonly ca_path?: string | undefined
  readonly http_agent: string
  readonly use_proxy: boolean
  readonly timeout: number
  readonly backup: boolean
  /** Only if it is newer than this, seconds since 1970. */
  readonly since: number | undefined
  readonly wanted: { readonly algorithm: string; readonly digest: string } | undefined
  /** The host has curl; else apt's own downloader is used, which can neither log in nor send headers. */
  readonly curl: boolean
}

/** Downloads beside the file, checks, and puts it in place if it differs. */
export function downloadRequest(download: Download): Request {
  const { dest, wanted } = download
  const check =
    wanted === undefined
      ? ''
      : `sum=$(${wanted.algorithm}sum <"$tmp" | cut -d' ' -f1)
[ "$sum" = ${quote(wanted.digest)} ] || { printf '${NOTE}wrong %s\\n' "$sum"; exit 66; }\n`
  const backup = download.backup
    ? `if [ -e "$dest" ]; then saved=$dest.$$.$(date +%Y-%m-%d@%H:%M:%S)~; cp -p -- "$dest" "$saved" && printf '${NOTE}backup %s\\n' "$saved"; fi\n`
    : ''
  return {
    stdin: new Secret(download.curl ? configuration(download) : ''),
    command: script(`dest=${quote(dest)}
tmp=$(mktemp -- "\${dest%/*}/.stack.XXXXXXXXXX") || exit
trap 'rm -f -- "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
${download.curl ? CURL : `/usr/lib/apt/apt-helper -q download-file ${quote(download.url)} "$tmp" >&2 || exit\nstatus=200`}
printf '${NOTE}status %s\\n' "$status"
[ "$status" = 304 ] && exit 0
case $status in 2??) ;; *) exit 67 ;; esac
${check}printf '${NOTE}size %s\\n${NOTE}sha1 %s\\n${NOTE}md5 %s\\n' "$(stat -c %s -- "$tmp")" "$(sha1sum <"$tmp" | cut -d' ' -f1)" "$(md5sum <"$tmp" | cut -d' ' -f1)"
if cmp -s -- "$tmp" "$dest"; then printf '${NOTE}same\\n'; exit 0; fi
${backup}if [ -e "$dest" ]; then chown --reference="$dest" -- "$tmp" 2>/dev/null; chmod --reference="$dest" -- "$tmp"; else chmod =rw -- "$tmp"; fi
mv -fT -- "$tmp" "$dest"`),
  }
}

const CURL = 'status=$(curl --disable --config - --output "$tmp") || exit'

function configuration(download: Download): string {
  const line = (name: string, value: string) =>
    `${name} = "${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
  const headers = { 'User-Agent': download.http_agent, ...download.headers }
  const lines = [
    line('url', download.url),
    'silent',
    'show-error',
    'location',
    'globoff',
    line('proto', '=http,https'),
    line('write-out', '%{http_code}'),
    line('connect-timeout', String(download.timeout)),
    line('speed-time', String(Math.max(download.timeout, 30))),
    line('speed-limit', '1'),
    ...Object.entries(headers).map(([name, value]) => line('header', `${name}: ${String(value)}`)),
    ...(download.url_username === undefined
      ? []
      : [line('user', `${download.url_username}:${revealText(download.url_password ?? '')}`)]),
    ...(download.validate_certs ? [] : ['insecure']),
    ...(download.ca_path === undefined ? [] : [line('cacert', download.ca_path)]),
    ...(download.use_proxy ? [] : [line('noproxy', '*')]),
    ...(download.since === undefined
      ? []
      : [line('time-cond', new Date(download.since * 1000).toUTCString())]),
  ]
  return `${lines.join('\n')}\n`
}

export interface Downloaded {
  readonly status: number
  readonly changed: boolean
  readonly size: number
  readonly wrongChecksum: string | undefined
  readonly values: Values
}

export function readDownload(reply: Reply): Downloaded {
  const text = reply.stdout.toString('utf8')
  const field = (name: string) => new RegExp(`${NOTE_BEGIN}${name} (.*)$`, 'm').exec(text)?.[1]
  const status = Number(field('status') ?? 0)
  const backup = field('backup')
  return {
    status,
    changed: status !== 304 && !text.includes(`${NOTE_BEGIN}same\n`),
    size: Number(field('size') ?? 0),
    wrongChecksum: field('wrong'),
    values: {
      checksum_src: field('sha1') ?? null,
      checksum_dest: field('sha1') ?? null,
      md5sum: field('md5') ?? null,
      ...(backup === undefined ? {} : { backup_file: backup }),
    },
  }
}
