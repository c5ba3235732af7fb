import type { FilterFn, Named } from '../environment.ts'
import { fail } from '../python/fault.ts'
import { index } from '../python/number.ts'
import { str } from '../python/text.ts'
import { Undefined } from '../scope.ts'

const STYLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  plain: { decoration: '# ' },
  erlang: { decoration: '% ' },
  c: { decoration: '// ' },
  cblock: { beginning: '/*', decoration: ' * ', end: ' */' },
  xml: { beginning: '<!--', decoration: ' - ', end: '-->' },
}

/** Ansible's `comment`: text made a comment of one of five styles, each part of which can be changed. */
export const comment: FilterFn = (value, args, named) => {
  if (value instanceof Undefined) throw value.error()
  const { style: namedStyle, ...changes } = named ?? {}
  const name = str(args[0] ?? namedStyle ?? 'plain')
  const style = Object.hasOwn(STYLES, name) ? STYLES[name] : undefined
  if (style === undefined)
    return fail(`there is no comment style '${name}'`, `it is one of ${Object.keys(STYLES).join(', ')}`)
  return decorate(str(value), style, changes)
}

function decorate(text: string, style: Readonly<Record<string, string>>, changes: Named): string {
  const around = str(changes.decoration ?? style.decoration).trimEnd()
  const of = (name: string, usual = '') => str(changes[name] ?? style[name] ?? usual)
  const times = (name: string) => Math.max(0, index(changes[name] ?? 1))
  const newline = of('newline', '\n')
  const decoration = of('decoration')
  const beginning = of('beginning')
  const prefix = of('prefix', around)
  const line = prefix === '' ? '' : prefix === newline ? newline : prefix + newline
  const body = (decoration + text.replaceAll(newline, newline + decoration)).replaceAll(
    decoration + newline,
    decoration.trimEnd() + newline,
  )
  const postfix = (newline + of('postfix', around)).repeat(times('postfix_count'))
  const end = of('end')
  return (
    (beginning === '' ? '' : beginning + newline) +
    line.repeat(times('prefix_count')) +
    body +
    postfix +
    (end === '' ? '' : newline + end)
  )
}
