import type { Faults } from '../source/faults.ts'
import { mergeVars } from '../source/merge.ts'
import { nearest } from '../source/nearest.ts'
import { type Position, setOrigin } from '../source/position.ts'
import type { InventoryDraft } from './draft.ts'
import { expandHosts } from './hostNames.ts'
import { iniWords } from './iniWords.ts'
import { pythonLiteral } from './literal.ts'

/** Adds what an INI inventory says to the draft, by Ansible's rules; faults are collected. */
export function readIniInventory(
  text: string,
  file: string,
  draft: InventoryDraft,
  faults: Faults,
  hostVars: Vars,
): void {
  const reader = new IniInventory(file, draft, faults, hostVars)
  const lines = text.split(/\r\n|\r|\n/)
  lines.forEach((line, index) => {
    reader.line(line, index + 1)
  })
  reader.end()
}

type Vars = Readonly<Record<string, unknown>>
type Section = 'hosts' | 'children' | 'vars'

const SECTIONS: readonly Section[] = ['hosts', 'children', 'vars']

class IniInventory {
  readonly #file: string
  readonly #draft: InventoryDraft
  readonly #faults: Faults
  readonly #hostVars: Vars
  /** Groups used before a section declares them, with the place of the first use. */
  readonly #pending = new Map<string, { readonly at: Position; readonly message: string }>()
  readonly #declared = new Set<string>()
  #group = 'ungrouped'
  #section: Section | undefined = 'hosts'

  constructor(file: string, draft: InventoryDraft, faults: Faults, hostVars: Vars) {
    this.#file = file
    this.#draft = draft
    this.#faults = faults
    this.#hostVars = hostVars
    for (const name of draft.groups.keys()) this.#declared.add(name)
  }

  line(whole: string, number: number): void {
    const text = whole.trim()
    if (text === '' || text.startsWith('#') || text.startsWith(';')) return
    const column = whole.length - whole.trimStart().length + 1
    const at = { file: this.#file, line: number, column, endColumn: column + text.length }
    if (text.startsWith('[') && /^\[[^\]]*\]\s*(?:#.*)?$/.test(text)) {
      this.#header(text, at)
      return
    }
    switch (this.#section) {
      case 'hosts':
        this.#host(whole, at)
        return
      case 'children':
        this.#child(text, at)
        return
      case 'vars':
        this.#variable(text, at)
        return
      case undefined:
        // Under a header that could not be read; it has its own error.
        return
    }
  }

  end(): void {
    for (const [name, { at, message }] of this.#pending) {
      if (this.#declared.has(name)) continue
      const near = nearest(name, this.#declared)
      const hint =
        near === undefined ? `declare it with a line [${name}]` : `did you mean '${near}'? else add [${name}]`
      this.#faults.add('unknown', message, { at, hint })
    }
  }

  #header(text: string, at: Position): void {
    const found = /^\[([^:\]\s]+)(?::(\w+))?\]/.exec(text)
    if (found === null) {
      this.#section = undefined
      this.#faults.add('syntax', `the section header ${text} cannot be read`, {
        at,
        hint: 'write [group], [group:children] or [group:vars], without spaces',
      })
      return
    }
    const [, name = '', kind = 'hosts'] = found
    this.#group = name
    this.#section = SECTIONS.find((section) => section === kind)
    if (this.#section === undefined) {
      this.#unknownKind(name, kind, at)
      return
    }
    this.#draft.addGroup(name)
    if (kind !== 'vars') this.#declared.add(name)
    else this.#await(name, at, `[${name}:vars] gives variables to a group that is not declared`)
  }

  #unknownKind(name: string, kind: string, at: Position): void {
    const near = nearest(kind, SECTIONS) ?? 'children'
    this.#faults.add('unknown', `unknown kind of section '${kind}'`, {
      at,
      hint: `did you mean [${name}:${near}]?`,
    })
  }

  #await(name: string, at: Position, message: string): void {
    if (!this.#declared.has(name) && !this.#pending.has(name)) this.#pending.set(name, { at, message })
  }

  #host(line: string, at: Position): void {
    try {
      const [first, ...rest] = iniWords(line)
      if (first === undefined) return
      if (first.text.startsWith('---')) throw new RangeError("'---' begins YAML: name the file .yml")
      if (first.text.endsWith(':')) throw new RangeError('a port must follow the colon')
      const { names, port } = expandHosts(first.text)
      const given = this.#assignments(rest, at)
      const vars = port === undefined ? given : mergeVars([given, { ansible_port: port }])
      for (const name of names) {
        if (!this.#draft.hosts.has(name)) this.#draft.addHost(name, this.#group, this.#hostVars)
        this.#draft.addHost(name, this.#group, vars)
      }
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof SyntaxError)) throw error
      this.#faults.add('syntax', `the host line cannot be read: ${error.message}`, { at })
    }
  }

  #assignments(words: ReturnType<typeof iniWords>, at: Position): Vars {
    const pairs = words.flatMap(({ text, column }) => {
      const place = { file: at.file, line: at.line, column, endColumn: column + text.length }
      const cut = text.indexOf('=')
      if (cut > 0) return [{ name: text.slice(0, cut), value: parseValue(text.slice(cut + 1)), place }]
      this.#faults.add('syntax', `'${text}' is no variable of the form name=value`, {
        at: place,
        hint: 'one host a line; quote values that contain spaces',
      })
      return []
    })
    return located(pairs, at)
  }

  #child(text: string, at: Position): void {
    const name = /^([^:\]\s]+)\s*(?:#.*)?$/.exec(text)?.[1]
    if (name === undefined) {
      this.#faults.add('syntax', `'${text}' is no group name`, {
        at,
        hint: `[${this.#group}:children] takes one group name a line`,
      })
      return
    }
    this.#await(name, at, `the group ${name} is not declared`)
    this.#faults.attempt(() => this.#draft.addChild(this.#group, name, at))
  }

  #variable(text: string, at: Position): void {
    const cut = text.indexOf('=')
    if (cut < 1) {
      this.#faults.add('syntax', `'${text}' is no variable of the form name=value`, { at })
      return
    }
    const name = text.slice(0, cut).trim()
    const vars = located([{ name, value: parseValue(text.slice(cut + 1).trim()), place: at }], at)
    this.#faults.attempt(() => this.#draft.setGroupVars(this.#group, vars, at))
  }
}

interface Pair {
  readonly name: string
  readonly value: unknown
  readonly place: Position
}

function located(pairs: readonly Pair[], at: Position): Vars {
  const vars = Object.fromEntries(pairs.map(({ name, value }) => [name, value]))
  const places = new Map(pairs.map(({ name, place }) => [name, place]))
  setOrigin(vars, { at, keys: places, values: places })
  return vars
}

/** A Python literal's value, else the text as it stands. */
function parseValue(text: string): unknown {
  const literal = pythonLiteral(text)
  return literal === undefined ? text : literal.value
}
