import { createHash, createHmac } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { Shop } from './shop.ts'

const origin = 'http://merchant.test'

/** The requests that providers send, caught on their way, so that a stranger can change and repeat them. */
async function catchNotification(
  shop: Shop,
  name: 'doku' | 'astrapay' | 'midtrans',
  method: 'qris' | 'page' | 'wallet' = 'qris',
): Promise<Request> {
  const receive = shop.receive.bind(shop)
  const caught: Request[] = []
  shop.receive = async (request) => {
    if (!request.url.endsWith('/access-token/b2b')) caught.push(request.clone() as Request)
    return receive(request)
  }
  const payment = shop.newPayment({ method })
  const created = await shop.gateways[name].create(payment)
  expect(created.kind).toBe('created')
  await shop.quiet()
  caught.length = 0
  const bill = shop.providers.rails.find(name, payment.reference)!
  shop.providers.rails.pay(bill, name === 'midtrans' && method === 'wallet' ? 'gopay' : 'astrapay')
  await shop.quiet()
  shop.receive = receive
  shop.inbound.length = 0
  expect(caught).toHaveLength(1)
  return caught[0]!
}

async function changed(
  request: Request,
  change: {
    readonly body?: (text: string) => string
    readonly headers?: Record<string, string>
    url?: string
  },
): Promise<Request> {
  const text = await request.clone().text()
  const headers = new Headers(request.headers)
  for (const [name, value] of Object.entries(change.headers ?? {})) headers.set(name, value)
  return new Request(change.url ?? request.url, {
    method: 'POST',
    headers,
    body: change.body?.(text) ?? text,
  })
}

const whyOf = (shop: Shop) =>
  shop.inbound.map((inbound) => (inbound.kind === 'refused' ? inbound.why : 'let in'))

describe('by SNAP', () => {
  let shop: Shop
  let notification: Request

  beforeEach(async () => {
    shop = new Shop()
    notification = await catchNotification(shop, 'astrapay')
  })

  test('a changed amount, status or reference is refused, with SNAP’s code', async () => {
    const changes = [
      ['20000.00', '900000.00'],
      ['"latestTransactionStatus":"00"', '"latestTransactionStatus":"04"'],
      ['PAY-000001', 'PAY-000002'],
    ] as const
    for (const [from, to] of changes) {
      const response = await shop.receive(
        await changed(notification, {
          body: (text) => text.replace(from, to),
          headers: { 'x-external-id': '1' },
        }),
      )
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ responseCode: '4015200' })
    }
    expect(whyOf(shop)).toEqual(['signature', 'signature', 'signature'])
  })

  test('the same again is the same payment; later it is stale', async () => {
    expect((await shop.receive(notification.clone() as Request)).status).toBe(200)
    expect(shop.payments).toHaveLength(1)
    await shop.clock.advance(6 * 60_000)
    expect((await shop.receive(notification.clone() as Request)).status).toBe(400)
    expect(whyOf(shop)).toEqual(['let in', 'stale'])
  })

  test('an external id of today with another body is refused even under a right signature', async () => {
    const body = JSON.stringify({ ...(await notification.clone().json()), transactionStatusDesc: 'AGAIN' })
    const token = notification.headers.get('authorization')!.slice('Bearer '.length)
    const timestamp = notification.headers.get('x-timestamp')!
    const hash = createHash('sha256').update(body).digest('hex')
    const path = '/gateways/astrapay/v1.0/qr/qr-mpm-notify'
    const signature = createHmac('sha512', shop.providers.accounts.astrapay.clientSecret)
      .update(`POST:${path}:${token}:${hash}:${timestamp}`)
      .digest('base64')
    const forged = await changed(notification, {
      body: () => body,
      headers: { 'x-signature': signature },
    })
    expect((await shop.receive(forged)).status).toBe(409)
    expect(whyOf(shop)).toEqual(['replayed'])
  })

  test('a pretty-printed body that was signed in its compact form is let in', async () => {
    const pretty = await changed(notification, {
      body: (text) => JSON.stringify(JSON.parse(text), null, 2),
      headers: { 'x-external-id': '77' },
    })
    await shop.receive(pretty)
    expect(whyOf(shop)).toEqual(['let in'])
  })

  test('a stranger gets no token, and none of a stranger’s is good', async () => {
    const asked = await shop.receive(
      new Request(`${origin}/gateways/astrapay/v1.0/access-token/b2b`, {
        method: 'POST',
        headers: {
          'x-client-key': shop.providers.accounts.astrapay.clientId,
          'x-timestamp': '2026-11-23T10:00:00+07:00',
          'x-signature': 'AAAA',
        },
        body: '{"grantType":"client_credentials"}',
      }),
    )
    expect(asked.status).toBe(401)
    expect(await asked.json()).toMatchObject({ responseCode: '4017300' })
    for (const token of ['', 'x', `9999999999999.1.${'A'.repeat(43)}`])
      await shop.receive(await changed(notification, { headers: { authorization: `Bearer ${token}` } }))
    expect(whyOf(shop)).toEqual(['signature', 'token', 'token', 'token'])
  })

  test('a token is good for 15 minutes', async () => {
    await shop.clock.advance(15 * 60_000)
    await shop.receive(notification.clone() as Request)
    expect(whyOf(shop)).toEqual(['token'])
  })

  test('another partner, another address and another path are refused', async () => {
    await shop.receive(await changed(notification, { headers: { 'x-partner-id': 'somebody' } }))
    await shop.receive(await changed(notification, { url: `${origin}/gateways/astrapay/v1.0/debit/notify` }))
    await shop.receive(await changed(notification, { url: `${origin}/gateways/astrapay/v1.0/elsewhere` }))
    await shop.receive(await changed(notification, { url: `${origin}/gateways/doku/v1.0/qr/qr-mpm-notify` }))
    expect(whyOf(shop)).toEqual(['signature', 'signature', 'unknownAddress', 'unknownAddress'])
  })

  test('what is no JSON, or empty, is refused', async () => {
    for (const body of ['', 'not json', '[]', 'null'])
      await shop.receive(await changed(notification, { body: () => body }))
    expect(whyOf(shop)).toEqual(['signature', 'signature', 'signature', 'signature'])
  })
})

