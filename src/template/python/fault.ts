import { StackError } from '../../errors.ts'

/** Throws a runtime fault of a template; whoever evaluates adds where it stands. */
export function fail(message: string, hint?: string): never {
  throw new StackError('template', message, { hint })
}
