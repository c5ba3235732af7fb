/** Who may do what with a file of this mode, in Ansible's names. */
export function permissions(mode: number) {
  const may = (bit: number) => (mode & bit) !== 0
  return {
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
  }
}
