import type { Values } from '../module.ts'
import type { Details } from './details.ts'
import { permissions } from './permissions.ts'

const TYPES = 0o170000

/** Ansible's `stat` return value. */
export function statValues(
  path: string,
  details: NonNullable<Details>,
  want: { readonly mime: boolean; readonly attributes: boolean },
): Values {
  const mode = Number.parseInt(details.mode, 16)
  const is = (type: number) => (mode & TYPES) === type
  return {
    exists: true,
    path,
    mode: (mode & 0o7777).toString(8).padStart(4, '0'),
    isdir: is(0o040000),
    ischr: is(0o020000),
    isblk: is(0o060000),
    isreg: is(0o100000),
    isfifo: is(0o010000),
    islnk: is(0o120000),
    issock: is(0o140000),
    uid: Number(details.uid),
    gid: Number(details.gid),
    size: Number(details.size),
    inode: Number(details.inode),
    dev: Number(details.device),
    nlink: Number(details.links),
    atime: Number(details.atime),
    mtime: Number(details.mtime),
    ctime: Number(details.ctime),
    ...permissions(mode),
    blocks: Number(details.blocks),
    block_size: Number(details.blockSize),
    device_type: Number(details.deviceType),
    readable: details.access.includes('r'),
    writeable: details.access.includes('w'),
    executable: details.access.includes('x'),
    ...(is(0o120000) ? { lnk_source: details.realPath, lnk_target: details.target } : {}),
    ...(details.owner === 'UNKNOWN' ? {} : { pw_name: details.owner }),
    ...(details.group === 'UNKNOWN' ? {} : { gr_name: details.group }),
    ...(want.mime ? mimeValues(details.mime) : {}),
    ...(want.attributes ? attributeValues(details.attributes) : {}),
  }
}

/** `text/plain; charset=us-ascii` */
function mimeValues(mime: string): Values {
  const [, type, charset] = /^(\S+); charset=(\S+)$/.exec(mime) ?? []
  return { mimetype: type ?? 'unknown', charset: charset ?? 'unknown' }
}

const ATTRIBUTES: Readonly<Record<string, string>> = {
  A: 'noatime',
  a: 'append',
  c: 'compressed',
  C: 'nocow',
  d: 'nodump',
  D: 'dirsync',
  e: 'extents',
  E: 'encrypted',
  h: 'blocksize',
  i: 'immutable',
  I: 'indexed',
  j: 'journalled',
  N: 'inline',
  s: 'zero',
  S: 'synchronous',
  t: 'notail',
  T: 'blockroot',
  u: 'undelete',
  X: 'compressedraw',
  Z: 'compresseddirty',
}

/** `715034 --------------e-------` of lsattr. */
function attributeValues(text: string): Values {
  const [, version, flags = ''] = /^(\d+) (\S+)$/.exec(text) ?? []
  const set = flags.replaceAll('-', '')
  return {
    version: version ?? null,
    attributes: [...set].map((flag) => ATTRIBUTES[flag] ?? flag),
    attr_flags: set,
  }
}
