import type { ArgsOf, Constraints, OptionSchema } from '../../source/schema.ts'

export const aptOptions = {
  name: {
    type: 'list',
    elements: 'str',
    aliases: ['package', 'pkg'],
    description: 'Packages; `name=1.2*` and `name>=1.2` ask for a version, `*` with latest means all.',
  },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'build-dep', 'fixed', 'latest', 'present'],
    description: 'What is to be true of them.',
  },
  update_cache: { type: 'bool', aliases: ['update-cache'], description: 'Fetch the package lists first.' },
  cache_valid_time: {
    type: 'int',
    default: 0,
    description: 'Lists younger than this many seconds are not fetched again.',
  },
  update_cache_retries: { type: 'int', default: 5, description: 'How often fetching the lists is tried.' },
  update_cache_retry_max_delay: {
    type: 'int',
    default: 12,
    description: 'Longest wait between tries, seconds.',
  },
  purge: { type: 'bool', default: false, description: 'Remove configuration files too.' },
  autoremove: { type: 'bool', default: false, description: 'Remove what nothing needs any more.' },
  autoclean: { type: 'bool', default: false, description: 'Delete downloaded packages that are outdated.' },
  clean: { type: 'bool', default: false, description: 'Delete all downloaded packages.' },
  default_release: {
    type: 'str',
    aliases: ['default-release'],
    description: 'Release to take packages from (`apt-get -t`).',
  },
  install_recommends: {
    type: 'bool',
    aliases: ['install-recommends'],
    description: "Install recommended packages; apt's configuration decides when absent.",
  },
  upgrade: {
    type: 'str',
    choices: ['dist', 'full', 'no', 'safe', 'yes'],
    default: 'no',
    description: 'Upgrade all packages.',
  },
  deb: { type: 'path', description: 'A package file on the host, or its URL.' },
  force: { type: 'bool', default: false, description: 'Go on where apt would refuse for safety.' },
  force_apt_get: { type: 'bool', default: false, description: 'Accepted; apt-get is what is always used.' },
  only_upgrade: { type: 'bool', default: false, description: 'Leave out packages that are not installed.' },
  fail_on_autoremove: { type: 'bool', default: false, description: 'Fail rather than remove a package.' },
  allow_unauthenticated: {
    type: 'bool',
    default: false,
    aliases: ['allow-unauthenticated'],
    description: 'Install packages without a valid signature.',
  },
  allow_downgrade: {
    type: 'bool',
    default: false,
    aliases: ['allow-downgrade', 'allow_downgrades', 'allow-downgrades'],
    description: 'Install an older version than there is.',
  },
  allow_change_held_packages: { type: 'bool', default: false, description: 'Change packages on hold.' },
  dpkg_options: {
    type: 'str',
    default: 'force-confdef,force-confold',
    description: 'Options for dpkg, without their dashes.',
  },
  policy_rc_d: {
    type: 'int',
    description: 'Exit code of a policy-rc.d during the change; 101 keeps packages from starting services.',
  },
  lock_timeout: { type: 'int', default: 600, description: 'Seconds to wait for another apt or dpkg.' },
} as const satisfies OptionSchema

export const aptConstraints: Constraints = {
  mutuallyExclusive: [['deb', 'name']],
  requiredOneOf: [
    ['autoremove', 'deb', 'name', 'update_cache', 'upgrade', 'clean', 'autoclean', 'cache_valid_time'],
  ],
}

export type AptArgs = ArgsOf<typeof aptOptions>
