import { pythonJson } from '../../source/pythonJson.ts'
import { isMapping } from '../../source/pythonText.ts'
import { ModuleFailure } from '../module.ts'

export interface Body {
  readonly bytes: Buffer | undefined
  readonly contentType: string | undefined
}

/** A body written in its format. Text is taken as it is: it is in its format already. */
export function encodeBody(body: unknown, format: 'form-urlencoded' | 'json' | 'raw'): Body {
  if (format === 'json') {
    const text = typeof body === 'string' ? body : pythonJson(body ?? null)
    return { bytes: body === undefined ? undefined : Buffer.from(text), contentType: 'application/json' }
  }
  if (format === 'form-urlencoded') {
    const text = typeof body === 'string' ? body : formText(body)
    return { bytes: Buffer.from(text), contentType: 'application/x-www-form-urlencoded' }
  }
  if (body === undefined || body === null) return { bytes: undefined, contentType: undefined }
  return {
    bytes: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    contentType: undefined,
  }
}

function formText(body: unknown): string {
  const pairs = isMapping(body) ? Object.entries(body) : body
  if (!Array.isArray(pairs)) {
    throw new ModuleFailure(
      'failed to parse body as form_urlencoded: it must be a mapping or a list of pairs',
    )
  }
  const search = new URLSearchParams()
  for (const pair of pairs as unknown[]) {
    const [name, value] = Array.isArray(pair) ? (pair as unknown[]) : [pair, '']
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value])
      search.append(String(name), String(one))
  }
  return search.toString()
}
