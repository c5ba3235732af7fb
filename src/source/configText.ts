/** Values by `section` and `key`, keys in lower case. */
export type ConfigText = ReadonlyMap<string, ReadonlyMap<string, string>>

/**
 * Reads a file of Python's configparser as Ansible opens it: `[section]`, `key = value` or `key: value`,
 * comments with # or ; at the start of a line and ` ;` behind a value, values that go on in indented lines.
 * What is none of these is passed over.
 */
export function parseConfigText(text: string): ConfigText {
  const sections = new Map<string, Map<string, string>>()
  let section: Map<string, string> | undefined
  let key: string | undefined
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (/^\s*([#;]|$)/.test(line)) continue
    const written = line.replace(/\s;.*$/, '')
    const name = /^\[([^\]]+)\]/.exec(written)?.[1]
    if (name !== undefined) {
      section = sections.get(name) ?? new Map()
      sections.set(name, section)
      key = undefined
    } else if (/^\s/.test(written) && section !== undefined && key !== undefined) {
      section.set(key, `${section.get(key)}\n${written.trim()}`)
    } else {
      const [, found = '', value = ''] = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(written) ?? []
      key = found === '' ? undefined : found.toLowerCase()
      if (key !== undefined) section?.set(key, value.trim())
    }
  }
  return sections
}
