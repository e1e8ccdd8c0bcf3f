import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { composePaymentGateways } from '@colok/cloud/gateways'
import { idr } from '@colok/shared/money'
import { getRequestListener } from '@hono/node-server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { listen, portOf } from '../demo/listening.ts'
import { systemClock } from '../demo/system-clock.ts'
import { launchBrowser } from '../testing/browser.ts'
import { generatePaymentKeys } from './keys.ts'
import type { Gateway, Inbound } from './shop.ts'
import { type RunningPaymentProviders, startPaymentProviders } from './start.ts'

const artefacts = fileURLToPath(new URL('../../artefacts/', import.meta.url))
const keys = generatePaymentKeys()

let publicUrl: string
let running: RunningPaymentProviders
let gateways: readonly Gateway[]
let stopMerchant: () => Promise<void>
let browser: Browser
const inbound: Inbound[] = []
const complaints: string[] = []
let lastReference = 0

async function answer(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url)
  const gateway = gateways.find(({ name }) => pathname.startsWith(`/gateways/${name}/`))
  if (gateway === undefined)
    return new Response('<title>Colok</title>', { headers: { 'content-type': 'text/html' } })
  const result = await gateway.verify({
    method: request.method,
    target: `${pathname}${search}`,
    headers: request.headers,
    body: new Uint8Array(await request.arrayBuffer()),
  })
  if (result.kind !== 'tokenIssued') inbound.push(result)
  const { status, headers, body } = result.kind === 'payment' ? result.acknowledge : result.reply
  return new Response(body, { status, headers })
}

beforeAll(async () => {
  mkdirSync(artefacts, { recursive: true })
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

beforeEach(async () => {
  inbound.length = 0
  complaints.length = 0
  const merchant = createServer(getRequestListener(answer))
  await listen(merchant, 0, 'the merchant')
  publicUrl = `http://127.0.0.1:${portOf(merchant)}`
  stopMerchant = async () => {
    merchant.closeAllConnections()
    await new Promise((closed) => merchant.close(closed))
  }
  running = await startPaymentProviders({
    ports: { doku: 0, astrapay: 0, midtrans: 0, issuerApp: 0 },
    clock: systemClock,
    random: Math.random,
    keys,
    merchantUrl: () => `${publicUrl}/gateways`,
    listen: (server, port) => listen(server, port, 'a provider'),
  })
  gateways = composePaymentGateways(running.providers.accounts, {
    fetch: (input, init) => fetch(input, init),
    clock: systemClock,
    random: Math.random,
    publicUrl,
    secret: 's'.repeat(32),
  })
})
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
  await running.stop()
  await stopMerchant()
})

const gatewayOf = (name: Gateway['name']) => gateways.find((candidate) => candidate.name === name)!

async function create(name: Gateway['name'], method: 'qris' | 'wallet' | 'page') {
  lastReference += 1
  const reference = `CLK-${String(lastReference).padStart(6, '0')}`
  const amountIdr = idr(20_000)
  const created = await gatewayOf(name).create({
    reference,
    method,
    amountIdr,
    expiresAt: systemClock.wallMs() + 10 * 60_000,
    description: 'Isi daya CLK-0001 soket 1',
    returnUrl: `${publicUrl}/c/CLK-0001`,
  })
  if (created.kind !== 'created') throw new Error(JSON.stringify(created))
  return { toPay: created.toPay, key: { reference, method, amountIdr, providerRef: created.providerRef } }
}

async function openPhone(address: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'id-ID', colorScheme })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  await page.goto(address)
  return page
}
const picture = (page: Page, name: string) =>
  page.screenshot({ path: `${artefacts}issuer-app-${name}.png`, fullPage: true })

test('payments, notifications and a lost answer go over real connections', async () => {
  const { key } = await create('astrapay', 'qris')
  running.providers.rails.pay(running.providers.rails.find('astrapay', key.reference)!, 'dana')
  await expect
    .poll(() => inbound)
    .toMatchObject([{ kind: 'payment', reference: key.reference, status: 'paid' }])
  const astrapay = gatewayOf('astrapay')
  expect(await astrapay.status(key)).toMatchObject({ payment: { status: 'paid' } })
  running.providers.astrapay.faults.arm('loseAnswer')
  expect(await astrapay.status(key)).toMatchObject({ kind: 'unknown' })
  expect(await astrapay.status(key)).toMatchObject({ kind: 'found' })
})

