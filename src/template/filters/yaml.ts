import { parseYaml } from '../../source/yaml.ts'
import { bind } from '../bind.ts'
import type { FilterFn, Named } from '../environment.ts'
import { fail } from '../python/fault.ts'
import { index } from '../python/number.ts'
import { truth } from '../python/truth.ts'
import { type DumpOptions, dumpYaml } from '../yaml/dump.ts'

/** Filters to and from YAML. */
export const yamlFilters: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['to_yaml', (value, _args, named) => dumpYaml(value, optionsOf({ default_flow_style: null, ...named }))],
  [
    'to_nice_yaml',
    (value, [indent = 4], named) =>
      dumpYaml(value, optionsOf({ indent, default_flow_style: false, ...named })),
  ],
  ['from_yaml', bind('', (value) => (typeof value === 'string' ? (documents(value)[0] ?? null) : value))],
  ['from_yaml_all', bind('', (value) => (typeof value === 'string' ? documents(value) : value))],
])

function optionsOf(given: Named): DumpOptions {
  const { indent = 2, width = 80, default_flow_style: flow, sort_keys = true } = given
  return {
    indent: index(indent),
    width: Math.min(index(width), Number.MAX_SAFE_INTEGER),
    flow: flow === null ? null : truth(flow),
    sortKeys: truth(sort_keys),
    explicitStart: truth(given.explicit_start ?? false),
    explicitEnd: truth(given.explicit_end ?? false),
  }
}

function documents(text: string): readonly unknown[] {
  const { documents, errors } = parseYaml(text, '<from_yaml>')
  const [first] = errors
  if (first === undefined) return documents
  const place = first.at === undefined ? '' : ` at line ${first.at.line}, column ${first.at.column}`
  return fail(`the text is not YAML: ${first.message}${place}`, first.hint)
}
