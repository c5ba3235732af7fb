import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { painter } from '../../src/report/colour.ts'
import { renderDiff } from '../../src/report/diff.ts'

// Texts and what Python's difflib.unified_diff makes of them for Ansible.
const CASES: readonly (readonly [string, string, string])[] = [
  ['', 'one\nthree', '@@ -0,0 +1,2 @@\n+one\n+three\n\\ No newline at end of file\n'],
  ['a\n', '', '@@ -1 +0,0 @@\n-a\n'],
  ['a\nb\nc\n', 'a\nc\n', '@@ -1,3 +1,2 @@\n a\n-b\n c\n'],
  ['x', 'x\n', '@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n'],
]

describe('renderDiff', () => {
  it.each(CASES)('%j to %j', (before, after, hunk) => {
    expect(renderDiff({ before, after }, painter(false))).toBe(`--- before\n+++ after\n${hunk}`)
  })

  it('says nothing of equal texts', () => {
    expect(renderDiff({ before: 'x', after: 'x' }, painter(false))).toBe('')
  })

  it('is a patch that applies', () => {
    const before = Array.from({ length: 40 }, (_, index) => `line ${index}\n`).join('')
    const after = before.replace('line 3\n', 'line three\n').replace('line 30\n', '')
    const patch = renderDiff({ before, after }, painter(false))
    expect(patch.match(/^@@/gm)).toHaveLength(2)
    expect(
      execFileSync('python3', ['-c', DIFFLIB], { input: JSON.stringify([before, after]) }).toString(),
    ).toBe(patch)
  })
})

const DIFFLIB = `
import difflib, json, sys
a, b = json.load(sys.stdin)
sys.stdout.write(''.join(difflib.unified_diff(a.splitlines(True), b.splitlines(True), 'before', 'after')))`
