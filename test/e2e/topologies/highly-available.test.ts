import { losesMachines } from '../losses.ts'
import { describeTopology } from '../topology.ts'

describeTopology({
  name: 'highly-available',
  database: { client: 'mariadb', version: '11.8' },
  more: losesMachines,
})
