import { type Command, quote, script } from '../../shell/command.ts'

/** Exit codes of the script: everything is there already; no program for this kind of archive. */
export const SAME = 64
export const NO_TOOL = 69

export interface Unpacking {
  readonly src: string
  readonly dest: string
  /** Its last part: tells what kind of archive it is. */
  readonly name: string
  readonly remote: boolean
  readonly exclude: readonly string[]
  readonly include: readonly string[]
  readonly extra_opts: readonly string[]
  readonly keep_newer: boolean
  readonly list_files: boolean
  readonly owner?: string | undefined
  readonly group?: string | undefined
  readonly mode?: string | undefined
}

/**
 * Unpacks unless every file of the archive is in place with the same content. An archive from the controller
 * comes on stdin and is kept in a temporary file only while it runs.
 */
export function unpackScript(unpacking: Unpacking): Command {
  const isZip = unpacking.name.endsWith('.zip')
  return script(`dest=${quote(unpacking.dest)}
export dest
dir=$(mktemp -d) || exit
trap 'rm -rf -- "$dir"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
${takeArchive(unpacking)}
${isZip ? zip(unpacking) : tar(unpacking)}
${unpacking.list_files ? 'cat -- "$dir/names"' : ':'}
[ "$same" = yes ] && exit ${SAME}
unpack >&2 || exit
${ownership(unpacking)}`)
}

function takeArchive({ src, remote }: Unpacking): string {
  if (!remote) return 'archive=$dir/archive\ncat >"$archive" || exit'
  if (!src.includes('://')) return `archive=${quote(src)}`
  return `archive=$dir/archive
if command -v curl >/dev/null; then curl --disable -sSfL -o "$archive" -- ${quote(src)} || exit
else /usr/lib/apt/apt-helper -q download-file ${quote(src)} "$archive" >&2 || exit; fi`
}

/** tar hands each file to cmp: content decides, not owner or time, which may be changed afterwards. */
function tar({ exclude, include, extra_opts: extra, keep_newer: keep }: Unpacking): string {
  const options = [...extra, ...exclude.map((name) => `--exclude=${name}`)].map(quote).join(' ')
  const names = include.map(quote).join(' ')
  return `tar -tf "$archive" ${options} ${names} >"$dir/names" || exit
same=no
if tar -xf "$archive" ${options} --to-command='cmp -s - "$dest/$TAR_FILENAME"' ${names} >/dev/null 2>&1; then same=yes; fi
if [ "$same" = yes ] && [ -z ${quote(extra.join(' '))} ]; then
  while IFS= read -r name; do [ -e "$dest/$name" ] || [ -L "$dest/$name" ] || same=no; done <"$dir/names"
fi
unpack() { tar -xf "$archive" -C "$dest" ${keep ? '--keep-newer-files' : ''} ${options} ${names}; }`
}

function zip({ exclude, include, extra_opts: extra, keep_newer: keep }: Unpacking): string {
  const names = include.map(quote).join(' ')
  const excluded = exclude.length === 0 ? '' : `-x ${exclude.map(quote).join(' ')}`
  return `command -v unzip >/dev/null || exit ${NO_TOOL}
unzip -Z1 "$archive" ${names} ${excluded} >"$dir/names" || exit
mkdir "$dir/new" && unzip -qq -o "$archive" ${names} ${excluded} -d "$dir/new" || exit
same=yes
while IFS= read -r name; do
  if [ -d "$dir/new/$name" ]; then [ -d "$dest/$name" ] || same=no
  else cmp -s -- "$dir/new/$name" "$dest/$name" || same=no; fi
done <"$dir/names"
unpack() { unzip -qq ${keep ? '-u' : ''} -o ${extra.map(quote).join(' ')} "$archive" ${names} ${excluded} -d "$dest"; }`
}

function ownership({ owner, group, mode }: Unpacking): string {
  const to = `${owner ?? ''}${group === undefined ? '' : `:${group}`}`
  const each = (command: string) =>
    `(cd -- "$dest" && tr '\\n' '\\0' <"$dir/names" | xargs -0 -r ${command}) || exit`
  return [
    ...(to === '' ? [] : [each(`chown -h -- ${quote(to)}`)]),
    ...(mode === undefined ? [] : [each(`chmod -- ${quote(mode)}`)]),
    'exit 0',
  ].join('\n')
}
