import type { ObservationKind, Observer } from '../host/observation.ts'
import { quote, script } from '../shell/command.ts'
import type { OptionSchema } from '../source/schema.ts'

/**
 * `~`, `~user` and `$VAR` in options of type `path`, replaced as Ansible does on the target (an unknown user or variable
 * stays as written). Asks the host only when there is one.
 */
export async function expandPaths<A extends Readonly<Record<string, unknown>>>(
  host: Observer,
  schema: OptionSchema,
  args: A,
): Promise<A> {
  const wanted = Object.entries(args).filter(([name, value]) => needsExpansion(schema[name]?.type, value))
  if (wanted.length === 0) return args
  const expanded = await Promise.all(
    wanted.map(async ([name, value]) => [name, await host.observe(expandedPath, String(value))] as const),
  )
  return { ...args, ...Object.fromEntries(expanded) }
}

function needsExpansion(type: string | undefined, value: unknown): boolean {
  return type === 'path' && typeof value === 'string' && /^~|\$[{A-Za-z_]/.test(value)
}

/** A path with its home directory and variables filled in. Key: the path as written. */
export const expandedPath: ObservationKind<string, string> = {
  name: 'expandedPath',
  id: (path) => path,
  fetch: (paths) => ({
    command: script(`printf '%s\\0' ${paths.map(expandableWord).join(' ')}`),
  }),
  parse: (reply, paths) => {
    const found = reply.stdout.toString('utf8').split('\0')
    return paths.map((path, index) => found[index] ?? path)
  },
}

/**
 * One shell word in which a leading `~` or `~user` and `$VAR`, `${VAR}` are still expanded by the shell, and nothing
 * else is; unknown variables stay as they are (Python's expanduser and expandvars).
 */
export function expandableWord(text: string): string {
  const home = /^~[A-Za-z0-9_.-]*(?=\/|$)/.exec(text)?.[0] ?? ''
  const rest = text.slice(home.length)
  const parts = rest.split(/(\$[A-Za-z_][A-Za-z0-9_]*|\$\{[A-Za-z_][A-Za-z0-9_]*\})/)
  const words = parts.map((part, index) => {
    if (index % 2 === 0) return part === '' ? '' : quote(part)
    return `"\${${part.replace(/[${}]/g, '')}-${part.replace('$', '\\$').replaceAll('}', '\\}')}}"`
  })
  return home + words.join('') || "''"
}
