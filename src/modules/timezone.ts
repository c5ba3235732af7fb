import { predict } from '../host/observation.ts'
import { type FileStat, fileStat, fileStatFollow } from '../host/observations/fileStat.ts'
import { and, sh } from '../shell/command.ts'
import { newFile } from './file/attributes.ts'
import { ModuleFailure, stateModule } from './module.ts'

const ZONES = '/usr/share/zoneinfo'

interface ZoneState {
  readonly link: FileStat
  readonly zone: FileStat
}

export const timezone = stateModule({
  name: 'timezone',
  collection: 'community.general',
  summary: "Sets a host's time zone.",
  options: {
    name: { type: 'str', required: true, description: 'The zone: Europe/Berlin, UTC.' },
  },
  examples: `
- name: Live in UTC
  community.general.timezone:
    name: UTC
`,
  async probe(host, args): Promise<ZoneState> {
    const [link, zone] = await Promise.all([
      host.observe(fileStat, '/etc/localtime'),
      host.observe(fileStatFollow, `${ZONES}/${args.name}`),
    ])
    return { link, zone }
  },
  plan({ name }, { link, zone }) {
    if (!/^[A-Za-z0-9_+-]+(?:\/[A-Za-z0-9_+-]+)*$/.test(name) || !zone.exists || zone.type !== 'file') {
      throw new ModuleFailure(
        `given timezone "${name}" is not available`,
        {},
        `names are the files below ${ZONES}, of the package tzdata`,
      )
    }
    const now = link.exists ? zoneOf(link.target) : undefined
    if (now === name) return { steps: [] }
    const target = `${ZONES}/${name}`
    return {
      steps: [
        {
          title: `set the time zone ${name}`,
          request: {
            command: and(
              sh`ln -sfn -- ${target} /etc/localtime.stack-new`,
              sh`mv -fT -- /etc/localtime.stack-new /etc/localtime`,
              sh`printf '%s\\n' ${name} >/etc/timezone`,
            ),
          },
          diff: { before: `${now ?? ''}\n`, after: `${name}\n` },
          predicts: [predict(fileStat, '/etc/localtime', { ...newFile('link', {}, target.length), target })],
        },
      ],
    }
  },
})

/** `/usr/share/zoneinfo/Etc/UTC`, also written relative to /etc. */
function zoneOf(target: string | undefined): string | undefined {
  return /(?:^|\/)zoneinfo\/(.+)$/.exec(target ?? '')?.[1]
}
