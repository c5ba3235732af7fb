import { planAbsent } from './file/absent.ts'
import { attributeOptions, attributeValues } from './file/attributes.ts'
import { planDirectories } from './file/directories.ts'
import { finishFile } from './file/finish.ts'
import { planHardLink, planLink } from './file/links.ts'
import { type FileArgs, type FileState, probePath } from './file/probe.ts'
import { planTouch } from './file/touch.ts'
import { planAttributes } from './file/writing.ts'
import { ModuleFailure, type Plan, stateModule } from './module.ts'

export const file = stateModule({
  name: 'file',
  collection: 'ansible.builtin',
  summary: 'Makes directories and links, removes paths, sets owners and permissions.',
  options: {
    path: { type: 'path', required: true, aliases: ['dest', 'name'], description: 'What is managed.' },
    state: {
      type: 'str',
      choices: ['absent', 'directory', 'file', 'hard', 'link', 'touch'],
      description: 'What it is to be; without it, what it is (or a directory, with `recurse`).',
    },
    src: { type: 'path', description: 'What a link leads to.' },
    recurse: {
      type: 'bool',
      default: false,
      description: 'Set the attributes of everything in the directory.',
    },
    force: {
      type: 'bool',
      default: false,
      description: 'Make a link whatever is in its place or at its end.',
    },
    follow: { type: 'bool', default: true, description: 'Set the attributes of what a link leads to.' },
    access_time: { type: 'str', description: '`preserve`, `now`, or YYYYMMDDHHMM.SS.' },
    access_time_format: {
      type: 'str',
      default: '%Y%m%d%H%M.%S',
      description: 'How `access_time` is written.',
    },
    modification_time: { type: 'str', description: '`preserve`, `now`, or YYYYMMDDHHMM.SS.' },
    modification_time_format: {
      type: 'str',
      default: '%Y%m%d%H%M.%S',
      description: 'How `modification_time` is written.',
    },
    ...attributeOptions,
  },
  examples: `
- name: Make the directory of the application
  ansible.builtin.file:
    path: /srv/app
    state: directory
    owner: app
    mode: '0750'
`,
  probe: (host, args): Promise<FileState> => probePath(host, args),
  plan(args, state): Plan {
    const plan = planState(args, state)
    const values = { ...attributeValues(state.link), ...plan.values }
    const known = Object.entries(values).filter(([, value]) => value !== undefined)
    return { steps: plan.steps, values: Object.fromEntries(known) }
  },
  finish: (_args, _state, replies) => finishFile(replies),
})

function planState(args: FileArgs, state: FileState): Plan {
  switch (state.wanted) {
    case 'absent':
      return planAbsent(state)
    case 'directory':
      return planDirectories(args, state)
    case 'link':
      return planLink(args, state)
    case 'hard':
      return planHardLink(args, state)
    case 'touch':
      return planTouch(args, state)
    case 'file':
      return planPresent(args, state)
  }
}

/** The attributes of what is there already. */
function planPresent(args: FileArgs, state: FileState): Plan {
  const stat = args.follow ? state.stat : state.link
  if (!stat.exists) {
    throw new ModuleFailure(
      `file (${state.path}) is absent, cannot continue`,
      { path: state.path, state: 'absent' },
      'state: touch makes an empty file',
    )
  }
  if (args.state === 'file' && stat.type !== 'file') {
    throw new ModuleFailure(`file (${state.path}) is ${stat.type}, cannot continue`, {
      path: state.path,
      state: stat.type,
    })
  }
  return {
    steps: planAttributes({ path: state.path, stat }, args),
    values: { path: state.path, ...attributeValues(stat) },
  }
}
