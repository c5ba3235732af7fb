import { describe, expect, it } from 'vitest'
import { Secret } from '../../src/shell/secret.ts'
import type { VaultText } from '../../src/source/tags.ts'
import { isVaulted, NO_VAULT, Vault } from '../../src/source/vault.ts'
import { singleYaml } from '../../src/source/yaml.ts'
import { FILE, VALUE } from './vault.cases.ts'

// Made with Debian's ansible-vault and the password `other`.
const BINARY = `$ANSIBLE_VAULT;1.1;AES256
39656365656138633434393363323533326435323661383561653637353766366230373764363266
3837333266383438333865643130636362353662643933310a363230646338313432613266313636
62366630613563613830363464393963383230616537313037613164626663646333386437383766
3434363264656637350a326634663538626130333464333463323565663331656637633161393934
3438
`

const sesame = { id: 'default', secret: new Secret('open sesame') }
const other = { id: 'prod', secret: new Secret('other') }
const both = new Vault([other, sesame])

describe('a vault', () => {
  it('opens what ansible-vault has encrypted, whatever label a password goes by', () => {
    expect(both.openText(VALUE, 'x', undefined)).toBe('the inner secret')
    expect(both.openText(FILE, 'x', undefined)).toBe(
      '---\ndb_password: "s3cret-ümlaut"\nlist: [one-text, 2]\n',
    )
    expect(both.open(BINARY, 'x', undefined)).toEqual(Buffer.from('\x00\xff binary', 'latin1'))
  })

  it('says which texts were encrypted, those of whole files too', () => {
    const heard: string[] = []
    const vault = new Vault([sesame], (text) => heard.push(text))
    expect(singleYaml(FILE, 'f.yml', vault).value).toEqual({
      db_password: 's3cret-ümlaut',
      list: ['one-text', 2],
    })
    const indented = VALUE.replaceAll(/^/gm, '  ')
    const { v } = singleYaml(`v: !vault |\n${indented}\n`, 'g.yml', vault).value as { v: VaultText }
    // Nothing is decrypted before it is used.
    expect(heard).toEqual(['s3cret-ümlaut', 'one-text'])
    expect(String(v)).toBe('the inner secret')
    expect(heard.at(-1)).toBe('the inner secret')
    expect(JSON.stringify(v)).toContain('__ansible_vault')
  })

  const at = { file: 'f.yml', line: 1, column: 1 }
  it.each([
    ['no password', NO_VAULT, VALUE, 'it is encrypted with ansible-vault, and no vault password was given'],
    ['another password', new Vault([other]), FILE.replace('prod', 'dev'), 'those given (prod)'],
    ['a changed byte', both, VALUE.replace(/65$/, '66'), 'another vault password'],
    ['a file cut off', both, VALUE.slice(0, 120), 'it has been cut off or changed'],
    ['another format', both, VALUE.replace('1.1', '9.9'), 'its format 9.9 AES256 is not known'],
  ])('refuses with %s', (_what, vault, text, message) => {
    expect(() => vault.openText(text, 'it', at)).toThrow(message)
  })

  it('opens text only where there is text', () => {
    expect(() => both.openText(BINARY, 'b.bin', at)).toThrow(
      'b.bin is encrypted, and what is in it is not UTF-8',
    )
    expect([VALUE, ` ${VALUE}`, 'a: 1', ''].map(isVaulted)).toEqual([true, false, false, false])
  })
})
