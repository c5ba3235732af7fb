import { StackError } from '../../errors.ts'
import type { ObservationKind } from '../../host/observation.ts'
import { script, sequence, sh } from '../../shell/command.ts'

/** The body of a page that a program of the host shows to the host itself; undefined when it does not answer. */
export const localPage: ObservationKind<string, string | undefined> = {
  name: 'localPage',
  scope: 'network',
  id: (url) => url,
  fetch: (urls) => ({
    command: sequence(
      ...urls.map(
        (url) => sh`curl --disable --silent --fail --globoff --max-time 5 ${url}; printf '\\0%s\\0' $?`,
      ),
      script('exit 0'),
    ),
  }),
  parse: (reply, urls) => {
    const parts = reply.stdout.toString('utf8').split('\0')
    if (parts.length !== urls.length * 2 + 1) {
      throw new StackError('task', 'the pages of programs on the host could not be read')
    }
    return urls.map((_url, index) => (parts[index * 2 + 1] === '0' ? parts[index * 2] : undefined))
  },
}
