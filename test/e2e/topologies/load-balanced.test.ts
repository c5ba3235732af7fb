import { expect, it } from 'vitest'
import { told } from '../running.ts'
import { describeTopology } from '../topology.ts'
import { visits } from '../visitor.ts'

describeTopology({
  name: 'load-balanced',
  database: { client: 'mariadb', version: '11.8' },
  more: (site) => {
    it('holds the second web server back while the first is well, in active-passive mode', async () => {
      const balancers = site().hosts('load_balancers')
      const [active = '', passive = ''] = site().hosts('web')
      const mode = async (name: string) => {
        const run = await site().stack('up', '--output', 'json', '-e', `load_balancer_mode=${name}`)
        const { changed } = told(run)
        expect(new Set(changed.map((line) => line.split(':')[0]))).toEqual(new Set(balancers))
      }
      const servers = async () => {
        const pages = await Promise.all(balancers.map((host) => visits(site().address(host), 4)))
        return new Set(pages.flat().map(({ web }) => web))
      }
      await mode('active-passive')
      expect(await servers()).toEqual(new Set([active]))
      await site().on(active, 'systemctl stop nginx')
      expect(await servers()).toEqual(new Set([passive]))
      await site().on(active, 'systemctl start nginx')
      await mode('active-active')
    })
  },
})
