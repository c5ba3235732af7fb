import { get } from './dict.ts'
import { fail } from './fault.ts'
import { formatValue } from './formatSpec.ts'
import { PyObject } from './object.ts'
import { item } from './subscript.ts'
import { repr, str } from './text.ts'
import type { Dict } from './value.ts'

/** Python's str.format: `{}`, `{0}`, `{name}`, `{0[key].attr!r:>{width}}`. */
export function formatBraces(format: string, args: readonly unknown[], named: Dict): string {
  let automatic = 0
  const fieldValue = (field: string): unknown => {
    const [, first = '', rest = ''] = /^([^.[]*)(.*)$/s.exec(field) ?? []
    const key = first === '' ? String(automatic++) : first
    return follow(argument(key, args, named), rest)
  }
  return expand(format, fieldValue, 2)
}

function expand(format: string, fieldValue: (field: string) => unknown, depth: number): string {
  let text = ''
  for (let at = 0; at < format.length; at++) {
    const char = format.charAt(at)
    if ((char === '{' || char === '}') && format[at + 1] === char) {
      text += char
      at++
    } else if (char === '}') {
      fail("single '}' encountered in format string")
    } else if (char === '{') {
      if (depth === 0) fail('max string recursion exceeded')
      const end = closing(format, at)
      text += field(format.slice(at + 1, end), fieldValue, depth)
      at = end
    } else {
      text += char
    }
  }
  return text
}

function closing(format: string, open: number): number {
  let depth = 0
  for (let at = open; at < format.length; at++) {
    if (format[at] === '{') depth++
    if (format[at] === '}' && --depth === 0) return at
  }
  return fail("expected '}' before end of string")
}

function field(source: string, fieldValue: (field: string) => unknown, depth: number): string {
  const [, name = '', conversion, spec = ''] = /^([^!:]*)(?:!(.))?(?::(.*))?$/s.exec(source) ?? []
  const value = fieldValue(name)
  const wanted = expand(spec, fieldValue, depth - 1)
  if (conversion === 'r' || conversion === 'a') return formatValue(repr(value), wanted)
  return formatValue(conversion === 's' ? str(value) : value, wanted)
}

function argument(key: string, args: readonly unknown[], named: Dict): unknown {
  const value = /^\d+$/.test(key) ? args[Number(key)] : get(named, key)
  return value === undefined ? fail(`the format names '${key}', which is not among its arguments`) : value
}

function follow(start: unknown, path: string): unknown {
  let value = start
  for (const [, name, key] of path.matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
    const next: unknown =
      name === undefined
        ? item(value, /^\d+$/.test(key ?? '') ? Number(key) : key)
        : value instanceof PyObject
          ? value.attribute(name)
          : undefined
    value = next === undefined ? fail(`the format asks for '${name ?? key}', which is not there`) : next
  }
  return value
}
