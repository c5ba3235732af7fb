import { makeFloat, makeInt } from '../template/python/value.ts'

/**
 * The value of a plain YAML scalar as PyYAML's resolver (YAML 1.1) gives it to Ansible: `yes` is true but `y`
 * is text, `0644` is 420, `1:30` is 90, `1e3` without a dot is text. Dates stay text.
 */
export function resolvePlain(text: string): unknown {
  if (NULLS.has(text)) return null
  const word = BOOLEANS.get(text)
  if (word !== undefined) return word
  if (!/^[-+.\d]/.test(text)) return text
  if (INTEGER.test(text)) return integer(text)
  if (FLOAT.test(text)) return float(text)
  return text
}

const NULLS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL'])

const BOOLEANS: ReadonlyMap<string, boolean> = new Map(
  [
    { words: ['yes', 'true', 'on'], value: true },
    { words: ['no', 'false', 'off'], value: false },
  ].flatMap(({ words, value }) =>
    words.flatMap((word) =>
      [word, word[0]!.toUpperCase() + word.slice(1), word.toUpperCase()].map(
        (form) => [form, value] as const,
      ),
    ),
  ),
)

const INTEGER =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/

const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/

/** A number when it is exact as one, else a bigint. */
function integer(text: string): number | bigint {
  const { sign, digits } = signed(text)
  const magnitude = digits.includes(':') ? sexagesimal(digits) : BigInt(radixForm(digits))
  return makeInt(sign * magnitude)
}

function radixForm(digits: string): string {
  if (/^0[bx]/.test(digits)) return digits
  return /^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits
}

function sexagesimal(digits: string): bigint {
  return digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n)
}

function float(text: string): unknown {
  const { sign, digits } = signed(text)
  const lower = digits.toLowerCase()
  if (lower === '.inf') return Number(sign) * Number.POSITIVE_INFINITY
  if (lower === '.nan') return Number.NaN
  const magnitude = lower.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  return makeFloat(Number(sign) * magnitude)
}

function signed(text: string): { readonly sign: bigint; readonly digits: string } {
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '')
  return { sign: text.startsWith('-') ? -1n : 1n, digits }
}
