/**
 * Shell that sets `$connection` to the four words of SSH_CONNECTION: the peer's address and port, and ours.
 * Empty when the shell was not reached over SSH. sudo drops it, so it is looked for in the processes above.
 */
export const SSH_CONNECTION = `connection=\${SSH_CONNECTION-} pid=$$
while [ -z "$connection" ] && [ "\${pid:-1}" -gt 1 ]; do
  connection=$(tr '\\0' '\\n' <"/proc/$pid/environ" 2>/dev/null | sed -n 's/^SSH_CONNECTION=//p')
  pid=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$pid/status" 2>/dev/null)
done`
