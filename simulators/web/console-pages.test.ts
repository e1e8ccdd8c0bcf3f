import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { SteadyLoad } from '../scenarios/steady-load.ts'
import { Street } from '../scenarios/street.ts'
import { launchBrowser } from '../src/testing/browser.ts'
import { connectNeighbours, enterByHand, leaveInDoubt } from './neighbours.ts'
import { Visit } from './visit.ts'

// One network and one browser for all of it: a new page is another test here, not another file.
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

/** An operator at a desk: the key stands for a sign-in. */
function operator(options: { readonly scripts?: boolean } = {}): Promise<Visit> {
  const key = street.demo.operatorKey
  if (key === undefined) throw new Error('The demonstration has no operator key.')
  return Visit.begin(browser, { ...options, album: 'console', key })
}

test('the overview and the list of chargers, with the keyboard', async () => {
  const visit = await operator()
  const { page } = visit
  await page.goto(address('/console'))
  expect(await visit.layoutShift()).toBe(0)
  await visit.look('overview')
  await page.keyboard.press('/')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('search')
  await page.goto(address('/console/chargers'))
  await page.getByRole('link', { name: 'CLK-0001' }).waitFor()
  await visit.look('chargers')
  await page.goto(address('/console/chargers?lang=en&density=dense'))
  await visit.look('chargers-dense-english')
  await page.goto(address('/console/chargers?text=nowhere&lang=id'))
  await visit.look('chargers-none-found')
  expect(visit.complaints).toEqual([])
  expect(visit.requests.filter((url) => !url.startsWith(address('/')))).toEqual([])
})

test('without scripts the list is sorted by its headings, narrowed by its form, and the menu unfolds', async () => {
  const visit = await operator({ scripts: false })
  const { page } = visit
  await page.goto(address('/console/chargers'))
  await page.getByText('Menu').click()
  await page.getByRole('link', { name: 'Perencanaan' }).waitFor()
  await page.getByRole('columnheader', { name: 'Lokasi' }).getByRole('link').click()
  await page.locator('th[aria-sort=ascending]', { hasText: 'Lokasi' }).waitFor()
  const sites = await page.locator('tbody tr td:nth-child(3)').allTextContents()
  expect(sites.length).toBeGreaterThan(4)
  await page.getByLabel('ID, nama, nomor seri').fill('Ubud')
  await page.getByRole('button', { name: 'Saring' }).click()
  await page.getByText('Tampilkan semua').waitFor()
  expect(await page.locator('tbody tr').count()).toBe(1)
  expect(new URL(page.url()).searchParams.get('sort')).toBe('site')
})

/** The month before this one, as `2026-10`, on a clock of the demonstration's own. */
function lastMonth(): string {
  const now = new Date()
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7)
}