test('nobody is told of a payment but this machine', async () => {
  const { key } = await create('astrapay', 'qris')
  publicUrl = 'http://colok.example'
  running.providers.rails.pay(running.providers.rails.find('astrapay', key.reference)!, 'dana')
  const { attempts } = running.providers.astrapay.notifier
  await expect.poll(() => attempts).toMatchObject([{ status: 0, isTaken: false }])
  expect(inbound).toEqual([])
})

test('a payer pastes a QR, pays it, and sees what was not used come back', async () => {
  const { toPay, key } = await create('doku', 'qris')
  await create('midtrans', 'qris')
  const page = await openPhone(running.urls.issuerApp)
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  await page.getByText('Menunggu dibayar').waitFor()
  await picture(page, '1-waiting')

  await page.getByLabel('Isi QRIS atau tautan').fill('https://example.com')
  await button('Buka').click()
  await page.getByRole('alert').waitFor()
  await page.getByLabel('Isi QRIS atau tautan').fill(toPay.kind === 'qris' ? toPay.qrContent : '')
  await button('Buka').click()
  await button('Bayar Rp 20.000').waitFor()
  await page.getByRole('radio', { name: 'DANA' }).check()
  await picture(page, '2-bill')
  await button('Bayar Rp 20.000').click()
  await page.getByText('Terbayar', { exact: true }).waitFor()
  await expect.poll(() => inbound).toMatchObject([{}, { reference: key.reference, status: 'paid' }])

  const refund = {
    payment: key,
    refundReference: 'R-1',
    amountIdr: idr(7655),
    reason: 'Energi tidak terpakai',
  }
  expect((await gatewayOf('doku').refund(refund)).kind).toBe('refunded')
  await page.getByText('Rp 7.655 sudah kembali').waitFor()
  await picture(page, '3-refunded')
  await button('Kembali').click()
  expect(await page.getByTestId('balance').textContent()).toBe('Rp 987.655')
  await page.getByTestId('entry-refund').waitFor()
  await picture(page, '4-history')
  expect(complaints).toEqual([])
})

test('a link opens its bill; it is declined, or paid when nobody waits any more', async () => {
  const declined = await create('astrapay', 'wallet')
  const late = await create('doku', 'page')
  const linkOf = ({ toPay }: typeof late) =>
    toPay.kind === 'qris' ? '' : ((toPay.kind === 'page' ? toPay.pageUrl : toPay.pageUrl) ?? '')
  const page = await openPhone(linkOf(declined))
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  await button('Tolak').waitFor()
  // A link into AstraPay is for its own accounts.
  expect(await page.getByRole('radio').count()).toBe(2)
  await button('Tolak').click()
  await page.getByText('Ditolak', { exact: true }).waitFor()
  await page.goto(linkOf(late))
  await button('Biarkan kedaluwarsa, lalu bayar').click()
  await page.getByText('Terbayar', { exact: true }).waitFor()
  await expect
    .poll(() => inbound.map((each) => (each.kind === 'payment' ? each.status : each.kind)))
    .toEqual(['failed', 'expired', 'paid'])
  await page.getByRole('link', { name: 'Kembali ke penjual' }).click()
  await expect.poll(() => page.url()).toBe(`${publicUrl}/c/CLK-0001`)
  expect(complaints).toEqual([])
})

test('an account is linked by its owner’s consent, in the dark and in English', async () => {
  const reservations = gatewayOf('astrapay').reservations!
  const started = await reservations.link({ customerId: 'c-1', returnUrl: `${publicUrl}/wallet/linked` })
  const page = await openPhone(started.kind === 'started' ? started.redirectUrl : '', 'dark')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('button', { name: 'Agree and link' }).waitFor()
  await picture(page, '5-link-dark')
  await page.getByRole('button', { name: 'Agree and link' }).click()
  await expect.poll(() => page.url()).toContain(`${publicUrl}/wallet/linked?authCode=`)
  const linked = await reservations.finishLink(new URL(page.url()).searchParams.get('authCode') ?? '')
  expect(linked.kind).toBe('linked')
  expect(complaints).toEqual([])
})
