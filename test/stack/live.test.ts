import { describe, expect, it } from 'vitest'
import { parseAnswer } from '../../src/stack/live/httpsAnswer.ts'
import { parseTargets } from '../../src/stack/live/targets.ts'
import { GOOD } from './audit/sightings.ts'

describe('what openssl s_client prints', () => {
  it('is a certificate with a verdict', () => {
    const text = `CONNECTED(00000003)\ndepth=0 CN = x\n${GOOD.toString()}\nVerify return code: 18 (self-signed certificate)\n`
    const answer = parseAnswer(text)
    expect(answer).toMatchObject({ kind: 'certificate', verdict: 18, reason: 'self-signed certificate' })
    expect(answer.kind === 'certificate' && answer.certificate.fingerprint256).toBe(GOOD.fingerprint256)
  })

  it.each([
    [
      '40172D5F:error:8000006F:system library:BIO_connect:Connection refused:bio\nconnect:errno=111\n',
      /refused/,
    ],
    ['', /^no answer$/],
    ['sh: 1: openssl: not found\n', /not found/],
  ])('is why there is none: %j', (text, reason) => {
    expect(parseAnswer(text)).toEqual({ kind: 'silent', reason: expect.stringMatching(reason) })
  })
})

describe('what Prometheus says of its targets', () => {
  it('is read', () => {
    const target = {
      labels: { job: 'node', instance: '192.0.2.1:9100', host: 'web1' },
      scrapeUrl: 'http://192.0.2.1:9100/metrics',
      health: 'down',
      lastError: 'refused',
    }
    const fresh = { labels: {}, health: 'unknown' }
    const page = JSON.stringify({ status: 'success', data: { activeTargets: [target, fresh] } })
    expect(parseTargets(page)).toEqual([
      { job: 'node', host: 'web1', url: target.scrapeUrl, up: false, error: 'refused' },
      { job: '', host: '', url: '', up: true, error: '' },
    ])
  })

  it.each(['', '<html>', '{}', '{"data": 1}'])('may be something else: %j', (page) => {
    expect(parseTargets(page)).toBeUndefined()
  })
})