test('a partner: what was used and taken in, what is owed, its statement, and the stock at its site', async () => {
  const site = 'sangeh-monkey-forest'
  const post = async (path: string, body: object) =>
    JSON.parse(await street.api(path, { method: 'POST', body })) as { id: string; number: number }
  const put = (path: string, body: object) => street.api(path, { method: 'PUT', body })
  const partner = { slug: 'sangeh', name: 'Desa Adat Sangeh', kind: 'partner' }
  const { id } = await post('organisations', partner)
  await put(`organisations/${id}/sites/${site}`, {})
  await post('agreements', {
    ...{ organisation: 'sangeh', places: [{ site, holding: 'hosted' }], startsOn: `${lastMonth()}-01` },
    terms: {
      share: { of: 'gross', basisPoints: 3000, gatewayFeeBy: 'operator' },
      ...{ guaranteedIdrPerMonth: 500_000, pphBasisPoints: 1000 },
    },
  })
  const { number } = await post('statements', { organisation: 'sangeh', period: lastMonth() })
  await street.startSession(2, new SteadyLoad(1200))
  await street.untilDelivered(2, 2)
  await street.stopSession(2)
  street.demo.post.unplug(2)
  await street.finishedSession()

  const visit = await operator()
  const { page } = visit
  await page.goto(address('/console/usage'))
  await page.getByText('Pendapatan tiap hari').waitFor()
  expect(await visit.layoutShift()).toBe(0)
  await visit.look('usage')
  await page.getByText('Angkanya').first().click()
  await page.getByRole('rowheader').first().waitFor()
  await visit.look('usage-figures')
  await page.goto(address('/statements'))
  await page.getByText('paling sedikit Rp 500.000 sebulan').waitFor()
  await visit.look('statements')
  await page.goto(address(`/statements/${number}`))
  await page.getByText('Jaminan minimum').waitFor()
  await visit.look('statement')

  await put('assets/items/post-k2', { name: 'Pos pengisian K2', tracked: 'serial' })
  await put('assets/items/contactor-25a', { name: 'Kontaktor 25 A', tracked: 'count' })
  const lines = [
    { item: 'post-k2', serialNumber: 'K2-0001' },
    { item: 'contactor-25a', quantity: 6 },
  ]
  await post('assets/acquisitions', { lines, note: 'PO 17' })
  await put(`assets/minimum-stock/${site}/contactor-25a`, { quantity: 4 })
  const note = await post('delivery-notes', { to: site, lines, note: 'untuk pos 1' })
  await page.goto(address(`/delivery-notes/${note.number}`))
  await visit.look('delivery-note')
  await street.api(`delivery-notes/${note.number}/receipt`, { method: 'POST', body: { differences: [] } })
  await page.goto(address(`/stock/${site}`))
  await page.getByText('K2-0001').waitFor()
  await visit.look('stock')
  await page.getByRole('button', { name: 'Mulai hitung stok' }).click()
  await page.getByRole('button', { name: 'Simpan hitungan' }).waitFor()
  await visit.look('stock-taking')
  expect(visit.complaints).toEqual([])
})

test('a technician finds the post by what its code holds, and asks it how it is', async () => {
  const visit = await operator()
  const { page } = visit
  await page.goto(address('/technician'))
  await visit.look('technician')
  await page.getByLabel('Nomor pos').fill(address('/c/CLK-0001'))
  await page.getByRole('button', { name: 'Buka' }).click()
  await page.getByRole('heading', { name: /CLK-0001/ }).waitFor()
  await page.getByRole('button', { name: 'Minta keadaan sekarang' }).click()
  await page.getByText('Pos menerima.').waitFor()
  await page.getByText('Mulai ulang', { exact: true }).first().click()
  await visit.look('technician-post')
  expect(visit.complaints).toEqual([])
})

test('the overview is live, and a change touches its own row and nothing else', async () => {
  const visit = await operator()
  const { page } = visit
  await page.goto(address('/console'))
  const row = (id: string) => page.locator(`tr[data-key="${id}"]`)
  await row('CLK-0006').waitFor()
  await page.evaluate(() => {
    const touched: string[] = []
    Object.assign(window, { touched })
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const element = target instanceof Element ? target : target.parentElement
        const place = element?.closest('[data-key], [data-figure], [data-place]')
        if (place instanceof HTMLElement || place instanceof SVGElement)
          touched.push(Object.values(place.dataset)[0] ?? '')
        else touched.push(element?.outerHTML ?? '')
      }
    }).observe(document.querySelector('main')!, {
      ...{ subtree: true, childList: true, attributes: true, characterData: true },
    })
  })
  const since = await visit.now()
  const registration = (id: string, state: string) =>
    street.api(`chargers/${id}/registration`, { method: 'PUT', body: { registration: state } })
  await registration('CLK-0006', 'Rejected')
  await row('CLK-0006').getByText('Belum diterima').waitFor()
  expect(await page.locator('[data-figure=notAccepted]').textContent()).toBe('1')
  const touched = await page.evaluate(() => [
    ...new Set((window as unknown as { touched: string[] }).touched),
  ])
  expect(touched.sort()).toEqual(['CLK-0006', 'available', 'notAccepted', 'tanah-lot'])
  expect(await visit.layoutShift(since)).toBe(0)
  await visit.look('overview-live')
  await registration('CLK-0006', 'Accepted')
  await row('CLK-0006').getByText('Siap dipakai').first().waitFor()
  expect(visit.complaints).toEqual([])
})

