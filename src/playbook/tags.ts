/**
 * Whether a task runs, by its tags (its own and all those around it) and what the command line selects:
 * `always` runs unless it is skipped by name, `never` only when one of its tags is asked for; `all`,
 * `tagged` and `untagged` stand for what they say (ansible-core's `Taggable.evaluate_tags`).
 * @param only the tags asked for; none means all
 */
export function tagsSelect(
  tags: readonly string[],
  only: readonly string[],
  skip: readonly string[],
): boolean {
  const own = new Set(tags.length === 0 ? ['untagged'] : tags)
  const isTagged = tags.length > 0 && !(own.size === 1 && own.has('untagged'))
  const wanted = new Set(only.length === 0 ? ['all'] : only)
  return isWanted(own, isTagged, wanted) && !isSkipped(own, isTagged, new Set(skip))
}

function isWanted(own: ReadonlySet<string>, isTagged: boolean, wanted: ReadonlySet<string>): boolean {
  if (own.has('always')) return true
  if (wanted.has('all') && !own.has('never')) return true
  if (intersects(own, wanted)) return true
  return wanted.has('tagged') && isTagged && !own.has('never')
}

function isSkipped(own: ReadonlySet<string>, isTagged: boolean, skip: ReadonlySet<string>): boolean {
  if (skip.has('all')) return !own.has('always') || skip.has('always')
  return intersects(own, skip) || (skip.has('tagged') && isTagged)
}

function intersects(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].some((item) => b.has(item))
}
