import { StackError } from '../errors.ts'
import { findModule, MODULES, moduleNames } from '../modules/registry.ts'
import { nearest } from '../source/nearest.ts'
import { moduleDoc, moduleList } from './moduleDoc.ts'
import type { CommandLine } from './parse.ts'
import type { Surroundings } from './surroundings.ts'

/** `stack docs`: the modules, or what one does, takes and looks like. */
export async function docs(line: CommandLine<'docs'>, { terminal }: Surroundings): Promise<number> {
  if (line.arguments.length === 0) terminal.out(moduleList(MODULES))
  else terminal.out(line.arguments.map((name) => moduleDoc(moduleNamed(name))).join('\n\n'))
  return 0
}

/** @throws StackError `unknown`, with the nearest name */
function moduleNamed(name: string) {
  const found = findModule(name)
  if (found !== undefined) return found
  const close = nearest(name, moduleNames())
  throw new StackError('unknown', `there is no module '${name}'`, {
    hint: close === undefined ? 'stack docs lists the modules' : `did you mean '${close}'?`,
  })
}