test('a charger: live while it charges, its messages, its configuration, and a command that is asked about', async () => {
  await street.startSession(1, new SteadyLoad(900))
  await street.untilDelivered(1, 1)
  const visit = await operator()
  const { page } = visit
  await page.goto(address('/console/chargers/CLK-0001'))
  const socket = page.locator('[data-key=socket-1]')
  await socket.getByText('Mengisi').waitFor()
  await socket.getByText(/\d W/).first().waitFor()
  const since = await visit.now()
  const energy = await socket.locator('strong').first().textContent()
  await page.waitForFunction(
    (before) => document.querySelector('[data-key=socket-1] strong')?.textContent !== before,
    energy,
  )
  // A figure that gains a digit is wider: that is all that may move.
  expect(await visit.layoutShift(since)).toBeLessThan(0.001)
  await visit.look('charger')
  await page.goto(address('/console/chargers/CLK-0001/frames'))
  await page.getByText('MeterValues').first().waitFor()
  await page.getByLabel('Aksi, kartu, atau teks').fill('StartTransaction')
  await page.getByLabel('Arah').selectOption('in')
  await page.getByRole('button', { name: 'Saring' }).click()
  await page.waitForURL(/direction=in/)
  expect(await page.getByText('MeterValues').count()).toBe(0)
  expect(await page.locator('tbody tr').count()).toBeGreaterThan(0)
  await visit.look('charger-frames')
  await page.goto(address('/console/chargers/CLK-0001/history'))
  await visit.look('charger-history')
  await page.goto(address('/console/chargers/CLK-0001/configuration'))
  await page.getByRole('button', { name: 'Baca konfigurasi' }).click()
  await page.getByText('Pos menerimanya.').waitFor()
  await visit.look('charger-configuration')
  await page.goto(address('/console/chargers/CLK-0001'))
  await page.getByRole('link', { name: 'Hentikan pengisian' }).click()
  await page.getByText(/Soket 1 sedang mengisi/).waitFor()
  await visit.look('charger-question')
  await page.getByRole('button', { name: 'Hentikan pengisian' }).click()
  await page.getByText('Pos menerimanya.').waitFor()
  await street.until('the relay opens', () => !street.socket(1).relayClosed)
  await visit.look('charger-told')
  // While the plug is in, the post takes a tap of that card in the next three seconds for one that was to stop it.
  street.demo.post.unplug(1)
  await street.until('the socket is free', () => street.socket(1).light.colour === 'blue')
  expect(visit.complaints).toEqual([])
})

test('from the overview a charger opens beside the map, and closes where it was opened', async () => {
  const visit = await operator()
  const { page } = visit
  await page.goto(address('/console'))
  await page.getByRole('link', { name: 'CLK-0002' }).click()
  const drawer = page.getByRole('complementary', { name: 'CLK-0002' })
  await drawer.getByText('Siap dipakai').first().waitFor()
  expect(page.url()).toBe(address('/console'))
  await visit.look('drawer')
  await page.keyboard.press('Escape')
  expect(await drawer.count()).toBe(0)
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('CLK-0002')
  expect(visit.complaints).toEqual([])
})

test('at the desk: a session, and one in doubt that is billed', async () => {
  await street.startSession(2, new SteadyLoad(900))
  await street.untilDelivered(2, 1)
  await street.stopSession(2)
  const session = await street.finishedSession()
  await leaveInDoubt(street)
  const visit = await operator()
  const { page } = visit
  await page.goto(address('/console/sessions'))
  await page.locator('tbody').getByText('Perlu dilihat').first().waitFor()
  await page.goto(address(`/console/sessions/${session.id}`))
  await visit.look('session')
  await page.goto(address('/console/suspects'))
  await page.getByText('Meter berjalan mundur.').first().waitFor()
  await page.getByRole('link', { name: 'Tagih' }).first().click()
  await page.getByRole('button', { name: 'Lanjut' }).click()
  await page.getByText('Isi dulu.').waitFor()
  await visit.look('session-bill-wrong')
  // The browser tells of the page that says what is wrong, for it is answered with 400.
  expect(visit.complaints.splice(0)).toEqual([expect.stringContaining('400')])
  await page.getByLabel('Energi yang dikirim').fill('1.250')
  await page.getByLabel('Alasan').fill('Menurut pengemudi')
  await page.getByRole('button', { name: 'Lanjut' }).click()
  await page.getByText(/ditagih dengan 1,25 kWh/).waitFor()
  await page.getByRole('button', { name: 'Tagih' }).click()
  await page.getByText('Sudah dilakukan.').waitFor()
  expect(visit.complaints).toEqual([])
})

