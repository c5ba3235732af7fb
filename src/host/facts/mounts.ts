import { linesOf, type Sections } from './sections.ts'

/** Mounted devices; those of network file systems without sizes, which only a live server could tell. */
export function mountFacts(sections: Sections): Record<string, unknown> {
  const sizes = new Map(linesOf(sections, 'sizes').map(parseSize))
  const bound = boundMounts(linesOf(sections, 'bound'))
  const uuids = new Map(
    linesOf(sections, 'uuids').map((line) => {
      const [uuid = '', target = ''] = line.split(' ')
      return [target.split('/').at(-1) ?? '', uuid]
    }),
  )
  const mounts = linesOf(sections, 'mounts').flatMap((line) => {
    const [device = '', mount = '', fstype = '', options = ''] = line.split(' ')
    if (fstype === 'none' || !(device.startsWith('/') || device.includes(':/'))) return []
    return {
      mount: plain(mount),
      device: plain(device),
      fstype,
      options: bound.has(mount) && !/\bbind\b/.test(options) ? `${options},bind` : options,
      ...sizes.get(mount),
      uuid: uuids.get(device.split('/').at(-1) ?? '') ?? 'N/A',
    }
  })
  return { ansible_mounts: mounts }
}

/** `stat -f`: block size, blocks, free, available, inodes, free inodes, mount point as /proc escapes it. */
function parseSize(line: string): [string, Record<string, number>] {
  const [size, blocks, , available, inodes, freeInodes] = line.split(' ').map(Number)
  const mount = line.split(' ').slice(6).join(' ')
  if (size === undefined || blocks === undefined || available === undefined) return [mount, {}]
  return [
    mount,
    {
      size_total: blocks * size,
      size_available: available * size,
      block_size: size,
      block_total: blocks,
      block_available: available,
      block_used: blocks - available,
      inode_total: inodes ?? 0,
      inode_available: freeInodes ?? 0,
      inode_used: (inodes ?? 0) - (freeInodes ?? 0),
    },
  ]
}

/** Mount points that show a directory of a file system, not its root. */
function boundMounts(lines: readonly string[]): Set<string> {
  return new Set(
    lines.flatMap((line) => {
      const [root, mount] = line.split(' ')
      return root !== undefined && root !== '/' && mount !== undefined ? mount : []
    }),
  )
}

/** /proc writes blanks and backslashes in octal. */
function plain(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_all, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  )
}
