import { generateKeyPairSync } from 'node:crypto'
import { idr } from '@colok/shared/money'
import { writeQris } from '@colok/shared/qris'
import { seededRandom } from '@colok/shared/testing/seeded-random'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { composePaymentGateways } from './gateways.ts'

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
const privateKeyPem = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const providerKeyPem = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString()

type Answers = (path: string) => Response | Promise<Response>

/** Gateways whose providers answer what the test says; tokens are given to everybody. */
function gatewaysThatHear(answers: Answers) {
  const clock = new VirtualClock()
  const [doku, astrapay, midtrans] = composePaymentGateways(
    {
      doku: {
        clientId: 'BRN-1',
        secretKey: 'SK-1',
        privateKeyPem,
        merchantId: 'M1',
        terminalId: 'A01',
      },
      astrapay: {
        clientId: 'A1',
        clientSecret: 'S1',
        privateKeyPem,
        providerKeyPem,
        merchantId: 'M1',
        terminalId: 'A01',
      },
      midtrans: { serverKey: 'K1' },
    },
    {
      fetch: async (input, init) => {
        const { pathname } = new URL(new Request(input, init).url)
        return pathname.endsWith('/access-token/b2b')
          ? Response.json({ responseCode: '2007300', accessToken: 't', expiresIn: 900 })
          : answers(pathname)
      },
      clock,
      random: seededRandom(1),
      publicUrl: 'https://colok.test',
      secret: 's'.repeat(32),
    },
  )
  const payment = {
    reference: 'P1',
    method: 'qris' as const,
    amountIdr: idr(20_000),
    expiresAt: clock.wallMs() + 600_000,
    description: 'Isi daya',
    returnUrl: 'https://colok.test/c/1',
  }
  const page = { ...payment, method: 'page' as const }
  const key = { reference: 'P1', method: 'qris' as const, amountIdr: idr(20_000), providerRef: 'X1' }
  return { doku: doku!, astrapay: astrapay!, midtrans: midtrans!, payment, page, key, clock }
}

const qr = (amount: string | undefined, kind = '12') =>
  writeQris([
    ['00', '01'],
    ['01', kind],
    ['26', [['00', 'ID.CO.DOKU.WWW']]],
    ['51', [['00', 'ID.CO.QRIS.WWW']]],
    ['52', '5552'],
    ['53', '360'],
    ...(amount === undefined ? [] : ([['54', amount]] as const)),
    ['58', 'ID'],
    ['59', 'COLOK'],
    ['60', 'JAKARTA'],
    ['61', '10110'],
  ])
const generated = (qrContent: string) =>
  Response.json({ responseCode: '2004700', referenceNo: 'X1', qrContent })

describe('a QR that asks for something else is never shown', () => {
  test.each([
    ['another amount', qr('90000')],
    ['any amount', qr(undefined)],
    ['the merchant’s own, for ever', qr('20000', '11')],
    ['no QRIS at all', 'https://pay.example/20000'],
    ['a broken one', `${qr('20000').slice(0, -4)}0000`],
  ])('%s', async (_, content) => {
    const bySnap = gatewaysThatHear(() => generated(content))
    expect((await bySnap.doku.create(bySnap.payment)).kind).toBe('declined')
    expect((await bySnap.astrapay.create(bySnap.payment)).kind).toBe('declined')
    const byCore = gatewaysThatHear(() =>
      Response.json({ status_code: '201', transaction_id: 'X1', qr_string: content }),
    )
    expect((await byCore.midtrans.create(byCore.payment)).kind).toBe('declined')
  })

  test('the right one is', async () => {
    const { doku, payment } = gatewaysThatHear(() => generated(qr('20000.00')))
    expect(await doku.create(payment)).toMatchObject({ kind: 'created', providerRef: 'X1' })
  })
})

test('a status that speaks of another payment says nothing of ours', async () => {
  const amount = { value: '20000.00', currency: 'IDR' }
  const heard = gatewaysThatHear((path) => {
    if (path.startsWith('/orders/'))
      return Response.json({
        order: { invoice_number: 'P2', amount: 20_000 },
        transaction: { status: 'SUCCESS' },
      })
    if (path.startsWith('/v2/'))
      return Response.json({
        status_code: '200',
        order_id: 'P2',
        transaction_status: 'settlement',
        gross_amount: '20000.00',
      })
    return Response.json({
      responseCode: path.includes('debit') ? '2005500' : '2005100',
      latestTransactionStatus: '00',
      originalPartnerReferenceNo: 'P2',
      amount,
      transAmount: amount,
    })
  })
  const { doku, astrapay, midtrans, key } = heard
  const results = await Promise.all([
    doku.status(key),
    doku.status({ ...key, method: 'page' }),
    astrapay.status(key),
    astrapay.status({ ...key, method: 'wallet' }),
    midtrans.status(key),
  ])
  expect(results.map(({ kind }) => kind)).toEqual(Array.from({ length: 5 }, () => 'unknown'))
})

