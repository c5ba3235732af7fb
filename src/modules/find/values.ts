import type { Values } from '../module.ts'
import { permissions } from '../stat/permissions.ts'
import type { FoundFile } from './entries.ts'

/** One entry as Ansible's `find` returns it. */
export function foundValues({ path, stat, checksum }: FoundFile): Values {
  return {
    path,
    mode: stat.mode.toString(8).padStart(4, '0'),
    isdir: stat.type === 'directory',
    ischr: stat.type === 'char',
    isblk: stat.type === 'block',
    isreg: stat.type === 'file',
    isfifo: stat.type === 'fifo',
    islnk: stat.type === 'link',
    issock: stat.type === 'socket',
    uid: stat.uid,
    gid: stat.gid,
    size: stat.size,
    inode: stat.inode,
    dev: stat.device,
    nlink: stat.links,
    atime: stat.atime,
    mtime: stat.mtime,
    ctime: stat.ctime,
    gr_name: stat.group,
    pw_name: stat.owner,
    ...permissions(stat.mode),
    ...(checksum === undefined ? {} : { checksum }),
  }
}