describe('by Checkout', () => {
  let shop: Shop
  let notification: Request

  beforeEach(async () => {
    shop = new Shop()
    notification = await catchNotification(shop, 'doku', 'page')
  })

  test('a changed amount, invoice, time or path is refused', async () => {
    await shop.receive(await changed(notification, { body: (text) => text.replace('20000', '90000') }))
    await shop.receive(await changed(notification, { body: (text) => text.replace('PAY-000001', 'PAY-2') }))
    await shop.receive(
      await changed(notification, { headers: { 'request-timestamp': '2026-11-23T03:00:05Z' } }),
    )
    await shop.receive(await changed(notification, { headers: { 'client-id': 'BRN-X' } }))
    await shop.receive(await changed(notification, { url: `${origin}/gateways/doku/other/doku/checkout` }))
    expect(whyOf(shop)).toEqual(['signature', 'signature', 'signature', 'signature', 'signature'])
  })

  test('an old one counts only after a status query', async () => {
    await shop.receive(notification.clone() as Request)
    await shop.clock.advance(6 * 60_000)
    await shop.receive(notification.clone() as Request)
    expect(shop.payments.map(({ needsStatusQuery }) => needsStatusQuery)).toEqual([false, true])
  })
})

test('DOKU’s query parameters are anybody’s to write, so a status query has to say the same', async () => {
  const shop = new Shop()
  const guessed = (parameters: Record<string, string>) =>
    shop.receive(
      new Request(`${origin}/gateways/doku/qris?${new URLSearchParams(parameters)}`, { method: 'POST' }),
    )
  const payment = shop.newPayment()
  await shop.gateways.doku.create(payment)
  const forged = {
    INVOICE: payment.reference,
    AMOUNT: '20000.00',
    TXNSTATUS: 'S',
    WORDS: 'a'.repeat(40),
  }
  await guessed(forged)
  expect(shop.payments).toMatchObject([{ reference: payment.reference, needsStatusQuery: true }])
  const { reference, method, amountIdr } = payment
  expect(
    await shop.gateways.doku.status({ reference, method, amountIdr, providerRef: undefined }),
  ).toMatchObject({ payment: { status: 'pending' } })
  await guessed({ ...forged, WORDS: 'short' })
  await guessed({ ...forged, INVOICE: '../../etc' })
  await guessed({ ...forged, AMOUNT: '20000.50' })
  await guessed({})
  expect(shop.refusals.map(({ why }) => why)).toEqual(['malformed', 'malformed', 'malformed', 'malformed'])
})

test('Midtrans’ signature does not cover the status, so a changed one waits for the status query', async () => {
  const shop = new Shop()
  const notification = await catchNotification(shop, 'midtrans')
  await shop.receive(await changed(notification, { body: (text) => text.replace('20000.00', '90000.00') }))
  await shop.receive(await changed(notification, { body: (text) => text.replace('PAY-000001', 'PAY-9') }))
  expect(whyOf(shop)).toEqual(['signature', 'signature'])
  await shop.receive(
    await changed(notification, { body: (text) => text.replace('"settlement"', '"refund"') }),
  )
  expect(shop.payments).toMatchObject([{ status: 'refunded', needsStatusQuery: true }])
})
