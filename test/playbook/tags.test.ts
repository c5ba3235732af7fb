import { describe, expect, it } from 'vitest'
import { tagsSelect } from '../../src/playbook/tags.ts'

// tags of the task, --tags, --skip-tags, whether ansible-playbook runs it
const CASES: readonly (readonly [string, string, string, boolean])[] = [
  ['', '', '', true],
  ['a', '', '', true],
  ['a', 'a', '', true],
  ['a', 'b', '', false],
  ['', 'a', '', false],
  ['a', 'all', '', true],
  ['a', 'tagged', '', true],
  ['', 'tagged', '', false],
  ['', 'untagged', '', true],
  ['a', 'untagged', '', false],
  ['always', 'b', '', true],
  ['always', '', 'always', false],
  ['always', 'b', 'all', true],
  ['a', '', 'all', false],
  ['always', '', 'all,always', false],
  ['never', '', '', false],
  ['never', 'never', '', true],
  ['never,a', 'a', '', true],
  ['never,a', 'all', '', false],
  ['never,a', 'tagged', '', false],
  ['never,always', '', '', true],
  ['a,b', 'a', 'b', false],
  ['a', '', 'tagged', false],
  ['', '', 'tagged', true],
  ['', '', 'untagged', false],
]

const list = (text: string) => text.split(',').filter((tag) => tag !== '')

describe('tagsSelect', () => {
  it.each(CASES)('tags [%s] with --tags [%s] --skip-tags [%s]: %s', (tags, only, skip, expected) => {
    expect(tagsSelect(list(tags), list(only), list(skip))).toBe(expected)
  })
})
