import { get } from 'node:http'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { SteadyLoad } from '../scenarios/steady-load.ts'
import { card, Street } from '../scenarios/street.ts'
import { launchBrowser } from '../src/testing/browser.ts'
import { connectNeighbours } from './neighbours.ts'
import { Visit } from './visit.ts'

// One network and one browser for all of it, since starting either takes longer than looking at a page.
let street: Street
let browser: Browser
let sendAway: () => Promise<void>

beforeAll(async () => {
  street = await Street.open({ chargerKeys: { MeterValueSampleInterval: '2' } })
  sendAway = await connectNeighbours(street)
  browser = await launchBrowser()
})
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
})
afterAll(async () => {
  await browser?.close()
  await sendAway?.()
  await street?.close()
})

const address = (path: string) => `${street.demo.addresses.cloud.slice(0, -1)}${path}`

/** What the payer does in the app of a bank, with the QR that the page shows. */
async function payInApp(page: Page): Promise<void> {
  const qr = (await page.getByText(/^000201/).textContent()) ?? ''
  const found = (await act({ kind: 'find', text: qr })) as { bill: string }
  await act({ kind: 'pay', bill: found.bill, issuer: 'gopay', late: false })
}

async function act(action: object): Promise<unknown> {
  const response = await fetch(`${street.demo.addresses.issuerApp}actions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(action),
  })
  expect(response.status).toBe(200)
  return response.json()
}

test('pages that stand still: start, nearest, help, what is not there', async () => {
  const visit = await Visit.begin(browser)
  const { page } = visit
  await page.goto(address('/'))
  expect(await visit.layoutShift()).toBe(0)
  await visit.look('start')
  await page.goto(address('/nearest'))
  expect(await visit.layoutShift()).toBe(0)
  await visit.look('nearest-where')
  await page.getByLabel('Kota atau nama tempat').fill('Denpasar')
  await page.getByRole('button', { name: 'Cari' }).first().click()
  await page.getByRole('heading', { name: 'Pantai Sanur, Pos 1' }).waitFor()
  expect(await page.getByRole('article').count()).toBe(5)
  await visit.look('nearest-found')
  await page.goto(address('/help'))
  await page.getByText('Sudah bayar, tetapi tidak mengisi').click()
  await visit.look('help')
  const wallet = await street.api('wallets', { method: 'POST', body: { name: 'Ni Luh' } })
  await page.goto((JSON.parse(wallet) as { page: string }).page)
  await page.getByRole('button', { name: /Rp 50\.000/ }).click()
  await page.getByRole('img', { name: 'QRIS' }).waitFor()
  await visit.look('wallet')
  await page.goto(address('/c/CLK-9999'))
  await visit.look('unknown-post')
  await page.goto(address('/c/CLK-0001?lang=en'))
  await page.getByText('per kWh, nothing else to pay').waitFor()
  await visit.look('post-english')
  expect(visit.complaints).toEqual([expect.stringContaining('404')])
  expect(visit.requests.filter((url) => !url.startsWith(address('/')))).toEqual([])
})

test('where the phone is, when it says so, and what to do when it does not', async () => {
  const visit = await Visit.begin(browser)
  const { page, context } = visit
  await page.goto(address('/nearest'))
  await page.getByRole('button', { name: 'Pakai lokasi saya' }).click()
  await page.getByText('Lokasi tidak bisa didapat').waitFor()
  await context.grantPermissions(['geolocation'])
  await context.setGeolocation({ latitude: -8.4814, longitude: 115.2064 })
  await page.getByRole('button', { name: 'Pakai lokasi saya' }).click()
  await page.getByText('Dari lokasi Anda').waitFor()
  expect(page.url()).toBe(address('/nearest?lat=-8.481&lon=115.206'))
  expect(await page.getByRole('heading', { level: 2 }).first().textContent()).toContain(
    'Sangeh Monkey Forest',
  )
})

test('a line that has died without a word is found out by its silence, and taken up again', async () => {
  const visit = await Visit.begin(browser)
  const { page } = visit
  await page.clock.install()
  await page.goto(street.demo.addresses.driverPage)
  await page.evaluate(() => navigator.serviceWorker.ready)
  const note = page.getByText('Sinyal hilang')
  expect(await note.isVisible()).toBe(false)
  await page.route('**/live?*', (route) => route.abort())
  await page.clock.fastForward(40_001)
  await note.waitFor()
  await page.unroute('**/live?*')
  await page.clock.fastForward(40_001)
  await note.waitFor({ state: 'hidden' })
})

test('everything can be done by the keyboard, and it shows where one is', async () => {
  const visit = await Visit.begin(browser)
  const { page } = visit
  await page.goto(address('/nearest'))
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Langsung ke isi' })
  expect(await skip.evaluate((link) => document.activeElement === link)).toBe(true)
  expect((await skip.boundingBox())?.y).toBeGreaterThanOrEqual(0)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  const button = page.getByRole('button', { name: 'Pakai lokasi saya' })
  expect(await button.evaluate((element) => document.activeElement === element)).toBe(true)
  expect(await button.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid')
  await page.keyboard.press('Tab')
  await page.keyboard.type('ubud')
  await page.keyboard.press('Enter')
  await page.getByText('Dari Pasar Ubud').waitFor()
  await page.goto(address('/help'))
  await page.locator('summary').first().focus()
  await page.keyboard.press('Space')
  await page.getByText('Colokkan kabel motor ke soket yang siap dipakai.').waitFor()
})

test('every page is at most 30 kB in all, and can be read after its first two requests', async () => {
  for (const path of [
    '/',
    '/nearest',
    '/nearest?town=denpasar',
    '/help',
    '/c/CLK-0001',
    '/c/CLK-0001/1/pay',
  ]) {
    const visit = await Visit.begin(browser)
    await visit.page.goto(address(path))
    // The worker has then fetched what it keeps, too.
    await visit.page.evaluate(() => navigator.serviceWorker.ready)
    expect(await bytesOf(visit.requests), path).toBeLessThanOrEqual(30_000)

    const patient = await Visit.begin(browser)
    let through = 0
    await patient.page.route('**', (route) =>
      ++through <= 2 ? route.continue() : new Promise<void>(() => {}),
    )
    await patient.page.goto(address(path), { waitUntil: 'commit' })
    await patient.page.waitForFunction(
      () => performance.getEntriesByName('first-contentful-paint').length > 0,
    )
    expect(await patient.page.getByRole('heading', { level: 1 }).isVisible()).toBe(true)
  }
})

/** What the bodies of these take on the line, compressed as for a browser; each is fetched once, streams are not. */
async function bytesOf(requests: readonly string[]): Promise<number> {
  const addresses = new Set(requests.filter((url) => !url.includes('/live?')))
  const sizes = await Promise.all([...addresses].map(bytesOnLine))
  return sizes.reduce((sum, size) => sum + size, 0)
}

function bytesOnLine(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
      let bytes = 0
      response.on('data', (piece: Buffer) => (bytes += piece.length))
      response.on('end', () => resolve(bytes))
    }).on('error', reject)
  })
}

test('a driver plugs in, pays, watches, loses the signal, stops, and says how it was', async () => {
  const visit = await Visit.begin(browser)
  const { page, context } = visit
  await page.goto(street.demo.addresses.driverPage)
  await page.getByText('Colokkan kabel ke soket ini dulu').first().waitFor()
  expect(await visit.layoutShift()).toBe(0)
  await visit.look('post-1-ready')
  street.demo.post.plug(1, new SteadyLoad(1200))
  await page.getByRole('link', { name: 'Bayar dengan QRIS' }).waitFor()
  await visit.look('post-2-plugged')
  await page.getByRole('link', { name: 'Bayar dengan QRIS' }).click()
  await page.getByRole('link', { name: '72 V 20 Ah' }).click()
  await page.getByText('Jumlah lain').click()
  await visit.look('choose')
  await page.getByRole('button', { name: /Rp 5\.000/ }).click()
  await page.getByRole('img', { name: 'QRIS' }).waitFor()
  await visit.look('pay')
  await page.getByText('QR sebagai teks').click()
  await payInApp(page)
  await page.getByRole('button', { name: 'Berhenti' }).waitFor()
  await street.untilDelivered(1, 2)
  await page.getByText('1.200 W').waitFor()
  const since = await visit.now()
  const before = await page.locator('.hero').first().textContent()
  await street.until('the figures have moved on', async () => {
    return (await page.locator('.hero').first().textContent()) !== before
  })
  // A figure in the middle that gains a digit begins half a digit further left, and nothing else moves.
  expect(await visit.layoutShift(since)).toBeLessThan(0.001)
  await page.getByText('Tambah', { exact: true }).click()
  await visit.look('charging')

  await page.evaluate(() => navigator.serviceWorker.ready)
  const online = await visit.now()
  await context.setOffline(true)
  await page.getByText('Sinyal hilang').waitFor()
  expect(await visit.layoutShift(online)).toBe(0)
  const figures = await page.locator('.hero').first().textContent()
  await visit.look('charging-no-signal')
  expect(await page.getByText('Sinyal hilang').isVisible()).toBe(true)
  await page.reload()
  await page.getByText('Sinyal hilang').waitFor()
  expect(await page.locator('.hero').first().textContent()).toBe(figures)
  await page.getByRole('button', { name: 'Berhenti' }).click()
  await page.getByRole('heading', { name: 'Tidak ada sinyal' }).waitFor()
  await visit.look('no-signal')
  await context.setOffline(false)
  await page.getByRole('link', { name: 'Muat ulang' }).click()
  await page.getByRole('button', { name: 'Berhenti' }).waitFor()
  expect(await page.locator('colok-live[stale]').count()).toBe(0)

  await page.getByRole('button', { name: 'Berhenti' }).click()
  await page.getByText('Sudah kembali ke aplikasi yang Anda pakai.').waitFor()
  await visit.look('done')
  await page.getByLabel('5: Baik sekali').check()
  await page.getByLabel('Pesan singkat').fill('Mudah dan terang.')
  await page.getByRole('button', { name: 'Kirim penilaian' }).click()
  await page.getByText('Penilaian Anda sudah kami terima').waitFor()
  expect(JSON.parse(await street.api('ratings'))).toMatchObject({ count: 1, meanStars: 5 })
  await page.getByRole('link', { name: 'Struk' }).click()
  await page.getByText('Pindai untuk memastikan').waitFor()
  await visit.look('receipt')
  await page.goto((await page.getByText(/\/r\/1\./).textContent()) ?? '')
  await page.getByRole('heading', { name: 'Struk ini asli' }).waitFor()
  await visit.look('receipt-genuine')
  const { complaints } = visit
  expect(complaints.filter((text) => !/ERR_INTERNET_DISCONNECTED/.test(text))).toEqual([])
  street.demo.post.unplug(1)
})

test('the same without scripts: links, forms, and a page that asks again by itself', async () => {
  const visit = await Visit.begin(browser, { scripts: false })
  const { page } = visit
  await street.plugIn(2, new SteadyLoad(1200))
  await street.until('the page offers to pay', async () => {
    await page.goto(street.demo.addresses.driverPage)
    return (await visit.text()).includes('Bayar dengan QRIS')
  })
  await visit.photograph('no-script-1-plugged')
  await page.getByRole('link', { name: 'Bayar dengan QRIS' }).click()
  await page.getByText('Jumlah lain').click()
  await page.getByRole('textbox', { name: 'kWh' }).fill('1,5')
  await page.getByRole('button', { name: 'Lanjut: kWh' }).click()
  await page.getByRole('img', { name: 'QRIS' }).waitFor()
  expect(await visit.text()).toMatch(/Rp 3\.69\d ?untuk 1,50 kWh/)
  await page.getByText('QR sebagai teks').click()
  await payInApp(page)
  await page.getByRole('button', { name: 'Berhenti' }).waitFor()
  await visit.photograph('no-script-2-charging')
  await street.untilDelivered(2, 1)
  await page.getByRole('button', { name: 'Berhenti' }).click()
  await page.getByText('Sudah kembali ke aplikasi yang Anda pakai.').waitFor()
  await page.getByLabel('4: Baik').check()
  await page.getByRole('button', { name: 'Kirim penilaian' }).click()
  await page.getByText('Penilaian Anda sudah kami terima').waitFor()
  await visit.photograph('no-script-3-done')
  expect(visit.requests.filter((url) => /\/(live|worker)/.test(url))).toEqual([])
  street.demo.post.unplug(2)
})

/** The code of six digits that arrived last on a phone. */
async function codeOnPhone(phone: string): Promise<string> {
  return street.until('a code has arrived', async () => {
    const { conversations } = (await (await fetch(`${street.demo.addresses.inbox}snapshot`)).json()) as {
      conversations: { address: string; messages: { code?: string }[] }[]
    }
    return conversations.find(({ address: to }) => to === phone)?.messages.at(-1)?.code
  })
}

test('a driver signs in by phone, links a card by tapping it, charges, and finds it all', async () => {
  const visit = await Visit.begin(browser)
  const { page } = visit
  await page.goto(address('/me/cards'))
  await page.getByRole('link', { name: 'Pengendara? Masuk dengan nomor ponsel' }).click()
  await page.getByLabel('Nomor WhatsApp').fill('0812 3456 7890')
  await visit.look('sign-in')
  await page.getByRole('button', { name: 'Lanjut' }).click()
  await page.getByLabel('Kode 6 angka').fill(await codeOnPhone('+6281234567890'))
  await page.getByRole('button', { name: 'Lanjut' }).click()
  await page.getByRole('heading', { name: 'Kartu Anda' }).waitFor()
  await visit.look('me-cards-none')

  await page.getByLabel('Nomor pos').fill('clk-0001')
  await page.getByRole('button', { name: 'Saya di depan pos' }).click()
  await page.getByText('Tempelkan kartu pada pos CLK-0001 sekarang.').waitFor()
  await visit.look('me-link-1-waiting')
  const since = await visit.now()
  street.demo.post.presentCard(card.unknown)
  await page.getByLabel('Kode di layar pos').waitFor()
  expect(await visit.layoutShift(since)).toBeLessThan(0.2)
  await street.until('the display shows the card', () => street.lcd().includes('A5B6'))
  await visit.look('me-link-2-tapped')
  await page.getByLabel('Kode di layar pos').fill('a5b6')
  await page.getByRole('button', { name: 'Hubungkan', exact: true }).click()
  await page.getByRole('heading', { name: '····A5B6' }).waitFor()
  await visit.look('me-cards')

  await page.getByRole('link', { name: 'Ringkasan' }).click()
  await page.getByRole('link', { name: 'Isi saldo' }).click()
  await page.getByRole('button', { name: /Rp 50\.000/ }).click()
  await page.getByText('QR sebagai teks').click()
  await payInApp(page)
  await page.locator('.hero').getByText('50.000').waitFor()
  await street.until('the post is ready', () => street.lcd().includes('SIAP'))
  await street.startSession(1, new SteadyLoad(1200), card.unknown)
  await street.untilDelivered(1, 2)
  await page.goto(address('/me'))
  await page.getByRole('heading', { name: 'Sedang mengisi' }).waitFor()
  await visit.look('me')
  await street.stopSession(1, card.unknown)
  street.demo.post.unplug(1)
  await street.until('the receipt is there', async () => {
    await page.goto(address('/me/history'))
    return (await page.getByRole('link', { name: 'Struk' }).count()) > 0
  })
  expect(await visit.layoutShift()).toBe(0)
  await visit.look('me-history')
  expect(await bytesOf(visit.requests.slice(-8)), 'history').toBeLessThanOrEqual(30_000)

  await page.goto(address('/me/cards'))
  await page.getByRole('link', { name: 'Kartu hilang' }).click()
  await page.getByText('Kirim kartu pengganti').click()
  await visit.look('me-card-lost')
  await page.goto(address('/me/vehicles'))
  await page.getByLabel('Nama, misalnya').fill('Motor kantor')
  await page.getByLabel('Nomor polisi').fill('dk 1234 ab')
  await page.getByLabel('Kapasitas baterai').fill('1440')
  await page.getByRole('button', { name: 'Simpan' }).click()
  await page.getByRole('heading', { name: 'Motor kantor' }).waitFor()
  await visit.look('me-vehicles')
  await page.getByRole('link', { name: 'Data saya' }).click()
  await page.getByRole('heading', { name: 'Hapus akun' }).waitFor()
  await visit.look('me-data')
  expect(visit.complaints).toEqual([])
})
