import { predict } from '../host/observation.ts'
import { writeFile } from '../host/write.ts'
import { sh } from '../shell/command.ts'
import type { Request } from '../shell/request.ts'
import { editEnvironment, editJob, jobNames } from './cron/edit.ts'
import { type CronKey, crontab } from './cron/table.ts'
import { ModuleFailure, stateModule } from './module.ts'

export const cron = stateModule({
  name: 'cron',
  collection: 'ansible.builtin',
  summary: 'Keeps entries of crontabs.',
  options: {
    name: {
      type: 'str',
      required: true,
      description: 'What the entry is for; a comment line marks it by this.',
    },
    job: { type: 'str', aliases: ['value'], description: 'The command, or the value of a variable.' },
    state: {
      type: 'str',
      default: 'present',
      choices: ['absent', 'present'],
      description: 'Whether it is there.',
    },
    user: { type: 'str', description: 'Whose crontab; with `cron_file`, who runs the command.' },
    cron_file: { type: 'path', description: 'A file of /etc/cron.d in place of a crontab.' },
    minute: { type: 'str', default: '*', description: '0-59, *, */2 …' },
    hour: { type: 'str', default: '*', description: '0-23' },
    day: { type: 'str', default: '*', aliases: ['dom'], description: '1-31' },
    month: { type: 'str', default: '*', description: '1-12' },
    weekday: { type: 'str', default: '*', aliases: ['dow'], description: '0-6, from Sunday on' },
    special_time: {
      type: 'str',
      choices: ['annually', 'daily', 'hourly', 'monthly', 'reboot', 'weekly', 'yearly'],
      description: 'In place of the five fields.',
    },
    disabled: { type: 'bool', default: false, description: 'Comment the entry out.' },
    env: { type: 'bool', default: false, description: 'The entry is a variable.' },
    insertafter: { type: 'str', description: 'Put a variable behind this one.' },
    insertbefore: { type: 'str', description: 'Put a variable before this one.' },
    backup: { type: 'bool', default: false, description: 'Accepted; the diff shows what was there.' },
  },
  constraints: { mutuallyExclusive: [['insertafter', 'insertbefore']] },
  examples: `
- name: Dump the database every night
  ansible.builtin.cron:
    name: nightly dump
    hour: '3'
    minute: '0'
    job: /usr/local/bin/dump-database
`,
  probe: (host, args) => host.observe(crontab, keyOf(args)),
  plan(args, table) {
    const key = keyOf(args)
    const fields = `${args.minute}${args.hour}${args.day}${args.month}${args.weekday}`
    if (args.special_time !== undefined && fields !== '*****') {
      throw new ModuleFailure('You must specify time and date fields or special time.')
    }
    if (args.cron_file !== undefined && args.user === undefined && args.state === 'present' && !args.env) {
      throw new ModuleFailure('To use cron_file=... parameter you must specify user=... as well')
    }
    if (args.state === 'present' && args.job === undefined) {
      throw new ModuleFailure("You must specify 'job' to install a new cron job or variable")
    }
    if (!table.available) throw new ModuleFailure('the host has no crontab', {}, 'install the package cron')
    const text = args.env
      ? editEnvironment(args, table.text)
      : editJob(args, table.text, key.file !== undefined)
    const values = { jobs: jobNames(text), envs: [...text.matchAll(/^(\w+)=/gm)].map((match) => match[1]) }
    if (text === table.text) return { steps: [], values }
    const where = key.file ?? `the crontab of ${args.user ?? 'this user'}`
    return {
      steps: [
        {
          title: `write ${where}`,
          request: writeRequest(key, text),
          diff: { before: table.text, after: text, beforeHeader: where, afterHeader: where },
          predicts: [predict(crontab, key, { available: true, text })],
        },
      ],
      values,
    }
  },
})

function keyOf(args: {
  readonly cron_file?: string | undefined
  readonly user?: string | undefined
}): CronKey {
  if (args.cron_file === undefined) return { user: args.user, file: undefined }
  return {
    user: undefined,
    file: args.cron_file.startsWith('/') ? args.cron_file : `/etc/cron.d/${args.cron_file}`,
  }
}

function writeRequest(key: CronKey, text: string): Request {
  if (key.file === undefined)
    return { command: sh`crontab ${key.user === undefined ? [] : ['-u', key.user]} -`, stdin: text }
  return text.trim() === ''
    ? { command: sh`rm -f -- ${key.file}` }
    : writeFile(key.file, text, { mode: '0644' })
}
