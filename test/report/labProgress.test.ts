import { describe, expect, it } from 'vitest'
import { labProgress } from '../../src/report/labProgress.ts'
import { recording } from './recording.ts'

describe('progress of a lab', () => {
  it('is a line for what has happened, on standard error', () => {
    const terminal = recording()
    const tell = labProgress(terminal, undefined)
    tell({ kind: 'packages', phase: 'installing', packages: ['mmdebstrap', 'nftables'] })
    tell({ kind: 'packages', phase: 'installed', packages: ['mmdebstrap', 'nftables'] })
    tell({ kind: 'network', subnets: ['10.77.1.0/24'] })
    tell({ kind: 'image', release: 'sid', phase: 'building', step: 'running apt-get update' })
    tell({ kind: 'image', release: 'sid', phase: 'building', step: 'extracting' })
    tell({ kind: 'image', release: 'sid', phase: 'built' })
    tell({ kind: 'host', name: 'a', phase: 'booting' })
    tell({ kind: 'host', name: 'a', phase: 'ready' })
    tell({ kind: 'host', name: 'b', phase: 'kept' })
    expect(terminal.stdout()).toBe('')
    expect(terminal.stderr().split('\n')).toEqual([
      'installing packages: mmdebstrap nftables',
      'network: 10.77.1.0/24',
      'image of sid: building it, which is done once and takes some minutes',
      'image of sid: built',
      'a: up',
      'b: up already',
      '',
    ])
  })
})
