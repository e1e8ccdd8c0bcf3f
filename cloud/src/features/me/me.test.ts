import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededSignIn } from '../../testing/seeded-sign-in.ts'
import { startTestCloud, type TestCloud, testNow } from '../../testing/test-cloud.ts'
import type { Session } from '../charging/schemas.ts'
import { energyByDay } from './history.ts'

let system: TestCloud
let cookie: string
beforeAll(async () => {
  system = await startTestCloud()
  cookie = await seededSignIn(system, { role: 'driver' })
})
afterAll(() => system.stop())

async function ask(path: string, form?: Readonly<Record<string, string>>) {
  const response = await system.cloud.app.request(path, {
    method: form === undefined ? 'GET' : 'POST',
    headers: { Cookie: cookie, Accept: 'text/html', 'Sec-Fetch-Site': 'same-origin' },
    ...(form !== undefined && { body: new URLSearchParams(form) }),
  })
  return { status: response.status, to: response.headers.get('Location'), text: await response.text() }
}

const card = '04D1D2D3D4C0DE'

test('nobody sees the pages of somebody else, and a form of another site changes nothing', async () => {
  const stranger = await system.cloud.app.request('/me/history', { headers: { Accept: 'text/html' } })
  expect([stranger.status, stranger.headers.get('Location')]).toEqual([303, '/sign-in?next=%2Fme%2Fhistory'])
  const foreign = await system.cloud.app.request('/me/card-orders', {
    method: 'POST',
    headers: { Cookie: cookie, Accept: 'text/html', 'Sec-Fetch-Site': 'cross-site' },
    body: new URLSearchParams({ name: 'Mallory', address: 'Jalan Jauh 1' }),
  })
  expect(foreign.status).toBe(403)
  expect((await ask('/me/cards/04A1B2C3D4E5F6/loss')).status).toBe(404)
  expect((await ask('/me/cards/04A1B2C3D4E5F6/blocking', {})).status).toBe(404)
})

test('a card is linked by tapping it at a post, with what the display shows', async () => {
  expect((await ask('/me/cards')).text).toContain('Belum ada kartu')
  const wrong = await ask('/me/card-links', { chargePointId: 'CLK-4040' })
  expect([wrong.status, wrong.text]).toEqual([409, expect.stringContaining('Tidak ada pos dengan nomor itu')])
  expect(wrong.text).toContain('value="CLK-4040"')
  const { to } = await ask('/me/card-links', { chargePointId: ' clk-0001 ' })
  const link = to ?? ''
  const waiting = await ask(link)
  expect(waiting.text).toContain('Tempelkan kartu pada pos CLK-0001 sekarang.')
  expect(waiting.text).toContain('<meta http-equiv="refresh" content="3"')
  const post = await system.connect()
  await post.call('Authorize', { idTag: card })
  await expect.poll(async () => (await ask(link)).text).toContain('Kode di layar pos')
  const refused = await ask(`${link}/confirmation`, { code: 'XXXX' })
  expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('Sisa 2 kali coba')])
  expect(await ask(`${link}/confirmation`, { code: ' c0de' })).toMatchObject({
    status: 303,
    to: '/me/cards?done',
  })
  expect((await ask('/me/cards?done')).text).toContain('Sudah disimpan.')
})

test('what was charged is in the history of its month, on the page and in its file', async () => {
  const post = await system.connect()
  const at = (minutes: number) => new Date(testNow + minutes * 60_000).toISOString()
  await system.api(`/id-tags/${card}`, { method: 'PUT', body: { status: 'Accepted' } })
  const start = { connectorId: 1, idTag: card, meterStart: 1000, timestamp: at(1) }
  const { transactionId } = (await post.call('StartTransaction', start)) as { transactionId: number }
  expect((await ask('/me')).text).toContain('Sedang mengisi')
  await post.call('StopTransaction', { transactionId, meterStop: 2250, timestamp: at(60) })
  const { tx } = system.database.writeConnection
  const issued = "select id, '{}', ? from session where transaction_id = ?"
  await tx.run(`insert into receipt (session_id, content, issued_at) ${issued}`, [at(61), transactionId])
  const page = await ask('/me/history')
  expect(page.text).toContain('November 2026')
  expect(page.text).toContain('1,25 kWh')
  expect(page.text).toContain('<title>23 November 2026: Energi 1,25 kWh</title>')
  const csv = await ask('/me/history/csv?month=2026-11')
  const receipt = /"(http[^"]+\/r\/1\.[\w-]{22})"\r\n$/.exec(csv.text)?.[1]
  expect(page.text).toContain(`<a href="${receipt}">`)
  expect(csv.text.split('\r\n')[1]).toContain('"2026-11-23 11:01 WITA","CLK-0001"')
  expect((await ask('/me/history/csv?month=2026-10')).text.split('\r\n')).toHaveLength(2)
  expect((await ask('/me/history?month=2026-13')).status).toBe(400)
  const months = await system.cloud.app.request('/api/v1/me/months', { headers: { Cookie: cookie } })
  expect(await months.json()).toEqual([
    expect.objectContaining({ month: '2026-11', sessions: 1, energyWh: 1250 }),
  ])
})

