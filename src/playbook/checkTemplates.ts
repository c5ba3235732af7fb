import { StackError } from '../errors.ts'
import { type Position, positionOf } from '../source/position.ts'
import { isRecord } from '../source/record.ts'
import { compileExpression, compileTemplate } from '../template/template.ts'
import { isTemplateText } from './keywordTypes.ts'
import type { Reading } from './reading.ts'

/** Compiles every template in a value, deep in lists and mappings; those that do not parse are faults. */
export function checkTemplates(
  value: unknown,
  at: Position | undefined,
  path: string,
  reading: Reading,
): void {
  if (typeof value === 'string') {
    if (!isTemplateText(value)) return
    const { environment } = reading.options.templar
    reading.faults.attempt(() => compileTemplate(value, { at, environment }), { at, path })
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      checkTemplates(item, positionOf(value, index) ?? at, path, reading)
    }
  } else if (isRecord(value)) {
    for (const [key, item] of Object.entries(value)) {
      checkTemplates(item, positionOf(value, key) ?? at, `${path} / ${key}`, reading)
    }
  }
}

/** Compiles bare expressions (`when`, `until`, `that`). */
export function checkExpressions(
  value: unknown,
  at: Position | undefined,
  path: string,
  reading: Reading,
): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      checkExpressions(item, positionOf(value, index) ?? at, path, reading)
    }
  } else if (typeof value === 'string') {
    reading.faults.attempt(() => compileBare(value, at, reading), { at, path })
  }
}

function compileBare(source: string, at: Position | undefined, reading: Reading): void {
  const { environment } = reading.options.templar
  const whole = /^\s*\{\{(?!.*\{\{)([\s\S]*)\}\}\s*$/.exec(source)?.[1]
  if (whole !== undefined) {
    compileTemplate(source, { at, environment })
  } else if (isTemplateText(source)) {
    throw new StackError('syntax', 'a condition is an expression already: it takes no {{ }}', {
      at,
      hint: 'write the names bare, without braces around them',
    })
  } else {
    compileExpression(source, { at, environment })
  }
}
