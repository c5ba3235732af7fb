import { describe, expect, it } from 'vitest'
import { accessSettings, findMirrors } from '../../src/lab/apt.ts'
import { recipeFor, recipeKey } from '../../src/lab/recipe.ts'

const access = {
  mirror: 'http://mirror.test/debian',
  security: 'http://mirror.test/security',
  settings: ['Acquire::http::Proxy "http://proxy.test:3128";'],
  certificates: { 'own.crt': '-----BEGIN CERTIFICATE-----' },
  resolvConf: '',
}

describe('the machine’s way to the archive', () => {
  it('is found among the index targets of other archives', () => {
    const targets = [
      'Node Source|Node|https://other.test/node/',
      'Debian|Debian|http://mirror.test/debian/',
      'Debian|Debian|http://second.test/debian/',
      'Debian|Debian-Security|http://mirror.test/security/',
    ]
    expect(findMirrors(targets.join('\n'))).toEqual({ mirror: access.mirror, security: access.security })
    expect(findMirrors('Ubuntu|Ubuntu|http://mirror.test/ubuntu/')).toEqual({
      mirror: undefined,
      security: undefined,
    })
  })

  it('takes proxies and checks from apt’s settings, and nothing else', () => {
    const dump = [
      'APT::Architecture "amd64";',
      'Acquire::cdrom::mount "/media/cdrom/";',
      'Acquire::http "";',
      'Acquire::http::Proxy "http://proxy.test:3128";',
      'Acquire::https::Verify-Peer "true";',
      'Acquire::Check-Valid-Until "false";',
      'DPkg::Post-Invoke:: "rm -f /var/cache/apt/archives/*.deb";',
    ]
    expect(accessSettings(dump.join('\n'))).toEqual([dump[3], dump[4], dump[5]])
  })
})

describe('an image’s recipe', () => {
  it('asks a stable release’s updates too, and sid not to expire', () => {
    expect(recipeFor('trixie', false, access).sources).toEqual([
      'deb http://mirror.test/debian trixie main',
      'deb http://mirror.test/debian trixie-updates main',
      'deb http://mirror.test/security trixie-security main',
    ])
    expect(recipeFor('sid', false, access).sources).toEqual(['deb http://mirror.test/debian sid main'])
    expect(recipeFor('sid', false, access).aptConf).toContain('Check-Valid-Until "false"')
    expect(recipeFor('trixie', false, access).aptConf).not.toContain('Check-Valid-Until')
  })

  it('leaves the archive to mmdebstrap where the machine names none', () => {
    expect(recipeFor('trixie', false, { ...access, mirror: undefined }).sources).toEqual([])
  })

  it('gets another key from whatever would make another image', () => {
    const now = Date.UTC(2025, 0, 1)
    const key = (release: 'sid' | 'trixie', python: boolean, changed = {}) =>
      recipeKey(recipeFor(release, python, { ...access, ...changed }), now)
    const keys = [
      key('trixie', false),
      key('trixie', true),
      key('sid', false),
      key('trixie', false, { mirror: 'http://second.test/debian' }),
      key('trixie', false, { settings: [] }),
      key('trixie', false, { certificates: {} }),
      recipeKey(recipeFor('trixie', false, access), now + 15 * 24 * 3600 * 1000),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(key('trixie', false)).toBe(keys[0])
    expect(keys[1]).toMatch(/^trixie-python-[0-9a-f]{12}$/)
  })
})
