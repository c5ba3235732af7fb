import { positionOf } from '../source/position.ts'
import { isRecord } from '../source/record.ts'
import type { Task } from './model.ts'
import type { Reading, Site } from './reading.ts'
import type { RoleEntry } from './roleEntry.ts'
import type { RoleMeta } from './roleMeta.ts'

const ACTION = 'ansible.builtin.validate_argument_spec'

/** The task that Ansible puts before a role's own when its entry point has an argument spec. */
export function argumentTask(
  entry: RoleEntry,
  meta: RoleMeta,
  site: Site,
  reading: Reading,
): readonly Task[] {
  const point = entry.files.tasks
  const spec = meta.argumentSpecs[point]
  const module = reading.options.findModule(ACTION)
  const { role } = site
  if (!isRecord(spec) || Object.keys(spec).length === 0 || module === undefined || role === undefined) {
    return []
  }
  const about = spec['short_description'] === undefined ? '' : ` - ${String(spec['short_description'])}`
  return [
    {
      kind: 'task',
      at: positionOf(meta.argumentSpecs, point) ?? entry.at ?? { file: role.path, line: 1, column: 1 },
      name: `Validating arguments against arg spec '${point}'${about}`,
      keywords: { tags: ['always'] },
      inherited: site.ancestry,
      role,
      directory: site.directory,
      action: ACTION,
      module,
      args: {
        argument_spec: spec['options'] ?? {},
        provided_arguments: role.params,
        validate_args_context: {
          type: 'role',
          name: role.name,
          argument_spec_name: point,
          path: role.path,
        },
      },
    },
  ]
}
