import type { Module } from '../modules/module.ts'
import type { Option, OptionSchema } from '../source/schema.ts'
import { str } from '../template/python/text.ts'

/** One line a module: its full name and what it does. */
export function moduleList(modules: readonly Module[]): string {
  const rows = modules.map((module) => [fullName(module), module.summary] as const)
  const longest = Math.max(...rows.map(([name]) => name.length))
  return rows
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, summary]) => `${name.padEnd(longest)}  ${summary}`)
    .join('\n')
}

/** A module's page: summary, options, examples. */
export function moduleDoc(module: Module): string {
  const aliases = module.aliases ?? []
  return [
    `${fullName(module)}${aliases.length > 0 ? ` (also: ${aliases.join(', ')})` : ''}`,
    '',
    `  ${module.summary}`,
    '',
    ...heading('Options', optionLines(module.options, '  ')),
    ...heading(
      'Examples',
      module.examples
        .trim()
        .split('\n')
        .map((line) => `  ${line}`.trimEnd()),
    ),
  ].join('\n')
}

/** `community.general.ufw` */
export function fullName({ collection, name }: Module): string {
  return `${collection}.${name}`
}

function heading(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines, '']
}

function optionLines(options: OptionSchema, margin: string): string[] {
  return Object.entries(options).flatMap(([name, option]) => [
    `${margin}${name}${(option.aliases ?? []).map((alias) => `, ${alias}`).join('')} (${traits(option)})`,
    `${margin}    ${option.description}`,
    ...(option.options === undefined ? [] : optionLines(option.options, `${margin}    `)),
  ])
}

function traits(option: Option): string {
  const type = option.elements === undefined ? option.type : `${option.type} of ${option.elements}`
  return [
    type,
    ...(option.required === true ? ['required'] : []),
    ...(option.default === undefined ? [] : [`default ${str(option.default)}`]),
    ...(option.choices === undefined ? [] : [`one of ${option.choices.map(str).join(', ')}`]),
    ...(option.secret === true ? ['kept secret'] : []),
  ].join('; ')
}
