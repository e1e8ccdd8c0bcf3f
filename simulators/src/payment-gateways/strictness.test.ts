import { createHash, createHmac, createPrivateKey, createSign } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { keyOf, Shop } from './shop.ts'

/** A merchant who signs by hand, to get each thing wrong on its own. */
class HandSigner {
  readonly shop = new Shop()
  timestamp = '2026-11-23T10:00:00+07:00'
  #lastExternalId = 0

  get account() {
    return this.shop.providers.accounts.doku
  }

  async send(path: string, headers: Readonly<Record<string, string>>, body: string) {
    const response = await this.shop.providers.fetch(`http://doku.test${path}`, {
      method: 'POST',
      headers,
      body,
    })
    const { responseCode, responseMessage } = (await response.json()) as Record<string, string>
    expect(String(response.status)).toBe(responseCode?.slice(0, 3))
    return `${responseCode} ${responseMessage}`
  }

  tokenHeaders(change: Readonly<Record<string, string>> = {}): Record<string, string> {
    const { timestamp } = this
    const { clientId, privateKeyPem } = this.account
    const signature = createSign('RSA-SHA256')
      .update(`${clientId}|${timestamp}`)
      .sign(createPrivateKey(privateKeyPem), 'base64')
    return { 'X-TIMESTAMP': timestamp, 'X-CLIENT-KEY': clientId, 'X-SIGNATURE': signature, ...change }
  }

  async token(): Promise<string> {
    const response = await this.shop.providers.fetch('http://doku.test/authorization/v1/access-token/b2b', {
      method: 'POST',
      headers: this.tokenHeaders(),
      body: '{"grantType":"client_credentials"}',
    })
    return ((await response.json()) as { accessToken: string }).accessToken
  }

