import type { Sections } from './sections.ts'

/** The host's own facts: *.fact files, run when executable, read as JSON, else as INI. */
export function localFacts(sections: Sections, factPath: string): Record<string, unknown> {
  const facts: Record<string, unknown> = {}
  for (const record of (sections.get('local') ?? '').split('\0')) {
    if (!record.startsWith(`${factPath}\n`)) continue
    const at = record.indexOf('\n', factPath.length + 1)
    const file = record.slice(factPath.length + 1, at)
    const dot = record.lastIndexOf('.')
    const code = Number(record.slice(dot + 1))
    facts[file.replace('.fact', '')] =
      code === 0
        ? parseFact(file, record.slice(at + 1, dot))
        : `Failure executing fact script (${file}), rc: ${code}`
  }
  return { ansible_local: facts }
}

function parseFact(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return parseIni(text) ?? `error loading facts as JSON or ini - please check content: ${file}`
  }
}

/** Python's configparser: sections of `key = value` or `key: value`, keys in lower case, indented lines go on. */
function parseIni(text: string): Record<string, Record<string, string>> | undefined {
  const sections: Record<string, Record<string, string>> = {}
  let section: Record<string, string> | undefined
  let last: string | undefined
  for (const line of text.split('\n')) {
    if (/^\s*([#;]|$)/.test(line)) continue
    const header = /^\[(.+)\]\s*$/.exec(line)?.[1]
    const [, key, value] = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? []
    if (header !== undefined) {
      section = sections[header] ?? {}
      sections[header] = section
    } else if (section === undefined) return undefined
    else if (/^\s/.test(line) && last !== undefined) section[last] = `${section[last]}\n${line.trim()}`
    else if (key === undefined) return undefined
    else {
      last = key.toLowerCase()
      section[last] = value ?? ''
    }
  }
  return sections
}
