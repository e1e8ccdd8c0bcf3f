import { createSign, generateKeyPairSync } from 'node:crypto'
import { seededRandom } from '@colok/shared/testing/seeded-random'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { beforeEach, describe, expect, test } from 'vitest'
import { externalIdsInMemory } from '../external-ids.ts'
import { SnapInbound } from './inbound.ts'
import { sha256Hex } from './signature.ts'

const provider = generateKeyPairSync('rsa', { modulusLength: 2048 })
const path = '/gateways/faspay/v1.0/qr/qr-mpm-notify'
const message = '{"originalPartnerReferenceNo":"P1","latestTransactionStatus":"00"}'

describe('a provider that signs with its own key and uses no token', () => {
  let clock: VirtualClock
  let door: SnapInbound

  beforeEach(() => {
    clock = new VirtualClock({ wallMs: Date.UTC(2026, 10, 23, 3) })
    door = new SnapInbound(
      {
        gateway: 'midtrans',
        scheme: 'key',
        clientId: 'C1',
        clientSecret: 'not used',
        providerKey: provider.publicKey,
        tokenKey: 'not used',
      },
      { clock, random: seededRandom(1), externalIds: externalIdsInMemory(clock) },
    )
  })

  const notification = (change: { body?: string; externalId?: string; target?: string } = {}) => {
    const timestamp = '2026-11-23T10:00:00+07:00'
    const signature = createSign('RSA-SHA256')
      .update(`POST:${path}:${sha256Hex(message)}:${timestamp}`)
      .sign(provider.privateKey, 'base64')
    return {
      method: 'POST',
      target: change.target ?? path,
      headers: new Headers({
        'x-timestamp': timestamp,
        'x-signature': signature,
        'x-partner-id': 'C1',
        'x-external-id': change.externalId ?? '1',
      }),
      body: new TextEncoder().encode(change.body ?? message),
    }
  }
  const whyOf = async (request: ReturnType<typeof notification>) => {
    const opened = await door.open(request, '52')
    return opened.kind === 'refused' ? opened.why : opened.body
  }

  test('is let in by its signature, again and again with the same body', async () => {
    expect(await whyOf(notification())).toEqual(JSON.parse(message))
    expect(await whyOf(notification())).toEqual(JSON.parse(message))
  })

  test('a query in the address is no part of what is signed', async () => {
    expect(await whyOf(notification({ target: `${path}?from=sandbox` }))).toEqual(JSON.parse(message))
  })

  test('a changed body, address or id is refused', async () => {
    expect(await whyOf(notification({ body: message.replace('P1', 'P2') }))).toBe('signature')
    expect(await whyOf(notification({ target: `${path}/` }))).toBe('signature')
    expect(await whyOf(notification({ externalId: 'abc' }))).toBe('malformed')
    // White space alone keeps the signature, yet it is another body under the same id.
    expect(await whyOf(notification())).toEqual(JSON.parse(message))
    expect(await whyOf(notification({ body: `${message} ` }))).toBe('replayed')
  })

  test('is stale five minutes later, or earlier', async () => {
    await clock.advance(5 * 60_000)
    expect(await whyOf(notification())).toEqual(JSON.parse(message))
    await clock.advance(1)
    expect(await whyOf(notification())).toBe('stale')
    clock.setWall(Date.UTC(2026, 10, 23, 2, 54, 59))
    expect(await whyOf(notification())).toBe('stale')
  })
})

test('what was remembered of external ids is forgotten when it would be stale anyway', async () => {
  const clock = new VirtualClock()
  const ids = externalIdsInMemory(clock)
  const entry = { gateway: 'doku', day: '2026-11-23', externalId: '1', bodyHash: 'a' } as const
  expect(await ids.remember(entry)).toBe('new')
  expect(await ids.remember(entry)).toBe('same')
  expect(await ids.remember({ ...entry, bodyHash: 'b' })).toBe('different')
  expect(await ids.remember({ ...entry, gateway: 'astrapay' })).toBe('new')
  expect(await ids.remember({ ...entry, day: '2026-11-24' })).toBe('new')
  await clock.advance(10 * 60_000 + 1)
  expect(await ids.remember({ ...entry, bodyHash: 'b' })).toBe('new')
})
