import type { Values } from '../module.ts'
import type { FoundFile } from './entries.ts'

/** One entry as Ansible's `find` returns it. */
export function foundValues({ path, stat, checksum }: FoundFile): Values {
  const may = (bit: number) => (stat.mode & bit) !== 0
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
    wusr: may(0o200),
    rusr: may(0o400),
    xusr: may(0o100),
    wgrp: may(0o020),
    rgrp: may(0o040),
    xgrp: may(0o010),
    woth: may(0o002),
    roth: may(0o004),
    xoth: may(0o001),
    isuid: may(0o4000),
    isgid: may(0o2000),
    ...(checksum === undefined ? {} : { checksum }),
  }
}
