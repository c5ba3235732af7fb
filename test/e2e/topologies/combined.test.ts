import { describeTopology } from '../topology.ts'

describeTopology({ name: 'combined', database: { client: 'mysql', version: '9.7' } })
