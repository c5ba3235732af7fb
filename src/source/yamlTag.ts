import type { Scalar } from 'yaml'
import { StackError } from '../errors.ts'
import { isDict } from '../template/python/value.ts'
import { originOf, type Position, setOrigin } from './position.ts'
import { UnsafeText, VaultText } from './tags.ts'
import type { Vault } from './vault.ts'
import { resolvePlain } from './yamlScalar.ts'

/** A scalar's value by its tag, or by PyYAML's rules when it is plain and has none. */
export function taggedScalar(node: Scalar<string>, at: Position, vault: Vault): unknown {
  const text = node.value ?? ''
  const tag = node.tag
  if (tag === undefined) return node.type === 'PLAIN' ? resolvePlain(text) : text
  switch (tag.replace('tag:yaml.org,2002:', '!!')) {
    case '!':
    case '!!str':
      return text
    case '!unsafe':
      return new UnsafeText(text)
    case '!vault':
    case '!vault-encrypted':
      return new VaultText(text, at, vault)
    case '!!int':
    case '!!float':
    case '!!bool':
    case '!!null':
    case '!!timestamp':
      return resolvePlain(text)
    default:
      return unknownTag(tag, at)
  }
}

/** A collection as its tag wants it. */
export function taggedCollection(value: object, tag: string | undefined, at: Position): unknown {
  if (tag === undefined) return value
  if (tag === '!unsafe') return unsafe(value)
  const known = ['map', 'seq', 'set'].map((name) => `tag:yaml.org,2002:${name}`)
  return known.includes(tag) ? value : unknownTag(tag, at)
}

function unsafe(value: unknown): unknown {
  if (typeof value === 'string') return new UnsafeText(value)
  if (Array.isArray(value)) return keepOrigin(value, value.map(unsafe))
  if (value instanceof Map) {
    return keepOrigin(value, new Map([...value].map(([key, item]) => [key, unsafe(item)])))
  }
  if (!isDict(value)) return value
  const entries = Object.entries(value).map(([key, item]) => [key, unsafe(item)])
  return keepOrigin(value, Object.fromEntries(entries))
}

function keepOrigin(from: object, to: object): object {
  const origin = originOf(from)
  if (origin !== undefined) setOrigin(to, origin)
  return to
}

function unknownTag(tag: string, at: Position): StackError {
  const name = tag.replace('tag:yaml.org,2002:', '!!')
  return new StackError('syntax', `unknown YAML tag ${name}`, {
    at,
    hint: 'only !unsafe, !vault and the basic types (!!str, !!int, !!float, !!bool, !!null, !!map, !!seq, !!set) are known',
  })
}
