import { StackError } from '../errors.ts'
import type { Position } from '../source/position.ts'
import { recordLayer } from '../vars/layer.ts'
import { LayeredScope } from '../vars/layeredScope.ts'
import { isTemplateText } from './keywordTypes.ts'
import type { Ancestry, Vars } from './model.ts'
import type { Reading, Site } from './reading.ts'

/**
 * A name that must be known when the playbook is read (a static import's file, a role): text, in which
 * templates may use extra vars and the `vars` of the play, its blocks, imports and roles. Undefined after a fault.
 */
export function staticText(
  value: unknown,
  what: string,
  at: Position | undefined,
  site: Site,
  reading: Reading,
): string | undefined {
  const { path } = site
  if (typeof value !== 'string' && typeof value !== 'number') {
    reading.faults.add('type', `${what} must be text`, { at, path })
    return undefined
  }
  const text = String(value)
  if (!isTemplateText(text)) return text
  const rendered = reading.faults.attempt(() => render(text, what, at, site, reading), { at, path })
  return rendered === undefined ? undefined : String(rendered)
}

function render(text: string, what: string, at: Position | undefined, site: Site, reading: Reading): unknown {
  const { templar } = reading.options
  try {
    return templar.render(text, scopeOf(site, reading), at)
  } catch (error) {
    if (!(error instanceof StackError) || error.code !== 'undefined') throw error
    throw new StackError('undefined', `${what} '${text}' cannot be known yet: ${error.message}`, {
      at: error.at ?? at,
      hint: 'only extra vars, and vars of the play, its blocks and roles are known when playbooks are read',
      cause: error,
    })
  }
}

function scopeOf(site: Site, reading: Reading): LayeredScope {
  const { role } = site
  const magic: Vars = {
    playbook_dir: reading.playDirectory,
    ...(role === undefined ? {} : { role_name: role.name, role_path: role.path }),
  }
  const layers = [
    recordLayer(reading.options.extraVars, true),
    recordLayer(magic, false),
    recordLayer(role?.params ?? {}, true),
    ...varsOfLevels(site.ancestry).map((vars) => recordLayer(vars, true)),
    recordLayer(role?.vars ?? {}, true),
    recordLayer(reading.playVars, true),
    recordLayer(role?.defaults ?? {}, true),
  ]
  return new LayeredScope(layers, reading.options.templar)
}

function varsOfLevels(ancestry: Ancestry | undefined): Vars[] {
  const found: Vars[] = []
  for (let level = ancestry; level !== undefined; level = level.parent) {
    if (level.keywords.vars !== undefined) found.push(level.keywords.vars)
  }
  return found
}
