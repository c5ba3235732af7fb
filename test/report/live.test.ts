import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Live } from '../../src/report/live.ts'
import type { Row } from '../../src/report/tree.ts'
import { recording } from './recording.ts'

/** A list that writes what happens to it among the lines. */
function watched() {
  const terminal = recording()
  let rows: ReadonlyMap<string, Row> = new Map()
  const live = new Live(terminal, (shown) => {
    rows = shown
    terminal.out(`<${[...shown.values()].map(({ title }) => title).join('|')}`)
    return {
      update: () => {},
      close: async () => {
        await sleep(5)
        terminal.out('>')
      },
    }
  })
  return { live, terminal, rows: () => rows }
}

describe('the moving list', () => {
  it('does not show for what is done at once', async () => {
    const { live, terminal } = watched()
    live.start('web1', 'install nginx')
    live.finish('web1')
    live.terminal.out('changed: [web1]')
    await sleep(300)
    await live.close()
    expect(terminal.stdout()).toBe('changed: [web1]\n')
  })

  it('makes way for lines and comes back while something is going on', async () => {
    const { live, terminal } = watched()
    live.start('web1', 'install nginx')
    live.start('web2', 'install nginx')
    await sleep(250)
    live.finish('web1')
    live.terminal.out('changed: [web1]')
    live.terminal.err('a warning')
    await sleep(300)
    live.finish('web2')
    live.terminal.out('changed: [web2]')
    await live.close()
    expect(terminal.stdout()).toBe(
      '<web1: install nginx|web2: install nginx\n>\nchanged: [web1]\n<web2: install nginx\n>\nchanged: [web2]\n',
    )
    expect(terminal.stderr()).toBe('a warning\n')
  })
})