test('a card is blocked at once, unblocked, and reported lost with another one ordered', async () => {
  await ask(`/me/cards/${card}/blocking`, {})
  expect((await ask('/me/cards')).text).toContain('Anda blokir')
  await ask(`/me/cards/${card}/unblocking`, {})
  expect((await ask('/me/cards')).text).toContain('Aktif')
  expect((await ask(`/me/cards/${card}/loss`)).text).toContain('····C0DE hilang?')
  const tooShort = await ask(`/me/cards/${card}/loss`, { name: 'Wayan', address: 'x' })
  expect([tooShort.status, tooShort.text]).toEqual([400, expect.stringContaining('value="Wayan"')])
  await ask(`/me/cards/${card}/loss`, { name: 'Wayan', address: 'Jalan Melati 3, Ubud' })
  const lost = (await ask('/me/cards')).text
  expect(lost).toContain('Hilang')
  expect(lost).toContain('Jalan Melati 3, Ubud')
  expect((await ask(`/me/cards/${card}/unblocking`, {})).status).toBe(409)
  const order = /card-orders\/([\w-]+)\/cancellation/.exec(lost)?.[1] ?? ''
  expect((await ask(`/me/card-orders/${order}/cancellation`, {})).status).toBe(303)
  expect((await ask(`/me/card-orders/${order}/cancellation`, {})).status).toBe(409)
})

test('motorcycles, one’s name and consents are kept; what is wrong stays typed', async () => {
  const wrong = await ask('/me/vehicles', { name: 'Motor', plate: 'DK 1234 AB', batteryWh: '7' })
  expect([wrong.status, wrong.text]).toEqual([409, expect.stringContaining('value="DK 1234 AB"')])
  await ask('/me/vehicles', { name: 'Motor', plate: 'dk 1234 ab', batteryWh: '1440' })
  const vehicles = (await ask('/me/vehicles')).text
  expect(vehicles).toContain('DK 1234 AB · 1440 Wh')
  const id = /\/me\/vehicles\/([\w-]+)\/removal/.exec(vehicles)?.[1] ?? ''
  await ask(`/me/vehicles/${id}`, { name: 'Motor kantor', plate: '', batteryWh: '' })
  expect((await ask('/me/vehicles')).text).toContain('Motor kantor')
  expect((await ask(`/me/vehicles/${id}/removal`, {})).status).toBe(303)
  expect((await ask(`/me/vehicles/${id}/removal`, {})).status).toBe(409)
  await ask('/me/data', { name: 'Wayan <b>', language: 'en' })
  const data = (await ask('/me/data')).text
  expect(data).toContain('value="Wayan &lt;b&gt;"')
  expect(data).not.toMatch(/name="chargingFinished" checked/)
  const version = /name="version" value="([^"]+)"/.exec(data)?.[1] ?? ''
  await ask('/me/consents/news', { version, given: 'yes' })
  expect((await ask('/me/data')).text).toContain('Anda setuju.')
  expect((await ask('/me/consents/news', { version: 'older', given: 'yes' })).status).toBe(409)
})

test('an account is deleted after a fresh code only, and nobody is signed in any more', async () => {
  const refused = await ask('/me/closing/code/redemption', { code: '123456' })
  expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('Kode itu tidak cocok')])
  expect((await ask('/me/closing/code', {})).text).toContain('Kode tidak dapat dikirim sekarang')
  expect((await ask('/me/closing', {})).status).toBe(403)
  cookie = await seededSignIn(system, { role: 'driver', isFresh: true })
  expect((await ask('/me/data')).text).toContain('action="/me/closing"')
  const closed = await ask('/me/closing', {})
  expect([closed.status, closed.text]).toEqual([200, expect.stringContaining('Akun Anda sudah dihapus')])
  expect((await ask('/me')).to).toBe('/sign-in?next=%2Fme')
})

test('energy is counted by the days of the site’s calendar', () => {
  const session = { businessDay: '2026-02-28', startedAt: '2026-02-27T18:00:00.000Z', energyWh: 900 }
  const days = energyByDay([{ session: session as Session, receiptUrl: undefined }], '2026-02')
  expect(days).toHaveLength(28)
  expect(days.at(-1)).toEqual({ day: 28, energyWh: 900 })
})