test('an amount that is not in whole rupiah, or in another currency, is not read', async () => {
  for (const amount of [
    { value: '20000.50', currency: 'IDR' },
    { value: '20000.00', currency: 'USD' },
    { value: '-20000.00', currency: 'IDR' },
    undefined,
  ]) {
    const { doku, key } = gatewaysThatHear(() =>
      Response.json({ responseCode: '2005100', latestTransactionStatus: '00', amount }),
    )
    expect((await doku.status(key)).kind).toBe('unknown')
  }
})

describe('an answer that is none leaves it unknown', () => {
  const nonsense: readonly (readonly [string, Answers])[] = [
    ['an error page', () => new Response('<html>Bad Gateway</html>', { status: 502 })],
    ['an empty body', () => new Response(null, { status: 200 })],
    [
      'a redirect',
      () => new Response(null, { status: 302, headers: { location: 'https://elsewhere.test' } }),
    ],
    ['another service’s code', () => Response.json({ responseCode: '2005600' })],
    ['more than anybody sends', () => new Response('x'.repeat(300 * 1024))],
    ['a list', () => Response.json([])],
    [
      'a body that breaks off',
      () =>
        new Response(
          new ReadableStream({
            start(controller) {
              controller.enqueue(new TextEncoder().encode('{"responseCode":"2004700"'))
              controller.error(new Error('reset'))
            },
          }),
        ),
    ],
    ['no connection', () => Promise.reject(new TypeError('fetch failed'))],
  ]
  test.each(nonsense)('%s', async (_, answers) => {
    const { doku, astrapay, midtrans, payment, page } = gatewaysThatHear(answers)
    const wallet = { ...payment, method: 'wallet' as const }
    for (const result of [
      await doku.create(payment),
      await doku.create(page),
      await astrapay.create(wallet),
      await midtrans.create(payment),
      await midtrans.status({ ...payment, providerRef: undefined }),
      await doku.status({ ...page, providerRef: undefined }),
    ])
      expect(result.kind).toBe('unknown')
  })

  test('a body that never ends is left after 20 s', async () => {
    const { doku, payment, clock } = gatewaysThatHear(() => new Response(new ReadableStream({})))
    const asked = doku.create(payment)
    for (let second = 0; second < 25; second++) await clock.advance(1000)
    expect(await asked).toMatchObject({ kind: 'unknown', message: expect.stringContaining('20 s') })
  })
})

test('what arrives at no address of a provider’s is refused', async () => {
  const { doku, astrapay, midtrans } = gatewaysThatHear(() => new Response())
  for (const gateway of [doku, astrapay, midtrans])
    for (const [method, target] of [
      ['GET', `/gateways/${gateway.name}/notification`],
      ['POST', `/gateways/${gateway.name}/`],
      ['POST', `/gateways/${gateway.name}/v1.0/qr`],
      ['DELETE', `/gateways/${gateway.name}/checkout`],
    ] as const)
      expect(
        await gateway.verify({ method, target, headers: new Headers(), body: new Uint8Array() }),
      ).toMatchObject({ kind: 'refused', why: 'unknownAddress', reply: { status: 404 } })
})

test('nothing that a stranger can send is an error, or counts without a status query', async () => {
  const { doku, astrapay, midtrans } = gatewaysThatHear(() => new Response())
  const paths = [
    'checkout',
    'qris?INVOICE=P1&AMOUNT=1.00&TXNSTATUS=S&WORDS=0123456789012345678901234567890123456789',
    'notification',
    'v1.0/access-token/b2b',
    'v1.0/qr/qr-mpm-notify',
    'v1.0/debit/notify',
  ]
  const names = [
    'authorization',
    'x-timestamp',
    'x-signature',
    'x-partner-id',
    'x-external-id',
    'x-client-key',
  ]
  const values = fc.oneof(
    fc.constantFrom('A1', 'BRN-1', '7', 'Bearer 1.1.x', '2026-11-23T07:00:00+07:00', 'HMACSHA256=AAAA'),
    fc.stringMatching(/^[ -~]{0,40}$/),
  )
  const signedHeaders = fc.dictionary(
    fc.constantFrom(...names, 'client-id', 'request-id', 'request-timestamp', 'signature'),
    values,
  )
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => new TextEncoder().encode(text)),
    fc
      .record({
        order_id: fc.constant('P1'),
        status_code: fc.constantFrom('200', '201'),
        gross_amount: fc.constant('20000.00'),
        transaction_status: fc.constantFrom('settlement', 'refund'),
        signature_key: fc.stringMatching(/^[0-9a-f]{128}$/),
      })
      .map((message) => new TextEncoder().encode(JSON.stringify(message))),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(doku, astrapay, midtrans),
      fc.constantFrom('POST', 'GET', 'PUT'),
      fc.oneof(fc.constantFrom(...paths), fc.webPath()),
      signedHeaders,
      body,
      async (gateway, method, path, headers, bytes) => {
        const inbound = await gateway.verify({
          method,
          target: `/gateways/${gateway.name}/${path}`,
          headers: new Headers(headers),
          body: bytes,
        })
        const isHarmless =
          inbound.kind === 'refused' || (inbound.kind === 'payment' && inbound.needsStatusQuery)
        expect(isHarmless).toBe(true)
      },
    ),
    { numRuns: 1000 },
  )
})
