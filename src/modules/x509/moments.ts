import { ModuleFailure } from '../module.ts'

const UNITS = [604_800, 86_400, 3600, 60, 1]

/**
 * A moment as community.crypto takes it, in seconds since 1970: from now (`+32w1d2h3m4s`, `-1d`), or an
 * ASN.1 time (`20301231235959Z`).
 * @throws ModuleFailure for anything else
 */
export function momentOf(text: unknown, now: number, option: string): number {
  if (typeof text !== 'string') throw new ModuleFailure(`The value for ${option} must be of type string`)
  const relative = /^([+-])(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/i.exec(text)
  if (relative !== null && text.length > 1) {
    const seconds = UNITS.reduce((sum, unit, index) => sum + unit * Number(relative[index + 2] ?? 0), 0)
    return relative[1] === '-' ? now - seconds : now + seconds
  }
  const absolute = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z$/.exec(text)
  if (absolute === null) throw new ModuleFailure(`The time spec "${text}" for ${option} is invalid`)
  const [, year, month, day, hour, minute, second = '00'] = absolute
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) / 1000
}

/** `20190413202428Z` */
export function asn1Time(seconds: number): string {
  const digits = new Date(seconds * 1000).toISOString().replaceAll(/[-:T]/g, '')
  return `${digits.slice(0, 14)}Z`
}
