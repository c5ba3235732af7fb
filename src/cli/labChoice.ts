import { StackError } from '../errors.ts'
import { type LabListing, listLabs } from '../lab/list.ts'

/**
 * The lab that a command without a name means: the only one there is.
 * @throws StackError `usage` when there are several, `unknown` when there is none
 */
export async function onlyLab(): Promise<string> {
  const labs = await listLabs()
  const [first, second] = labs
  if (first === undefined) {
    throw new StackError('unknown', 'there is no lab', {
      hint: 'start one: stack lab up -i inventory/demo.yaml',
    })
  }
  if (second === undefined) return first.name
  throw new StackError('usage', `there are several labs: ${labs.map(({ name }) => name).join(', ')}`, {
    hint: 'name the one you mean',
  })
}

/**
 * Lab and host from `[NAME] HOST`: without a lab's name the one lab that has such a host.
 * @throws StackError `unknown` or `usage`
 */
export async function labAndHost(given: readonly string[]): Promise<readonly [lab: string, host: string]> {
  const [first = '', second] = given
  if (second !== undefined) return [first, second]
  const labs = await listLabs()
  const having = labs.filter(({ hosts }) => hosts.some(({ name }) => name === first))
  const [lab, another] = having
  if (lab === undefined) throw unknownHost(first, labs)
  if (another === undefined) return [lab.name, first]
  throw new StackError(
    'usage',
    `several labs have a host ${first}: ${having.map(({ name }) => name).join(', ')}`,
    {
      hint: `name the lab too: ${lab.name} ${first}`,
    },
  )
}

function unknownHost(host: string, labs: readonly LabListing[]): StackError {
  const hosts = labs.flatMap((lab) => lab.hosts.map(({ name }) => name))
  const hint =
    hosts.length === 0 ? 'start one: stack lab up -i inventory/demo.yaml' : `the hosts: ${hosts.join(', ')}`
  return new StackError('unknown', `no lab has a host '${host}'`, { hint })
}
