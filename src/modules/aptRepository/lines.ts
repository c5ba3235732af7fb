/** A source line with its blanks evened out; undefined for anything else, comments too. */
export function normalized(line: string): string | undefined {
  const text = (line.split('#')[0] ?? '').trim()
  const match = /^(deb(?:-src)?)\s+(?:\[\s*([^\]]*?)\s*\]\s+)?(\S.*)$/.exec(text)
  if (match === null) return undefined
  const [, type, options, rest = ''] = match
  const words = rest.split(/\s+/)
  if (words.length < 2) return undefined
  return [type, ...(options === undefined ? [] : [`[${options.split(/\s+/).join(' ')}]`]), ...words].join(' ')
}

export function withoutSource(text: string, wanted: string): string {
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).filter((line) => normalized(line) !== wanted).join('')
}

/** The name that Ansible gives to the file: the source's address with `_` between its parts. */
export function fileNameFor(repo: string): string {
  const line = repo.replace(/\[[^\]]*\]/, '').trim()
  const parts = line.split(/\s+/).filter((part) => part !== 'deb' && part !== 'deb-src')
  const address = (parts[0] ?? '').replace(/^\w+:\/\//, '')
  return address
    .split('/')
    .filter((part) => part !== '')
    .join(' ')
    .replace(/[^a-zA-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
}
