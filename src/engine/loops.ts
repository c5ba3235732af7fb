import { StackError } from '../errors.ts'
import type { Values } from '../modules/module.ts'
import type { LoopControl } from '../playbook/model.ts'
import { Undefined } from '../template/scope.ts'
import type { LayeredScope } from '../vars/layeredScope.ts'
import { isPlainObject } from '../vars/templar.ts'
import { truthOf } from './become.ts'
import type { RunContext } from './context.ts'
import { loopLookup } from './loopLookup.ts'
import { type Site, withValues } from './taskScope.ts'

export interface LoopItem {
  readonly vars: Values
  /** What is shown for the item. */
  readonly label: unknown
}

/** The items of a task's loop; undefined without one. @throws StackError, `Pending` */
export function loopItems(site: Site, scope: LayeredScope, context: RunContext): LoopItem[] | undefined {
  const loop = site.task.loop
  if (loop === undefined) return undefined
  const { templar } = context.world
  const terms = templar.render(loop.expression, scope, loop.at)
  if (terms instanceof Undefined) throw terms.error()
  const items = loop.lookup === undefined ? terms : loopLookup(loop.lookup, terms, site, scope, context)
  if (!Array.isArray(items)) {
    throw new StackError('type', `a loop needs a list, not ${describe(items)}`, {
      at: loop.at,
      hint: isPlainObject(items) ? 'turn a mapping into a list with the filter dict2items' : undefined,
    })
  }
  const extended =
    loop.control.extended !== undefined && truthOf(templar.render(loop.control.extended, scope, loop.at))
  return items.map((item: unknown, index) => {
    const vars = loopVars(loop.control, items as unknown[], item, index, extended)
    const label =
      loop.control.label === undefined
        ? item
        : templar.render(loop.control.label, withValues(scope, vars), loop.at)
    return { vars, label }
  })
}

function loopVars(
  control: LoopControl,
  items: readonly unknown[],
  item: unknown,
  index: number,
  extended: boolean,
): Values {
  const length = items.length
  const allItems = control.extendedAllitems === undefined || truthOf(control.extendedAllitems)
  return {
    [control.loopVar]: item,
    ansible_loop_var: control.loopVar,
    ...(control.indexVar === undefined
      ? {}
      : { [control.indexVar]: index, ansible_index_var: control.indexVar }),
    ...(extended
      ? {
          ansible_loop: {
            ...(allItems ? { allitems: items } : {}),
            index: index + 1,
            index0: index,
            first: index === 0,
            last: index === length - 1,
            length,
            revindex: length - index,
            revindex0: length - index - 1,
            ...(index > 0 ? { previtem: items[index - 1] } : {}),
            ...(index < length - 1 ? { nextitem: items[index + 1] } : {}),
          },
        }
      : {}),
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `the text '${value.length > 60 ? `${value.slice(0, 60)}…` : value}'`
  return isPlainObject(value) ? 'a mapping' : value === null ? 'nothing' : `a ${typeof value}`
}
