import { describe, expect, it } from 'vitest'
import { nextStop } from '../../src/engine/cursor.ts'
import { type Cursor, isRescued, startCursor } from '../../src/engine/frames.ts'
import { passStop } from '../../src/engine/outcome.ts'
import { NOTHING, type Outcome, type Route } from '../../src/engine/stops.ts'
import { compareOrder, type Order } from '../../src/vars/order.ts'
import { block, routeOf, task } from './plays.ts'

/** What happens at a task, by its name; `fail:web1` for hosts, given once each. */
type Script = Readonly<Record<string, Partial<Outcome>>>

/** Walks a route to its end: `task@host,host` in order. */
function walk(route: Route, script: Script = {}): string[] {
  const told: string[] = []
  const orders: Order[] = []
  let cursor: Cursor = startCursor()
  for (let steps = 0; steps < 200; steps++) {
    const next = nextStop(cursor, route)
    if (next === undefined) {
      expect(orders).toEqual(orders.toSorted(compareOrder))
      return told
    }
    const { stop } = next
    if (stop.kind === 'row') {
      told.push(`${stop.task.name}@${stop.hosts.join(',')}`)
      orders.push(stop.order)
    } else
      told.push(stop.kind === 'play' ? `[${stop.run.play.name}: ${stop.run.batch.join(',')}]` : '[skipped]')
    const outcome = stop.kind === 'row' ? (script[stop.task.name ?? ''] ?? {}) : {}
    cursor = passStop(next.cursor, stop, { ...NOTHING, ...outcome })
  }
  throw new Error('the walk does not end')
}

const a = task('a')
const b = task('b')
const c = task('c')
const handler = task('restart')

describe('the route through a play', () => {
  const cases: { name: string; route: Route; script?: Script; told: string[] }[] = [
    {
      name: 'takes every task for all hosts',
      route: routeOf(['h1', 'h2'], [{ tasks: [a, b] }]),
      told: ['[play 1: h1,h2]', 'a@h1,h2', 'b@h1,h2'],
    },
    {
      name: 'drops a failed host',
      route: routeOf(['h1', 'h2'], [{ tasks: [a, b] }, { tasks: [c] }]),
      script: { a: { failed: ['h1'] } },
      told: ['[play 1: h1,h2]', 'a@h1,h2', 'b@h2', '[play 2: h2]', 'c@h2'],
    },
    {
      name: 'rescues only who failed, and ends with always for all',
      route: routeOf(
        ['h1', 'h2'],
        [{ tasks: [block({ block: [a, b], rescue: [c], always: [task('d')] }), task('e')] }],
      ),
      script: { a: { failed: ['h1'] } },
      told: ['[play 1: h1,h2]', 'a@h1,h2', 'b@h2', 'c@h1', 'd@h1,h2', 'e@h1,h2'],
    },
    {
      name: 'runs always, then drops the host, without a rescue',
      route: routeOf(['h1', 'h2'], [{ tasks: [block({ block: [a], always: [b] }), c] }]),
      script: { a: { failed: ['h1'] } },
      told: ['[play 1: h1,h2]', 'a@h1,h2', 'b@h1,h2', 'c@h2'],
    },
    {
      name: 'hands a failed rescue to the outer block',
      route: routeOf(
        ['h1'],
        [{ tasks: [block({ block: [block({ block: [a], rescue: [b] })], rescue: [c] }), task('d')] }],
      ),
      script: { a: { failed: ['h1'] }, b: { failed: ['h1'] } },
      told: ['[play 1: h1]', 'a@h1', 'b@h1', 'c@h1', 'd@h1'],
    },
    {
      name: 'runs a notified handler once, at the flush, for who notified it',
      route: routeOf(['h1', 'h2'], [{ tasks: [a, b], handlers: [handler] }]),
      script: { a: { notified: [{ handler, host: 'h2' }] }, b: { notified: [{ handler, host: 'h2' }] } },
      told: ['[play 1: h1,h2]', 'a@h1,h2', 'b@h1,h2', 'restart@h2'],
    },
    {
      name: 'flushes early on request',
      route: routeOf(['h1'], [{ tasks: [a, b, c], handlers: [handler] }]),
      script: {
        a: { notified: [{ handler, host: 'h1' }] },
        b: { metas: [{ host: 'h1', action: 'flush_handlers' }] },
      },
      told: ['[play 1: h1]', 'a@h1', 'b@h1', 'restart@h1', 'c@h1'],
    },
    {
      name: 'ends a play, not the run',
      route: routeOf(['h1'], [{ tasks: [a, b] }, { tasks: [c] }]),
      script: { a: { metas: [{ host: 'h1', action: 'end_play' }] } },
      told: ['[play 1: h1]', 'a@h1', '[play 2: h1]', 'c@h1'],
    },
    {
      name: 'ends one host',
      route: routeOf(['h1', 'h2'], [{ tasks: [a, b] }, { tasks: [c] }]),
      script: { a: { metas: [{ host: 'h1', action: 'end_host' }] } },
      told: ['[play 1: h1,h2]', 'a@h1,h2', 'b@h2', '[play 2: h1,h2]', 'c@h1,h2'],
    },
    {
      name: 'goes through includes group by group',
      route: routeOf(['h1', 'h2'], [{ tasks: [a, c] }]),
      script: {
        a: {
          includes: [
            { nodes: [b], hosts: ['h2'] },
            { nodes: [task('x')], hosts: ['h1'] },
          ],
        },
      },
      told: ['[play 1: h1,h2]', 'a@h1,h2', 'b@h2', 'x@h1', 'c@h1,h2'],
    },
    {
      name: 'takes batches in turn, each to its end',
      route: routeOf(['h1', 'h2', 'h3'], [{ tasks: [a, b], serial: 2 }]),
      told: ['[play 1: h1,h2]', 'a@h1,h2', 'b@h1,h2', '[play 1: h3]', 'a@h3', 'b@h3'],
    },
    {
      name: 'stops at a batch that was lost whole',
      route: routeOf(['h1', 'h2'], [{ tasks: [a, b], serial: 1 }]),
      script: { a: { failed: ['h1'] } },
      told: ['[play 1: h1]', 'a@h1'],
    },
    {
      name: 'ends when nobody is left',
      route: routeOf(['h1'], [{ tasks: [a, b] }, { tasks: [c] }]),
      script: { a: { unreachable: ['h1'] } },
      told: ['[play 1: h1]', 'a@h1'],
    },
  ]
  it.each(cases)('$name', ({ route, script, told }) => {
    expect(walk(route, script)).toEqual(told)
  })

  it('takes a run_once task on the first host only', () => {
    const once = { ...task('once'), keywords: { runOnce: true } }
    expect(walk(routeOf(['h1', 'h2'], [{ tasks: [once, a] }]))).toEqual([
      '[play 1: h1,h2]',
      'once@h1',
      'a@h1,h2',
    ])
  })

  it('knows whether a failure would be rescued', () => {
    const route = routeOf(['h1'], [{ tasks: [block({ block: [a], rescue: [b] }), c] }])
    const play = nextStop(startCursor(), route)!
    const inBlock = nextStop(passStop(play.cursor, play.stop, NOTHING), route)!
    expect(isRescued(inBlock.cursor, 'h1')).toBe(true)
    const behind = nextStop(passStop(inBlock.cursor, inBlock.stop, NOTHING), route)!
    expect(behind.stop.kind === 'row' && behind.stop.task.name).toBe('c')
    expect(isRescued(behind.cursor, 'h1')).toBe(false)
  })
})
