import { StackError } from '../errors.ts'

async function missing(): Promise<number> {
  throw new StackError('environment', 'the lab is not part of this build yet')
}

export const labUp = missing
export const labReset = missing
export const labDown = missing
export const labList = missing
export const labSsh = missing
export const labExec = missing
