import { applicationOf, identityOf, inFamily, type UfwRule } from './rule.ts'
import type { UfwState } from './state.ts'
import type { WantedRules } from './wanted.ts'

export interface RuleChange {
  readonly state: UfwState
  readonly changed: boolean
  /** The rule number to insert at; undefined where ufw would append or change a rule in place. */
  readonly insert: number | undefined
}

export type RelativeTo = 'zero' | 'first-ipv4' | 'last-ipv4' | 'first-ipv6' | 'last-ipv6'

export interface Placing {
  readonly insert: number | undefined
  readonly relativeTo: RelativeTo
}

/**
 * What adding the rules would make of the state, as ufw does it (backend_iptables.py, `set_rule`): the
 * same rule with another action, log or comment is changed where it stands; a new one is appended or inserted.
 */
export function addRules(state: UfwState, wanted: WantedRules, placing: Placing): RuleChange {
  const known = new Set([...state.rules, ...state.rules6].map(identityOf))
  const isThere = familiesOf(state, wanted).some((family) =>
    wanted.rules.some((rule) => known.has(identityOf(inFamily(rule, family)))),
  )
  const insert = isThere ? undefined : absolutePosition(state, placing, wanted)
  let next = state
  for (const family of familiesOf(state, wanted)) {
    const rules = wanted.rules.map((rule) => inFamily(rule, family))
    const index = indexFor(state, family, insert)
    // Rules to insert are taken last first, which shows where there is no place to insert them at.
    if (insert !== undefined && index === undefined) rules.reverse()
    next = withFamily(next, family, added(rulesOf(next, family), rules, index))
  }
  return { state: next, changed: !sameRules(state, next), insert }
}

/** What deleting the rules would leave; a rule with another action, or with a comment not named, stays. */
export function deleteRules(state: UfwState, wanted: WantedRules): RuleChange {
  let next = state
  for (const family of familiesOf(state, wanted)) {
    const rules = wanted.rules.map((rule) => inFamily(rule, family))
    const isMeant = (rule: UfwRule) => rules.some((asked) => deletes(asked, rule))
    next = withFamily(
      next,
      family,
      rulesOf(next, family).filter((rule) => !isMeant(rule)),
    )
  }
  return { state: next, changed: !sameRules(state, next), insert: undefined }
}

/** Rules as ufw numbers them: the tuples of one application count once. */
export function countRules(rules: readonly UfwRule[]): number {
  const applications = new Set(rules.map(applicationOf).filter((key) => key !== undefined))
  return rules.filter((rule) => applicationOf(rule) === undefined).length + applications.size
}

/** Without IPv6 ufw keeps only the IPv4 half of a rule that is meant for both. */
function familiesOf(state: UfwState, wanted: WantedRules): readonly (4 | 6)[] {
  return state.ipv6 ? wanted.families : wanted.families.filter((family) => family === 4)
}

function added(list: readonly UfwRule[], rules: readonly UfwRule[], index: number | undefined): UfwRule[] {
  const next = [...list]
  const fresh: UfwRule[] = []
  for (const rule of rules) {
    const at = next.findIndex((other) => identityOf(other) === identityOf(rule))
    if (at === -1) fresh.push(rule)
    else next[at] = rule
  }
  next.splice(index ?? next.length, 0, ...fresh)
  return next
}

function deletes(asked: UfwRule, rule: UfwRule): boolean {
  if (asked.action !== rule.action || asked.log !== rule.log) return false
  if (asked.toApp !== '') return applicationOf(asked) === applicationOf(rule) && asked.route === rule.route
  return identityOf(asked) === identityOf(rule) && (asked.comment === '' || asked.comment === rule.comment)
}

/**
 * The number that `insert` and `insert_relative_to` mean now. Behind the last rule there is nothing to
 * insert before, so the rule is appended (ufw would refuse the number); before the first rule of a family
 * that has none yet, too.
 */
function absolutePosition(state: UfwState, placing: Placing, wanted: WantedRules): number | undefined {
  if (placing.insert === undefined) return undefined
  const count4 = countRules(state.rules)
  const count = count4 + countRules(state.rules6)
  const base = {
    zero: 0,
    'first-ipv4': 1,
    'last-ipv4': Math.max(count4, 1),
    'first-ipv6': count4 + 1,
    'last-ipv6': state.rules6.length > 0 ? count : count + 1,
  }[placing.relativeTo]
  const position = placing.insert + base
  const lowest = wanted.families.includes(4) ? 1 : count4 + 1
  const highest = wanted.families.includes(6) && state.ipv6 ? count : count4
  const bounded = Math.max(position, lowest)
  return bounded > highest ? undefined : bounded
}

/** Where in one family's list a rule number points; a number of the other family points at the twin rule. */
function indexFor(state: UfwState, family: 4 | 6, insert: number | undefined): number | undefined {
  if (insert === undefined) return undefined
  const count4 = countRules(state.rules)
  const own = rulesOf(state, family)
  const pointsTo6 = insert > count4
  if (pointsTo6 === (family === 6)) return indexOfNumber(own, family === 6 ? insert - count4 : insert)
  const others = rulesOf(state, family === 6 ? 4 : 6)
  const number = pointsTo6 ? insert - count4 : insert
  // Here, unlike in `indexOfNumber`, ufw counts the tuples of one application once.
  const doubles = number - countRules(others.slice(0, number))
  const pointed = others[number - 1 + doubles]
  if (pointed === undefined) return undefined
  const twin = identityOf(inFamily(pointed, family))
  const index = own.findIndex((rule) => identityOf(rule) === twin)
  return index === -1 ? undefined : index
}

// ufw counts tuples here, and does not come between the tuples of one application.
function indexOfNumber(rules: readonly UfwRule[], number: number): number {
  let index = Math.min(number - 1, rules.length)
  const applicationAt = (at: number) => {
    const rule = rules[at]
    return rule === undefined ? undefined : applicationOf(rule)
  }
  while (applicationAt(index) !== undefined && applicationAt(index) === applicationAt(index - 1)) index++
  return index
}

function rulesOf(state: UfwState, family: 4 | 6): readonly UfwRule[] {
  return family === 4 ? state.rules : state.rules6
}

function withFamily(state: UfwState, family: 4 | 6, rules: readonly UfwRule[]): UfwState {
  return family === 4 ? { ...state, rules } : { ...state, rules6: rules }
}

function sameRules(a: UfwState, b: UfwState): boolean {
  return JSON.stringify([a.rules, a.rules6]) === JSON.stringify([b.rules, b.rules6])
}
