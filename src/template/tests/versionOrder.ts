import { compare } from '../python/compare.ts'
import { fail } from '../python/fault.ts'

/** The order of two versions: negative, 0 or positive. Throws for text that is no version of the kind. */
export type Comparer = (a: string, b: string) => number

/** Python's distutils LooseVersion: numbers and words between points, compared one by one. */
export const looseVersions: Comparer = (a, b) => compareParts(looseParts(a), looseParts(b), a, b)

function looseParts(version: string): (string | number)[] {
  return version
    .split(/(\d+|[a-z]+|\.)/)
    .filter((part) => part !== '' && part !== '.')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

function compareParts(
  x: readonly (string | number)[],
  y: readonly (string | number)[],
  a: string,
  b: string,
): number {
  for (const [at, part] of x.entries()) {
    const other = y[at]
    if (other === undefined) return 1
    if (part === other) continue
    if (typeof part !== typeof other)
      return fail(`the versions '${a}' and '${b}' can not be compared: a number stands against a word`)
    return compare(part, other)
  }
  return x.length - y.length
}

const STRICT = /^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$/

/** Python's distutils StrictVersion: `1.2`, `1.2.3`, `1.2a1`. */
export const strictVersions: Comparer = (a, b) => {
  const [x, y] = [a, b].map((version) => {
    const match = STRICT.exec(version) ?? fail(`'${version}' is no strict version`)
    const [, major, minor, patch = 0, stage, build] = match
    return [
      Number(major),
      Number(minor),
      Number(patch),
      stage === undefined ? 2 : stage === 'b' ? 1 : 0,
      Number(build ?? 0),
    ]
  }) as [number[], number[]]
  return compare(x, y)
}

const SEMANTIC =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*))*))?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?$/

/** Semantic Versioning 2.0.0, semver.org; build metadata does not count. */
export const semanticVersions: Comparer = (a, b) => {
  const [x, y] = [a, b].map((version) => {
    const match = SEMANTIC.exec(version) ?? fail(`'${version}' is no semantic version`)
    return { core: match.slice(1, 4).map(Number), pre: match[4]?.split('.') ?? [] }
  }) as [{ core: number[]; pre: string[] }, { core: number[]; pre: string[] }]
  const core = compare(x.core, y.core)
  if (core !== 0) return core
  if (x.pre.length === 0 || y.pre.length === 0) return y.pre.length - x.pre.length
  for (const [at, part] of x.pre.entries()) {
    const order = y.pre[at] === undefined ? 1 : compareIdentifiers(part, y.pre[at])
    if (order !== 0) return order
  }
  return x.pre.length - y.pre.length
}

// Numbers stand before words.
function compareIdentifiers(a: string, b: string): number {
  const [x, y] = [/^\d+$/.test(a), /^\d+$/.test(b)]
  if (x && y) return Number(a) - Number(b)
  return x === y ? compare(a, b) : x ? -1 : 1
}

const PEP440 =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/i

const STAGES: Readonly<Record<string, number>> = {
  a: 0,
  alpha: 0,
  b: 1,
  beta: 1,
  c: 2,
  rc: 2,
  pre: 2,
  preview: 2,
}

/** Python's own versions, PEP 440. */
export const pep440Versions: Comparer = (a, b) => compare(pep440Key(a), pep440Key(b))

function pep440Key(version: string): unknown[] {
  const match = PEP440.exec(version.trim()) ?? fail(`'${version}' is no PEP 440 version`)
  const [
    ,
    epoch = '0',
    release = '',
    stage,
    stageNumber,
    quickPost,
    post,
    postNumber,
    dev,
    devNumber,
    local,
  ] = match
  const isPost = quickPost !== undefined || post !== undefined
  const isBareDev = dev !== undefined && stage === undefined && !isPost
  const never = Number.POSITIVE_INFINITY
  return [
    Number(epoch),
    release
      .replace(/(\.0+)+$/, '')
      .split('.')
      .map(Number),
    isBareDev
      ? [-1, 0]
      : stage === undefined
        ? [3, 0]
        : [STAGES[stage.toLowerCase()] ?? 0, Number(stageNumber)],
    isPost ? Number(quickPost ?? postNumber) : -1,
    dev === undefined ? never : Number(devNumber),
    (local ?? '')
      .toLowerCase()
      .split(/[-_.]/)
      .map((part) => (/^\d+$/.test(part) ? [1, Number(part), ''] : [0, 0, part])),
  ]
}
