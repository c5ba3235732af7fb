import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'

/** An alarm as Alertmanager tells it. */
export interface Alarm {
  readonly status: 'firing' | 'resolved'
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

/** Whom alarms are sent to: it keeps all that it is told. */
export interface Receiver {
  url(path: string): string
  /** Everything told to a path so far, the latest last. */
  told(path: string): readonly Alarm[]
  close(): Promise<void>
}

/** Listens on a port of its own at this address of the machine. */
export async function openReceiver(address: string): Promise<Receiver> {
  const told: { readonly path: string | undefined; readonly alarm: Alarm }[] = []
  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      const { alerts } = JSON.parse(text) as { alerts: Alarm[] }
      told.push(...alerts.map((alarm) => ({ path: request.url, alarm })))
      response.end()
    })
  })
  server.listen(0, address)
  await once(server, 'listening')
  const bound = server.address()
  const port = typeof bound === 'object' ? bound?.port : undefined
  return {
    url: (path) => `http://${address}:${port}${path}`,
    told: (path) => told.filter((one) => one.path === path).map(({ alarm }) => alarm),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
