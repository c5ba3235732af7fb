import type { Faults } from '../source/faults.ts'
import { nearest } from '../source/nearest.ts'
import { keyPositionOf, positionOf } from '../source/position.ts'
import { isRecord } from '../source/record.ts'
import { findKeyword, type KeywordPlace, keywordsOf } from './keywords.ts'
import { misfit } from './keywordTypes.ts'
import type { Vars } from './model.ts'

/** What a place is called in messages. */
const PLACES: Readonly<Record<KeywordPlace, string>> = {
  play: 'a play',
  role: 'a role',
  block: 'a block',
  task: 'a task',
  handler: 'a handler',
  include: 'a dynamic include',
  import_playbook: 'import_playbook',
}

/** Checks that the keys of a mapping are keywords of that place and that their values fit. */
export function checkKeywords(
  mapping: Vars,
  place: KeywordPlace,
  names: readonly string[],
  path: string,
  faults: Faults,
): void {
  for (const name of names) {
    const keyword = findKeyword(name)
    const at = keyPositionOf(mapping, name)
    if (keyword === undefined || !keyword.places.includes(place)) {
      unknownKeyword(mapping, name, place, path, faults)
    } else if (keyword.supported !== true) {
      faults.add('unknown', `the keyword '${name}' is not supported: ${keyword.supported}`, { at, path })
    } else {
      const reason = misfit(keyword.type, mapping[name])
      if (reason !== undefined) {
        faults.add('type', `'${name}' must be ${reason}`, {
          at: positionOf(mapping, name) ?? at,
          path: `${path} / ${name}`,
        })
      } else {
        checkVariableNames(mapping, name, path, faults)
      }
    }
  }
}

function checkVariableNames(mapping: Vars, keyword: string, path: string, faults: Faults): void {
  const value = mapping[keyword]
  const places =
    keyword === 'register' && typeof value === 'string'
      ? [{ name: value, at: positionOf(mapping, keyword) }]
      : keyword === 'vars' && isRecord(value)
        ? Object.keys(value).map((name) => ({ name, at: keyPositionOf(value, name) }))
        : []
  for (const { name, at } of places) {
    if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) continue
    faults.add('type', `'${name}' cannot be the name of a variable`, {
      at,
      path: `${path} / ${keyword}`,
      hint: 'use letters, digits and underscores, and no digit first',
    })
  }
}

/** Tells of a key that is no keyword there, with what was probably meant. */
export function unknownKeyword(
  mapping: Vars,
  name: string,
  place: KeywordPlace,
  path: string,
  faults: Faults,
): void {
  faults.add('unknown', `unknown keyword '${name}' of ${PLACES[place]}`, {
    at: keyPositionOf(mapping, name),
    path,
    hint: suggestion(name, place),
  })
}

function suggestion(name: string, place: KeywordPlace): string | undefined {
  const elsewhere = findKeyword(name)
  if (elsewhere !== undefined && place === 'include') {
    return `put it into the include's 'apply' to give it to the included tasks`
  }
  const belongs = elsewhere?.places.find((other) => other !== 'include')
  if (belongs !== undefined) return `it is a keyword of ${PLACES[belongs]}`
  const near = nearest(name, keywordsOf(place))
  return near === undefined ? undefined : `did you mean '${near}'?`
}
