import { type Command, quote, script, sh } from '../../shell/command.ts'
import { type UserArgs, wantedGroups } from './options.ts'

/** useradd with everything but the password, which would be seen on its command line. */
export function createCommand(args: UserArgs, ownGroupExists: boolean): Command {
  const groups = wantedGroups(args)
  const flags: (string | number)[] = []
  if (args.uid !== undefined) flags.push('-u', args.uid, ...(args.non_unique ? ['-o'] : []))
  if (args.group !== undefined) flags.push('-g', args.group)
  else if (ownGroupExists) flags.push('-N')
  if (groups !== undefined && groups.length > 0) flags.push('-G', groups.join(','))
  if (args.comment !== undefined) flags.push('-c', args.comment)
  if (args.home !== undefined) flags.push('-d', args.home)
  if (args.shell !== undefined) flags.push('-s', args.shell)
  if (args.expires !== undefined) {
    flags.push('-e', args.expires < 0 ? '' : new Date(args.expires * 1000).toISOString().slice(0, 10))
  }
  if (args.create_home) {
    flags.push('-m')
    if (args.skeleton !== undefined) flags.push('-k', args.skeleton)
    if (args.umask !== undefined) flags.push('-K', `UMASK=${args.umask}`)
  } else flags.push('-M')
  if (args.system) flags.push('-r')
  return sh`useradd ${flags} -- ${args.name}`
}

/** What useradd -m would have done, for a user that is there already. */
export function homeCommand(args: UserArgs): Command {
  return script(`entry=$(getent passwd -- ${quote(args.name)}) || exit
home=$(printf %s "$entry" | cut -d: -f6)
mode=$(awk '$1 == "HOME_MODE" { print $2 }' /etc/login.defs)
mkdir -p -- "\${home%/*}" && cp -rT -- ${quote(args.skeleton ?? '/etc/skel')} "$home" &&
chown -R -- "$(printf %s "$entry" | cut -d: -f3,4)" "$home" && chmod -- "\${mode:-0755}" "$home"`)
}

/** A key pair without a passphrase, owned by the user. */
export function keyCommand(args: UserArgs): Command {
  const bits = args.ssh_key_bits === undefined ? '' : `-b ${args.ssh_key_bits}`
  const comment =
    args.ssh_key_comment === undefined ? '"ansible-generated on $(hostname)"' : quote(args.ssh_key_comment)
  return script(`umask 077
entry=$(getent passwd -- ${quote(args.name)}) || exit
home=$(printf %s "$entry" | cut -d: -f6)
owner=$(printf %s "$entry" | cut -d: -f3,4)
key=${quote(keyFileOf(args))}
case $key in /*) ;; *) key=$home/$key ;; esac
dir=\${key%/*}
if ! [ -d "$dir" ]; then mkdir -p -- "$dir" && chown -- "$owner" "$dir" || exit; fi
ssh-keygen -q -t ${quote(args.ssh_key_type)} ${bits} -C ${comment} -f "$key" -N '' </dev/null || exit
chown -- "$owner" "$key" "$key.pub" && chmod 644 "$key.pub" || exit
printf '@key %s\\n@public %s\\n@print %s\\n' "$key" "$(cat -- "$key.pub")" "$(ssh-keygen -l -f "$key.pub")"`)
}

export function keyFileOf(args: UserArgs): string {
  return args.ssh_key_file ?? `.ssh/id_${args.ssh_key_type}`
}
