import { LineCounter, type ParsedNode, parseAllDocuments, type YAMLError } from 'yaml'
import { StackError, StackErrors } from '../errors.ts'
import type { Position } from './position.ts'
import { readText } from './text.ts'
import { isVaulted, NO_VAULT, type Vault } from './vault.ts'
import { explainSyntax } from './yamlFault.ts'
import type { Places } from './yamlPlaces.ts'
import { treeOf } from './yamlTree.ts'

/** What a YAML text holds. With errors the documents are incomplete. */
export interface ParsedYaml {
  /**
   * One value a document. Mappings and sequences know where they stand (`originOf`); a mapping with a key
   * that is no text is a Map.
   */
  readonly documents: readonly unknown[]
  /** Where each document's content stands. */
  readonly positions: readonly Position[]
  readonly errors: readonly StackError[]
  /** Duplicate keys: the last one counts, as with Ansible. */
  readonly warnings: readonly StackError[]
}

/** Reads YAML 1.1 as PyYAML does for Ansible (its scalar rules, `<<`, `!unsafe`, `!vault`); throws nothing. */
export function parseYaml(text: string, file: string, vault: Vault = NO_VAULT): ParsedYaml {
  const source = text.replace(/^\uFEFF/, '')
  const early = earlyFault(source, file)
  if (early !== undefined) return { documents: [], positions: [], errors: [early], warnings: [] }
  const counter = new LineCounter()
  const parsed = parseAllDocuments<ParsedNode>(source, { ...OPTIONS, lineCounter: counter })
  const places: Places = { file, source, counter, vault }
  const documents = 'empty' in parsed ? [] : parsed
  const faults = documents.flatMap((document) => document.errors)
  if (faults.length > 0) return failed(faults, places)
  const trees = documents.map((document) => treeOf(document.contents, places))
  return {
    documents: trees.map((tree) => tree.value),
    positions: trees.map((tree) => tree.at),
    errors: trees.flatMap((tree) => tree.errors),
    warnings: trees.flatMap((tree) => tree.warnings),
  }
}

/** One value from YAML text; null when there is nothing in it. */
export interface YamlFile {
  readonly value: unknown
  readonly at: Position
  readonly warnings: readonly StackError[]
}

/**
 * Reads a YAML (or JSON) file of one document, which may be encrypted.
 * @throws StackError `file` when it cannot be read, StackErrors with everything wrong in it
 */
export function readYaml(file: string, at?: Position, vault: Vault = NO_VAULT): YamlFile {
  return singleYaml(readText(file, at), file, vault)
}

/** @throws StackError `file` when it is encrypted and cannot be opened; StackErrors */
export function singleYaml(text: string, file: string, vault: Vault = NO_VAULT): YamlFile {
  if (!isVaulted(text)) return plainYaml(text, file, vault)
  const opened = plainYaml(vault.openText(text, file, { file, line: 1, column: 1 }), file, vault)
  vault.heardDeep(opened.value)
  return opened
}

function plainYaml(text: string, file: string, vault: Vault): YamlFile {
  const { documents, positions, errors, warnings } = parseYaml(text, file, vault)
  const second = positions[1]
  const extra =
    second === undefined
      ? []
      : [new StackError('syntax', `${file} holds more than one YAML document`, { at: second, hint: ONE })]
  if (errors.length + extra.length > 0) throw new StackErrors([...errors, ...extra])
  return {
    value: documents[0] ?? null,
    at: positions[0] ?? { file, line: 1, column: 1 },
    warnings,
  }
}

const ONE = "remove the second '---' line, or split the file in two"

// The failsafe schema leaves every scalar as text: PyYAML's rules for them differ from the library's.
const OPTIONS = {
  version: '1.1',
  schema: 'failsafe',
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const

const FORBIDDEN = /[^\t\n\r\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u

function earlyFault(source: string, file: string): StackError | undefined {
  const found = FORBIDDEN.exec(source)
  if (found === null) return undefined
  const before = source.slice(0, found.index).split('\n')
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return new StackError('syntax', `the character U+${code} is not allowed in YAML`, {
    at: { file, line: before.length, column: (before.at(-1) ?? '').length + 1 },
    hint: 'remove it, or write it as an escape in a double-quoted string',
  })
}

function failed(faults: readonly YAMLError[], places: Places): ParsedYaml {
  // What follows the first fault on a line is mostly its echo.
  const lines = new Map<number, YAMLError>()
  for (const fault of faults) {
    const { line } = places.counter.linePos(fault.pos[0])
    if (!lines.has(line)) lines.set(line, fault)
  }
  const errors = [...lines.values()].map((fault) => explainSyntax(fault, places))
  return { documents: [], positions: [], errors, warnings: [] }
}
