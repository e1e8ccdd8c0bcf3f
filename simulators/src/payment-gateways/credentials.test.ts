import { generateKeyPairSync } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { keyOf, Shop } from './shop.ts'

const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()

describe('our own credentials', () => {
  let shop: Shop
  beforeEach(() => {
    shop = new Shop()
  })
  const wallet = () => shop.newPayment({ method: 'wallet' })
  const page = () => shop.newPayment({ method: 'page' })

  test('a wrong key, secret, client or merchant is ours to put right, and nothing happened', async () => {
    const outcomes = async (change: Parameters<Shop['compose']>[0]) => {
      const [doku, astrapay, midtrans] = shop.compose(change)
      const results = await Promise.all([
        doku!.create(shop.newPayment()),
        doku!.create(page()),
        astrapay!.create(wallet()),
        midtrans!.create(shop.newPayment()),
      ])
      return results.map((result) => result.kind)
    }
    const every = ['misconfigured', 'misconfigured', 'misconfigured', 'misconfigured']
    expect(
      await outcomes(({ doku, astrapay, midtrans }) => ({
        doku: { ...doku, secretKey: 'SK-other' },
        astrapay: { ...astrapay, clientSecret: 'other' },
        midtrans: { ...midtrans, serverKey: 'other' },
      })),
    ).toEqual(every)
    expect(
      await outcomes(({ doku, astrapay, midtrans }) => ({
        doku: { ...doku, clientId: 'BRN-other' },
        astrapay: { ...astrapay, clientId: 'other' },
        midtrans: { ...midtrans, serverKey: 'x' },
      })),
    ).toEqual(every)
    expect(
      await outcomes(({ doku, astrapay, midtrans }) => ({
        doku: { ...doku, privateKeyPem: stranger },
        astrapay: { ...astrapay, privateKeyPem: stranger },
        midtrans,
      })),
    ).toEqual(['misconfigured', 'created', 'misconfigured', 'created'])
    expect(
      await outcomes(({ doku, astrapay, midtrans }) => ({
        doku: { ...doku, merchantId: '1' },
        astrapay: { ...astrapay, merchantId: '1' },
        midtrans,
      })),
    ).toEqual(['misconfigured', 'created', 'misconfigured', 'created'])
  })

  test('a clock that is ten minutes wrong is ours to put right', async () => {
    for (const skewMs of [-600_000, 600_000]) {
      shop = new Shop()
      shop.providers.doku.faults.clockSkewMs = skewMs
      shop.providers.astrapay.faults.clockSkewMs = skewMs
      expect((await shop.gateways.doku.create(shop.newPayment())).kind).toBe('misconfigured')
      expect((await shop.gateways.doku.create(page())).kind).toBe('misconfigured')
      expect((await shop.gateways.astrapay.create(wallet())).kind).toBe('misconfigured')
    }
  })

  test('no result and no message tells a secret', async () => {
    const { doku, astrapay, midtrans } = shop.providers.accounts
    const secrets = [doku.secretKey, astrapay.clientSecret, midtrans.serverKey, 'PRIVATE KEY', 'Bearer ']
    const results: unknown[] = []
    for (const fault of ['loseAnswer', 'timeoutBefore', 'slow'] as const)
      for (const gateway of Object.values(shop.gateways)) {
        shop.providers[gateway.name].faults.arm(fault)
        results.push(await shop.run(gateway.create(shop.newPayment())))
      }
    expect(results).toHaveLength(9)
    for (const secret of secrets) expect(JSON.stringify(results)).not.toContain(secret)
  })

  test('settings that are none are refused when the gateways are put together', () => {
    expect(() =>
      shop.compose((accounts) => ({ ...accounts, doku: { ...accounts.doku, privateKeyPem: 'no key' } })),
    ).toThrow('privateKeyPem')
    expect(() =>
      shop.compose((accounts) => ({ ...accounts, midtrans: { baseUrl: 'ftp://x', serverKey: 'x' } })),
    ).toThrow('baseUrl')
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString()
    for (const privateKeyPem of [curve, `-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----`])
      expect(() =>
        shop.compose((accounts) => ({ ...accounts, astrapay: { ...accounts.astrapay, privateKeyPem } })),
      ).toThrow('astrapay.privateKeyPem is no RSA private key')
  })
})

describe('the token', () => {
  const tokenPath = '/snap-service/snap/v1.0/access-token/b2b'
  const askedFor = (shop: Shop) => shop.calls.filter((path) => path === tokenPath).length

  test('is asked for once however many calls wait for it, and again a minute before its end', async () => {
    const shop = new Shop()
    const { astrapay } = shop.gateways
    const payments = Array.from({ length: 20 }, () => shop.newPayment())
    const created = await Promise.all(payments.map((payment) => astrapay.create(payment)))
    expect(created.every(({ kind }) => kind === 'created')).toBe(true)
    expect(askedFor(shop)).toBe(1)
    await shop.clock.advance(839_000)
    await astrapay.status(keyOf(payments[0]!))
    expect(askedFor(shop)).toBe(1)
    await shop.clock.advance(1000)
    expect((await astrapay.status(keyOf(payments[0]!))).kind).toBe('found')
    expect(askedFor(shop)).toBe(2)
  })

  test('that the provider has forgotten is renewed, and the call goes through', async () => {
    const shop = new Shop()
    const payment = shop.newPayment()
    await shop.gateways.astrapay.create(payment)
    shop.providers.astrapay.forgetTokens()
    expect((await shop.gateways.astrapay.status(keyOf(payment))).kind).toBe('found')
    expect(askedFor(shop)).toBe(2)
  })

  test('that cannot be had means that nothing was asked for, so another provider can be', async () => {
    const shop = new Shop()
    const [unreachable] = shop.compose((accounts) => ({
      ...accounts,
      doku: { ...accounts.doku, baseUrl: 'http://nowhere.test' },
    }))
    expect(await shop.run(unreachable!.create(shop.newPayment()))).toMatchObject({
      kind: 'declined',
      code: 'noToken',
    })
  })
})
