const SYMBOLIC = /^[ugoa]*(?:[-+=](?:[rwxXstugo]*))+$/

/**
 * A file mode as Ansible takes it, as text: `'0644'`, `u=rw,go=r`, or the number that YAML 1.1 makes of
 * 0644 (420). Undefined when it cannot be one; an `Error` that says why when it is surely a mistake:
 * `mode: 644` is the decimal number 644, which is octal 1204 (Ansible takes it so, silently).
 */
export function fileMode(value: unknown): string | Error | undefined {
  if (typeof value === 'string') return isModeText(value) ? value : undefined
  const number = typeof value === 'bigint' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number)) return undefined
  if (number < 0 || number > 0o7777 || (looksLikeMode(Number.parseInt(`${number}`, 8)) && !sane(number))) {
    return new Error(`the mode ${number} is a decimal number: it would mean ${octal(number)}`)
  }
  return octal(number)
}

function octal(number: number): string {
  return `0${number.toString(8).padStart(3, '0')}`
}

function isModeText(text: string): boolean {
  if (text === 'preserve' || /^(?:0o)?[0-7]{1,5}$/.test(text)) return true
  return text !== '' && text.split(',').every((clause) => SYMBOLIC.test(clause))
}

/** A number whose decimal digits, read as octal, are a mode that people write. */
function looksLikeMode(digits: number): boolean {
  return !Number.isNaN(digits) && digits >= 0o100 && sane(digits)
}

/** Owner may read, and each class may do no more than the one before: true of nearly every real mode. */
function sane(mode: number): boolean {
  const [owner, group, other] = [(mode >> 6) & 7, (mode >> 3) & 7, mode & 7]
  const usual = [owner, group, other].every((bits) => ![2, 3].includes(bits))
  return usual && owner >= 4 && (group & ~owner) === 0 && (other & ~group) === 0
}
