import { ansibleEnvironment } from '../../src/template/ansible.ts'
import type { Environment } from '../../src/template/environment.ts'
import { type Scope, scopeOf } from '../../src/template/scope.ts'
import { files } from './templates.cases.ts'
import { variables } from './variables.ts'

/** An environment whose clock stands still and whose lookups say what they were asked. */
export const environment: Environment = ansibleEnvironment({
  lookups: (name, terms, options) =>
    name === 'list' ? terms : [`${name}:${terms.join('+')}:${JSON.stringify(options)}`],
  now: () => new Date('2024-03-01T10:20:30.456Z'),
  baseDir: '/etc',
  loadTemplate: (name) => {
    const source = Object.hasOwn(files, name) ? files[name] : undefined
    return source === undefined ? undefined : { source, file: name }
  },
})

/** A scope of its own for every case, as some change the variables. */
export function freshScope(): Scope {
  return scopeOf(structuredClone(variables))
}
