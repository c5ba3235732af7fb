import type { LabEvent, OnProgress } from '../lab/events.ts'
import type { Live } from './live.ts'
import type { Terminal } from './terminal.ts'

/** Tells what a lab is doing, a line each on standard error; steps of an image only when they can move. */
export function labProgress(terminal: Terminal, live: Live | undefined): OnProgress {
  const building = new Set<string>()
  return (event) => {
    moveOn(event, live, building)
    const text = textOf(event, building)
    if (text !== undefined) terminal.err(text)
  }
}

/** What a terminal shows below the lines while it goes on. */
function moveOn(event: LabEvent, live: Live | undefined, building: ReadonlySet<string>): void {
  if (live === undefined) return
  switch (event.kind) {
    case 'packages':
      if (event.phase === 'installing') live.start('packages', event.packages.join(' '))
      else live.finish('packages')
      return
    case 'image':
      if (event.phase === 'built') live.finish(imageName(event))
      else if (building.has(event.release)) live.output(imageName(event), event.step)
      else live.start(imageName(event), 'building')
      return
    case 'host':
      if (event.phase === 'booting') live.start(event.name, 'booting')
      else live.finish(event.name)
      return
    case 'network':
      return
  }
}

function textOf(event: LabEvent, building: Set<string>): string | undefined {
  switch (event.kind) {
    case 'packages':
      return event.phase === 'installing' ? `installing packages: ${event.packages.join(' ')}` : undefined
    case 'image':
      return imageText(event, building)
    case 'network':
      return `network: ${event.subnets.join(', ')}`
    case 'host':
      return event.phase === 'booting' ? undefined : `${event.name}: ${HOST_WORDS[event.phase]}`
  }
}

function imageText(event: LabEvent & { kind: 'image' }, building: Set<string>): string | undefined {
  if (event.phase === 'built') return `${imageName(event)}: built`
  if (building.has(event.release)) return undefined
  building.add(event.release)
  return `${imageName(event)}: building it, which is done once and takes some minutes`
}

function imageName({ release }: { readonly release: string }): string {
  return `image of ${release}`
}

const HOST_WORDS = { ready: 'up', kept: 'up already', stopped: 'stopped' } as const
