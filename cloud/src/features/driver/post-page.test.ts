import type { RPCClient } from 'ocpp-rpc'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestCloud, type TestCloud, testNow } from '../../testing/test-cloud.ts'

const minute = 60_000
const card = '04A1B2C3D4E5F6'
const at = (offsetMs: number) => new Date(testNow + offsetMs).toISOString()

let system: TestCloud
let charger: RPCClient
beforeEach(async () => {
  system = await startTestCloud()
  charger = await system.connect()
})
afterEach(() => system.stop())

const page = async (path = '/c/CLK-0001') => {
  const html = await (await system.cloud.app.request(path)).text()
  return { html, text: html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ') }
}
const status = (connectorId: number, text: string) =>
  charger.call('StatusNotification', { connectorId, status: text, errorCode: 'NoError', timestamp: at(0) })
const start = async () => {
  const request = { connectorId: 1, idTag: card, meterStart: 100, timestamp: at(0) }
  return ((await charger.call('StartTransaction', request)) as { transactionId: number }).transactionId
}
const stop = (transactionId: number) =>
  charger.call('StopTransaction', { transactionId, meterStop: 1350, timestamp: at(62 * minute) })

test('shows the post, its price and the state of each socket', async () => {
  await status(1, 'Available')
  await status(2, 'Faulted')
  const { text } = await page()
  expect(text).toContain('Pos 1 Sangeh Monkey Forest · CLK-0001')
  expect(text).toContain('Rp 2.466 per kWh, tanpa biaya lain.')
  expect(text).toMatch(/Soket 1 Siap dipakai .*Soket 2 Gangguan/)
})

test('says since when a post is offline, in the time of its place', async () => {
  system.setWall(testNow + 125 * minute)
  await charger.close({ force: true })
  await expect.poll(async () => (await page()).text).toContain('Tidak terhubung sejak 13.05 WITA')
})

test('shows energy and rupiah while charging, then the bill, and never whose card it was', async () => {
  await status(1, 'Charging')
  const transactionId = await start()
  await charger.call('MeterValues', {
    connectorId: 1,
    transactionId,
    meterValue: [
      {
        timestamp: at(30 * minute),
        sampledValue: [
          { value: '700', measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
          { value: '1198', measurand: 'Power.Active.Import', unit: 'W' },
        ],
      },
    ],
  })
  const charging = await page()
  expect(charging.text).toMatch(/0,60 kWh Rp 1\.480 1\.198 dari 1\.200 W/)
  expect(charging.text).toContain('Mulai pukul 11.00 WITA')
  expect(charging.html).toContain('stroke-dasharray="998 1000"')

  system.setWall(testNow + 62 * minute)
  await stop(transactionId)
  const billed = await page()
  expect(billed.text).toMatch(
    /Mulai 11\.00 WITA Berhenti 12\.02 WITA Energi 1,250 kWh Harga per kWh Rp 2\.466/,
  )
  expect(billed.text).toContain('Total Rp 3.083')
  for (const { html } of [charging, billed]) {
    expect(html).not.toContain(card)
    expect(html).not.toContain(card.slice(-4))
  }
})

test('a bill is the last driver’s: it goes after half an hour, and when the next session begins', async () => {
  system.setWall(testNow + 62 * minute)
  await stop(await start())
  expect((await page()).text).toContain('Total Rp 3.083')
  system.setWall(testNow + 93 * minute)
  expect((await page()).text).not.toContain('Total Rp 3.083')
})

test('a session that a person must look at is not shown with a price', async () => {
  system.setWall(testNow + 62 * minute)
  const transactionId = await start()
  await charger.call('StopTransaction', { transactionId, meterStop: 99, timestamp: at(62 * minute) })
  const { text } = await page()
  expect(text).toContain('Anda belum ditagih')
  expect(text).not.toContain('Total')
})

test('the same page in English', async () => {
  await status(1, 'Charging')
  await start()
  const { text } = await page('/c/CLK-0001?lang=en')
  expect(text).toMatch(/Socket 1 Charging 0\.00 kWh Rp 0 Started at 11:00 WITA/)
})

test('a follower gets the whole state at once and again when it changes', async () => {
  const response = await system.cloud.app.request('/c/CLK-0001/live')
  expect(response.headers.get('Content-Type')).toContain('text/event-stream')
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const readUntil = async (wanted: string) => {
    let text = ''
    while (!text.includes(wanted)) {
      const chunk = await reader?.read()
      if (chunk === undefined || chunk.done) throw new Error(`The stream ended before "${wanted}".`)
      text += chunk.value
    }
    return text
  }
  expect(await readUntil('Soket 2')).toMatch(/^event: snapshot/)
  await status(1, 'Preparing')
  expect(await readUntil('Colokkan kabel</span>')).toContain('event: snapshot')
  await reader?.cancel()
})
