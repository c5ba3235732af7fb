import { ModuleFailure } from '../module.ts'

/** What is asked for: `nginx`, `nginx=1.26*`, `nginx>=1.26`. */
export interface PackageSpec {
  readonly text: string
  readonly name: string
  readonly version: { readonly operator: '=' | '>='; readonly text: string } | undefined
}

/** @throws ModuleFailure for what is no package */
export function parseSpec(text: string): PackageSpec {
  const [, name = '', operator, version] = /^([^=>]+)(?:(>?=)(.*))?$/.exec(text.trim()) ?? []
  if (name === '' || version?.includes('=')) throw new ModuleFailure(`invalid package spec: ${text}`)
  if (!/^[A-Za-z0-9][A-Za-z0-9+.:-]*$/.test(name.trim())) {
    throw new ModuleFailure(
      `'${name}' is not the name of a package`,
      {},
      'names are lower-case letters, digits and + . -; patterns are not supported, list the names',
    )
  }
  if (operator === undefined || version === undefined)
    return { text: name.trim(), name: name.trim(), version: undefined }
  return {
    text: text.trim(),
    name: name.trim(),
    version: { operator: operator === '=' ? '=' : '>=', text: version.trim() },
  }
}