  headers(path: string, token: string, body: string): Record<string, string> {
    const { timestamp } = this
    const hash = createHash('sha256').update(body).digest('hex')
    const signature = createHmac('sha512', this.account.secretKey)
      .update(`POST:${path}:${token}:${hash}:${timestamp}`)
      .digest('base64')
    return {
      Authorization: `Bearer ${token}`,
      'X-TIMESTAMP': timestamp,
      'X-SIGNATURE': signature,
      'X-PARTNER-ID': this.account.clientId,
      'X-EXTERNAL-ID': String(++this.#lastExternalId),
      'CHANNEL-ID': 'H2H',
    }
  }
}

describe('a SNAP provider', () => {
  let by: HandSigner
  let token: string
  const path = '/snap-adapter/b2b/v1.0/qr/qr-mpm-generate'
  const fields = (change: object = {}) => ({
    partnerReferenceNo: 'P1',
    amount: { value: '20000.00', currency: 'IDR' },
    merchantId: by.account.merchantId,
    terminalId: by.account.terminalId,
    validityPeriod: '2026-11-23T10:10:00+07:00',
    ...change,
  })
  const generate = (body: object, change: Readonly<Record<string, string>> = {}) => {
    const text = JSON.stringify(body)
    return by.send(path, { ...by.headers(path, token, text), ...change }, text)
  }

  beforeEach(async () => {
    by = new HandSigner()
    token = await by.token()
  })

  test('gives no token for a wrong signature, client, time or grant', async () => {
    const ask = (change: Readonly<Record<string, string>>, body = '{"grantType":"client_credentials"}') =>
      by.send('/authorization/v1/access-token/b2b', by.tokenHeaders(change), body)
    expect(await ask({ 'X-SIGNATURE': 'AAAA' })).toBe('4017300 Unauthorized. [Signature]')
    expect(await ask({ 'X-CLIENT-KEY': 'BRN-2' })).toBe('4017300 Unauthorized. [Unknown client]')
    expect(await ask({ 'X-TIMESTAMP': '2026-11-23 10:00:00' })).toBe(
      '4007301 Invalid Field Format {X-TIMESTAMP}',
    )
    expect(await ask({}, '{}')).toBe('4007302 Invalid Mandatory Field {grantType}')
    await by.shop.clock.advance(6 * 60_000)
    expect(await ask({})).toBe('4017300 Unauthorized. [X-TIMESTAMP]')
  })

  test('takes a call whose headers are all right', async () => {
    expect(await generate(fields())).toBe('2004700 Successful')
  })

  test('refuses each header that is wrong with its own code', async () => {
    expect(await generate(fields(), { 'X-SIGNATURE': 'AAAA' })).toBe('4014700 Unauthorized. [Signature]')
    expect(await generate(fields(), { 'X-PARTNER-ID': 'BRN-2' })).toBe(
      '4014700 Unauthorized. [Unknown client]',
    )
    expect(await generate(fields(), { Authorization: 'Bearer x' })).toBe('4014701 Invalid Token (B2B)')
    expect(await generate(fields(), { 'CHANNEL-ID': '' })).toBe(
      '4004702 Invalid Mandatory Field {CHANNEL-ID}',
    )
    expect(await generate(fields(), { 'CHANNEL-ID': '95221' })).toBe(
      '4004701 Invalid Field Format {CHANNEL-ID}',
    )
    expect(await generate(fields(), { 'X-EXTERNAL-ID': 'abc' })).toBe(
      '4004701 Invalid Field Format {X-EXTERNAL-ID}',
    )
    await by.shop.clock.advance(6 * 60_000)
    expect(await generate(fields())).toBe('4014700 Unauthorized. [X-TIMESTAMP]')
    await by.shop.clock.advance(9 * 60_000)
    expect(await generate(fields())).toBe('4014701 Invalid Token (B2B)')
  })

  test('takes an external id once a day', async () => {
    expect(await generate(fields(), { 'X-EXTERNAL-ID': '7' })).toBe('2004700 Successful')
    expect(await generate(fields({ partnerReferenceNo: 'P2' }), { 'X-EXTERNAL-ID': '7' })).toBe(
      '4094700 Conflict',
    )
    // Fourteen hours later it is midnight in Jakarta.
    await by.shop.clock.advance(14 * 3_600_000)
    by.timestamp = '2026-11-24T00:00:00+07:00'
    token = await by.token()
    const tomorrow = { partnerReferenceNo: 'P2', validityPeriod: '2026-11-24T00:10:00+07:00' }
    expect(await generate(fields(tomorrow), { 'X-EXTERNAL-ID': '7' })).toBe('2004700 Successful')
  })

  test('refuses each field that is wrong with its own code', async () => {
    const { amount: _, ...withoutAmount } = fields()
    expect(await generate(withoutAmount)).toBe('4004702 Invalid Mandatory Field {amount}')
    expect(await generate(fields({ amount: { value: '20000', currency: 'IDR' } }))).toBe(
      '4004701 Invalid Field Format {amount.value}',
    )
    expect(await generate(fields({ merchantId: '1' }))).toBe('4044708 Invalid Merchant')
    expect(await generate(fields({ terminalId: 'Z' }))).toBe('4044717 Invalid Terminal')
    expect(await generate(fields({ validityPeriod: '2026-11-25T10:00:00+07:00' }))).toBe(
      '4004701 Invalid Field Format {validityPeriod}',
    )
    expect(await generate(fields())).toBe('2004700 Successful')
    expect(await generate(fields())).toBe('4094701 Duplicate partnerReferenceNo')
  })

  test('has nothing at other paths', async () => {
    const response = await by.shop.providers.fetch('http://doku.test/snap-adapter/b2b/v1.0/qr/qr-mpm-steal', {
      method: 'POST',
      body: '{}',
    })
    expect(response.status).toBe(404)
    await expect(by.shop.providers.fetch('http://elsewhere.test/')).rejects.toThrow('fetch failed')
  })
})

test('DOKU answers a Checkout that is sent again with the first answer, as a conflict', async () => {
  const shop = new Shop()
  const payment = shop.newPayment({ method: 'page' })
  const first = await shop.gateways.doku.create(payment)
  expect(await shop.gateways.doku.create(payment)).toEqual(first)
  expect(shop.providers.rails.bills()).toHaveLength(1)
})

test('DOKU’s order status knows of a payment after a minute', async () => {
  const shop = new Shop()
  const payment = shop.newPayment({ method: 'page' })
  await shop.gateways.doku.create(payment)
  shop.providers.rails.pay(shop.providers.rails.find('doku', payment.reference)!, 'ovo')
  const statusOf = async () => {
    const found = await shop.gateways.doku.status(keyOf(payment))
    return found.kind === 'found' ? found.payment.status : found.kind
  }
  expect(await statusOf()).toBe('pending')
  await shop.clock.advance(shop.gateways.doku.capabilities.statusAfterMs)
  expect(await statusOf()).toBe('paid')
})

test('Midtrans answers with its status codes, HTTP 200 or not', async () => {
  const shop = new Shop()
  const { serverKey } = shop.providers.accounts.midtrans
  const ask = async (path: string, body?: object, key = serverKey) => {
    const response = await shop.providers.fetch(`http://midtrans.test${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { Authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const { status_code } = (await response.json()) as { status_code: string }
    return `${response.status} ${status_code}`
  }
  const charge = {
    payment_type: 'qris',
    transaction_details: { order_id: 'M1', gross_amount: 20_000 },
    qris: { acquirer: 'gopay' },
  }
  expect(await ask('/v2/charge', charge, 'wrong')).toBe('401 401')
  expect(await ask('/v2/charge', {})).toBe('200 400')
  expect(await ask('/v2/charge', charge)).toBe('200 201')
  expect(await ask('/v2/charge', charge)).toBe('200 406')
  expect(await ask('/v2/M1/status')).toBe('200 201')
  expect(await ask('/v2/M9/status')).toBe('200 404')
  expect(await ask('/v2/M1/refund', { refund_key: 'R', amount: 1, reason: 'x' })).toBe('200 412')
  expect(await ask('/v2/M1/expire', {})).toBe('200 407')
  expect(await ask('/v2/M1/expire', {})).toBe('200 412')
})
