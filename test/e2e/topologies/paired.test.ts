import { describeTopology } from '../topology.ts'

describeTopology({ name: 'paired', database: { client: 'mariadb', version: '11.8' } })
