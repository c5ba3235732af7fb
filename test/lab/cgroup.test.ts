import { describe, expect, it } from 'vitest'
import { findRoots } from '../../src/lab/cgroup.ts'

const unified = '31 23 0:28 / /sys/fs/cgroup rw,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate'
const memory = '35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory'
const named = '40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,name=systemd'
const hybrid = '41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw'

describe('cgroup hierarchies', () => {
  it.each([
    ['version 2 alone', [unified], ['/sys/fs/cgroup']],
    ['both versions', [memory, named, hybrid], ['/sys/fs/cgroup/unified', '/sys/fs/cgroup/systemd']],
    ['both, nothing named', [memory, hybrid], ['/sys/fs/cgroup/unified']],
    ['version 1 alone', [memory, named], []],
    ['none', ['22 27 0:21 / /proc rw - proc proc rw'], []],
  ])('are found with %s', (_, lines, roots) => {
    expect(findRoots(`${lines.join('\n')}\n`)).toEqual(roots)
  })
})
