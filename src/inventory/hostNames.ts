/** Hosts that one entry of an inventory names, with the port behind them. */
export interface NamedHosts {
  readonly names: readonly string[]
  readonly port: number | undefined
}

/**
 * Reads `web[01:20:2].example.com:2222`: numeric (keeping leading zeros) and alphabetic ranges with an
 * optional step, several in one name, and a port. IPv6 addresses need brackets to have a port.
 * The rules are ansible-core's (`parse_address`, `expand_hostname_range`).
 * @throws RangeError with the reason when a range is malformed
 */
export function expandHosts(entry: string): NamedHosts {
  if (entry === '' || /\s/.test(entry)) throw new RangeError('a host name has no spaces')
  const { name, port } = splitPort(entry)
  return { names: expandRanges(name), port }
}

function splitPort(entry: string): { readonly name: string; readonly port: number | undefined } {
  const bracketed = /^\[([^\]]+)\]:(\d+)$/.exec(entry)
  const plain = /^((?:[^:[\]]|\[[^\]]*\])*):(\d+)$/.exec(entry)
  const [, name, port] = bracketed ?? plain ?? []
  return name === undefined || name === '' ? { name: entry, port: undefined } : { name, port: Number(port) }
}

const MOST = 100_000

function expandRanges(name: string): string[] {
  const found = /^([^[]*)\[([^\]]*)\](.*)$/.exec(name)
  if (found === null) {
    if (/[[\]]/.test(name)) throw new RangeError('a bracket has no partner')
    return [name]
  }
  const [, head = '', range = '', tail = ''] = found
  const rest = expandRanges(tail)
  const items = expandRange(range)
  if (items.length * rest.length > MOST) throw new RangeError(`it stands for more than ${MOST} hosts`)
  return items.flatMap((item) => rest.map((end) => head + item + end))
}

function expandRange(range: string): string[] {
  const [begin = '', end, step = '1', ...more] = range.split(':')
  if (end === undefined || more.length > 0) throw new RangeError('a range is [begin:end] or [begin:end:step]')
  if (end === '') throw new RangeError('a range must have an end')
  if (!/^[1-9]\d*$/.test(step)) throw new RangeError('the step of a range is a whole number above 0')
  if (/^[A-Za-z]$/.test(begin) && /^[A-Za-z]$/.test(end)) return letters(begin, end, Number(step))
  return numbers(begin === '' ? '0' : begin, end, Number(step))
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

function letters(begin: string, end: string, step: number): string[] {
  const from = ALPHABET.indexOf(begin)
  const to = ALPHABET.indexOf(end)
  if (from > to) throw new RangeError('a range must not run backwards')
  return [...ALPHABET].filter((_, index) => index >= from && index <= to && (index - from) % step === 0)
}

function numbers(begin: string, end: string, step: number): string[] {
  if (!/^\d+$/.test(begin) || !/^\d+$/.test(end)) {
    throw new RangeError('the ends of a range are two numbers or two letters')
  }
  const width = begin.length > 1 && begin.startsWith('0') ? begin.length : 0
  if (width > 0 && end.length !== width) throw new RangeError('with leading zeros both ends are equally long')
  const [from, to] = [Number(begin), Number(end)]
  if (from > to) throw new RangeError('a range must not run backwards')
  if ((to - from) / step > MOST) throw new RangeError(`it stands for more than ${MOST} hosts`)
  const count = Math.floor((to - from) / step) + 1
  return Array.from({ length: count }, (_, index) => String(from + index * step).padStart(width, '0'))
}
