import { expect, it } from 'vitest'
import { told } from '../running.ts'
import { describeTopology } from '../topology.ts'

describeTopology({
  name: 'split-tiers',
  database: { client: 'mariadb', version: '10.11' },
  more: (site) => {
    it('takes in a second web server, for which only the load balancer changes', async () => {
      const host = (name: string, number: number) =>
        `        ${name}:\n          ansible_host: ${site().prefix}.${number}\n`
      await site().edit((text) => text.replace(host('web1', 21), host('web1', 21) + host('web2', 22)))
      expect(site().hosts('web')).toEqual(['web1', 'web2'])
      await site().boot()
      const { changed, failures } = told(await site().stack('up', '--output', 'json'))
      expect(failures).toEqual([])
      expect(new Set(changed.map((line) => line.split(':')[0]))).toEqual(new Set(['lb1', 'web2']))
    })
  },
})