test('at the desk: a tariff is tried before it is published', async () => {
  const visit = await operator()
  const { page } = visit
  await page.goto(address('/console/tariffs/new'))
  await page.getByLabel('Nama').fill('Malam')
  await page.getByLabel('Harga per kWh').fill('2.400')
  await page.getByLabel('Mulai berlaku').fill('2027-01-01T00:00')
  await page.getByRole('button', { name: 'Hitung' }).click()
  await page.getByText('1,25 kWh × Rp 2.400').waitFor()
  await visit.look('tariff-tried')
  expect(visit.complaints).toEqual([])
  expect(visit.requests.filter((url) => !url.startsWith(address('/')))).toEqual([])
})

test('at the desk: a new charger whose sockets differ, and its password, shown once', async () => {
  const visit = await operator()
  const { page } = visit
  await page.goto(address('/console/chargers/new'))
  await page.getByLabel('Nomor pos').fill('TOKO-1')
  await page.getByLabel('Lokasi').selectOption({ label: 'Sangeh Monkey Forest' })
  await page.getByLabel('Nama').fill('Pos toko')
  await page.getByLabel('Daya terbesar tiap soket').fill('1200')
  await page.getByLabel('Soketnya berbeda-beda').check()
  await page.getByRole('button', { name: 'Daftarkan pos' }).click()
  await page.getByText('Periksa tiap soket di bawah').waitFor()
  await visit.look('new-charger-sockets')
  await page.getByLabel('Daya terbesar').nth(1).fill('7400')
  await page.getByRole('button', { name: 'Daftarkan pos' }).click()
  await page.getByText('Hanya tampil sekali.').waitFor()
  await visit.look('new-charger-password')
  await page.getByRole('link', { name: 'Sudah disalin, lanjut' }).click()
  await page.getByText('7.400 W').waitFor()
  expect(visit.complaints).toEqual([])
})

test('every page that a link of the console leads to is there, and is for everybody and every screen', async () => {
  await enterByHand(street)
  const visit = await operator()
  const seen = new Set<string>()
  const found: string[] = []
  const waiting = ['/console', '/console/search?q=CLK']
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const kind = kindOfPage(path)
    if (seen.has(kind)) continue
    seen.add(kind)
    const response = await visit.page.goto(address(path))
    const status = response?.status() ?? 0
    if (status >= 400) found.push(`${path}: ${status}`)
    const name = `all-${kind.slice(1).replaceAll('/', '-')}`
    for (const problem of await visit.glance(name)) found.push(`${path}: ${problem}`)
    const links = await visit.page
      .locator('a[href^="/"]:not([download])')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? '/'))
    for (const link of links) {
      const to = new URL(link, street.demo.addresses.cloud)
      if (ofTheConsole.test(to.pathname) && !to.search.includes('format=')) waiting.push(to.pathname)
    }
  }
  expect(found).toEqual([])
  expect(seen.size).toBeGreaterThan(60)
  expect(visit.complaints).toEqual([])
})

/** Pages for whoever runs the network; what is downloaded is none, and drivers' pages have their own tests. */
const ofTheConsole =
  /^\/(console|technician|statements|stock|planning|regulation|economics|reports|usage)(\/(?!.*\.(csv|pdf)$|.*\/(csv|pdf|file|qr)$).*)?$/

/** The path with what it is about left out, so that one page of each kind is looked at. */
function kindOfPage(path: string): string {
  const { pathname } = new URL(path, 'http://colok.example')
  const segments = pathname.split('/').map((segment) => (/[0-9A-Z]/.test(segment) ? 'one' : segment))
  return segments
    .join('/')
    .replace(/\/(sites|stock|alert-rules|alert-contacts|risks|regulation)\/(?!new\b)[^/]+/, '/$1/one')
}
