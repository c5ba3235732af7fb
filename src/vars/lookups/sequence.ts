import { StackError } from '../../errors.ts'
import type { Values } from '../../modules/module.ts'
import type { Lookup } from './lookup.ts'

/** `start=1 end=5 stride=2 format=web%02d`, or the short form `4-16/2:host%02d`. */
export const sequence: Lookup = (terms, options) => {
  const all = terms.length === 0 ? [''] : terms
  return all.flatMap((term) => range({ ...options, ...parse(String(term)) }))
}

function parse(term: string): Values {
  const short = /^(?:(0x[\da-f]+|\d+)-)?(0x[\da-f]+|\d+)(?:\/(-?(?:0x[\da-f]+|\d+)))?(?::(.+))?$/i.exec(
    term.trim(),
  )
  if (short !== null) {
    const [, start, end, stride, format] = short
    return {
      start: start ?? 1,
      end,
      ...(stride === undefined ? {} : { stride }),
      ...(format === undefined ? {} : { format }),
    }
  }
  return Object.fromEntries([...term.matchAll(/(\w+)=(\S+)/g)].map(([, key, value]) => [key, value]))
}

function range(options: Values): string[] {
  const start = Number(options['start'] ?? 1)
  const stride = Number(options['stride'] ?? 1)
  const count = options['count'] === undefined ? undefined : Number(options['count'])
  if (count === undefined && options['end'] === undefined)
    throw new StackError('type', 'sequence needs end or count')
  if (count === 0 || stride === 0) return []
  const end = count === undefined ? Number(options['end']) : start + (count - 1) * stride
  if ([start, stride, end].some(Number.isNaN)) throw new StackError('type', 'sequence takes whole numbers')
  if (Math.abs((end - start) / stride) > 1_000_000)
    throw new StackError('type', 'sequence would have over a million items')
  const format = String(options['format'] ?? '%d')
  const items: string[] = []
  for (let i = start; stride > 0 ? i <= end : i >= end; i += stride) items.push(formatNumber(format, i))
  return items
}

/** printf's `%d`, `%03d`, `%x`, `%o`. */
function formatNumber(format: string, value: number): string {
  return format.replace(/%(0?)(\d*)([dxXo])/g, (_, zero: string, width: string, type: string) => {
    const digits = type === 'd' ? String(value) : type === 'o' ? value.toString(8) : value.toString(16)
    return (type === 'X' ? digits.toUpperCase() : digits).padStart(
      Number(width || 0),
      zero === '0' ? '0' : ' ',
    )
  })
}
