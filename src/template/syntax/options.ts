/** How a template's text is read; the names are Jinja2's in camel case. */
export interface SyntaxOptions {
  readonly blockStart: string
  readonly blockEnd: string
  readonly variableStart: string
  readonly variableEnd: string
  readonly commentStart: string
  readonly commentEnd: string
  /** The newline behind a block is dropped. */
  readonly trimBlocks: boolean
  /** White space before a block that stands first on its line is dropped. */
  readonly lstripBlocks: boolean
  /** Backslashes in strings inside `{{ }}` stand for themselves, as in playbooks (not in template files). */
  readonly escapeBackslashes: boolean
}

/** Ansible's defaults. */
export const DEFAULT_SYNTAX: SyntaxOptions = {
  blockStart: '{%',
  blockEnd: '%}',
  variableStart: '{{',
  variableEnd: '}}',
  commentStart: '{#',
  commentEnd: '#}',
  trimBlocks: true,
  lstripBlocks: false,
  escapeBackslashes: true,
}
