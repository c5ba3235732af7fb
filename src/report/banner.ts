import { width } from './width.ts'

/** A heading in Ansible's form: an empty line, then the text filled up with asterisks, three at least. */
export function banner(text: string, columns: number): string {
  const trimmed = text.trim()
  return `\n${trimmed} ${'*'.repeat(Math.max(3, columns - width(trimmed)))}`
}
