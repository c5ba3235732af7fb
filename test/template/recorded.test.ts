import { describe, expect, it } from 'vitest'
import { StackError } from '../../src/errors.ts'
import { repr } from '../../src/template/python/text.ts'
import { compileExpression, compileTemplate } from '../../src/template/template.ts'
import { dictsCases } from './dicts.cases.ts'
import { environment, freshScope } from './fixture.ts'
import { listsCases } from './lists.cases.ts'
import { methodsCases } from './methods.cases.ts'
import { operatorsCases } from './operators.cases.ts'
import { regexCases } from './regex.cases.ts'
import { templateCases } from './templates.cases.ts'
import { textCases } from './text.cases.ts'
import { valuesCases } from './values.cases.ts'

const expressions = {
  operators: operatorsCases,
  methods: methodsCases,
  text: textCases,
  regex: regexCases,
  lists: listsCases,
  dicts: dictsCases,
  values: valuesCases,
}

/** The outcome, or null for an error that the user can act on; anything else is a fault of ours. */
function outcome(run: () => string): string | null {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof StackError)) throw error
    expect(error.at, error.message).toBeDefined()
    return null
  }
}

describe.each(Object.entries(expressions))(
  'expressions as ansible-core evaluates them: %s',
  (_name, cases) => {
    it.each(cases)('%s', (source, expected) => {
      const evaluate = () => repr(compileExpression(source, { environment }).evaluate(freshScope()))
      expect(outcome(evaluate)).toBe(expected)
    })
  },
)

describe('templates as ansible-core renders them', () => {
  it.each(templateCases)('%j', (source, expected) => {
    expect(outcome(() => compileTemplate(source, { environment }).render(freshScope()))).toBe(expected)
  })
})
