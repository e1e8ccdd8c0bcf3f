import { postCode, postCodeLeftMs } from '@colok/shared/post-code'
import { socketPair } from '@colok/shared/testing/socket-pair'
import { toIso } from '@colok/shared/time'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'
import { postSecret } from './display-rows.ts'

const second = 1000
const minute = 60_000

let world: VirtualCloud
beforeEach(async () => {
  world = await startVirtualCloud({ settings: { idleLimitS: 86_400 } })
  world.clock.setWall(Date.UTC(2026, 10, 23, 3))
})
afterEach(() => world.stop())

/** A charge point that answers, and counts what its display was told. */
async function post(options: { readonly vendor?: string; readonly knows?: readonly string[] } = {}) {
  const { vendor = 'Colok', knows = ['SetPostCode', 'SetPrice', 'RunningCost', 'FinalCost'] } = options
  const told: [string, Record<string, unknown>][] = []
  const pair = socketPair(world.clock)
  let answered: (payload: Record<string, unknown>) => void = () => {}
  pair.right.onMessage((text) => {
    const [kind, id, action, payload] = JSON.parse(text) as [
      number,
      string,
      string,
      { messageId: string; data: string },
    ]
    if (kind === 3) return answered(action as unknown as Record<string, unknown>)
    if (action !== 'DataTransfer')
      return pair.right.send(
        JSON.stringify([3, id, action === 'GetConfiguration' ? {} : { status: 'Accepted' }]),
      )
    const isKnown = knows.includes(payload.messageId)
    if (isKnown) told.push([payload.messageId, JSON.parse(payload.data)])
    pair.right.send(JSON.stringify([3, id, { status: isKnown ? 'Accepted' : 'UnknownMessageId' }]))
  })
  await world.whileAdvancing(world.cloud.acceptSocket('CLK-0001', pair.left))
  let calls = 0
  const call = async (action: string, payload: object): Promise<Record<string, unknown>> => {
    const answer = new Promise<Record<string, unknown>>((resolve) => (answered = resolve))
    calls += 1
    pair.right.send(JSON.stringify([2, `c${calls}`, action, payload]))
    return world.whileAdvancing(answer)
  }
  await call('BootNotification', { chargePointVendor: vendor, chargePointModel: 'Post' })
  return { told, call }
}

const at = () => toIso(world.clock.wallMs())
const page = async () =>
  (await world.whileAdvancing(Promise.resolve(world.cloud.app.request('/c/CLK-0001')))).text()
/** What an open page was sent while something went on. */
async function followed(meanwhile: () => Promise<void>): Promise<string> {
  const response = await world.whileAdvancing(Promise.resolve(world.cloud.app.request('/c/CLK-0001/live')))
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const reading = (async () => {
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
      text += part.value
  })()
  await meanwhile()
  await reader?.cancel()
  await reading
  return text
}
const tariff = (body: object) =>
  world.api('/tariffs', {
    method: 'POST',
    body: { name: 'new', priceIdrPerKwh: 2000, validFrom: at(), ...body },
  })

test('a display is told price and code once, after each boot, and when the price has changed', async () => {
  const { told, call } = await post()
  await world.clock.advance(minute)
  const secret = postSecret({ settings: { secret: 'x'.repeat(32) } as never }, 'CLK-0001')
  const first = [
    ['SetPostCode', { secret }],
    ['SetPrice', { priceIdrPerKwh: 2466 }],
  ]
  expect(told).toEqual(first)
  await world.clock.advance(5 * minute)
  expect(told).toHaveLength(2)
  await call('BootNotification', { chargePointVendor: 'Colok', chargePointModel: 'Post' })
  await world.clock.advance(minute)
  expect(told).toEqual([...first, ...first])
  expect((await tariff({})).status).toBe(201)
  await world.clock.advance(minute)
  expect(told.at(-1)).toEqual(['SetPrice', { priceIdrPerKwh: 2000 }])
})

test('a price that begins or changes by the clock is told at that moment', async () => {
  const { told } = await post()
  await world.clock.advance(minute)
  const inMs = 7 * minute + 12_345
  await tariff({ validFrom: toIso(world.clock.wallMs() + inMs) })
  await world.clock.advance(inMs - second)
  expect(told.at(-1)).toEqual(['SetPrice', { priceIdrPerKwh: 2466 }])
  await world.clock.advance(2 * second)
  expect(told.at(-1)).toEqual(['SetPrice', { priceIdrPerKwh: 2000 }])
  // It is eleven in the morning there.
  const rates = [{ fromTime: '11:30', untilTime: '12:00', priceIdrPerKwh: 1800 }]
  await tariff({ name: 'by the hour', rates })
  await world.clock.advance(Date.UTC(2026, 10, 23, 3, 30) - world.clock.wallMs() - second)
  expect(told.at(-1)).toEqual(['SetPrice', { priceIdrPerKwh: 2000 }])
  await world.clock.advance(2 * second)
  expect(told.at(-1)).toEqual(['SetPrice', { priceIdrPerKwh: 1800 }])
})

test('the page shows the code that the display shows, and the next one when that turns', async () => {
  expect(await page()).not.toContain('Kode pos ini')
  await post()
  await world.clock.advance(minute)
  const secret = postSecret({ settings: { secret: 'x'.repeat(32) } as never }, 'CLK-0001')
  const now = postCode(secret, world.clock.wallMs())
  expect(await page()).toContain(`<strong class="number">${now}</strong>`)
  await world.clock.advance(postCodeLeftMs(world.clock.wallMs()))
  const next = postCode(secret, world.clock.wallMs())
  expect(next).not.toBe(now)
  expect(await page()).toContain(`<strong class="number">${next}</strong>`)
  // A page that is open turns by itself.
  expect(await followed(() => world.clock.advance(postCodeLeftMs(world.clock.wallMs()) + second))).toContain(
    `<strong class="number">${postCode(secret, world.clock.wallMs())}</strong>`,
  )
  const frames = await world.api<{ items: { text: string }[] }>('/chargers/CLK-0001/frames?limit=100')
  expect(JSON.stringify(frames.body)).toContain('SetPostCode')
  expect(JSON.stringify(frames.body)).not.toContain(secret)
})

test('a charger of somebody else is told nothing, and its page shows no code', async () => {
  const { told } = await post({ vendor: 'Other' })
  await world.clock.advance(2 * minute)
  expect(told).toEqual([])
  expect(await page()).not.toContain('Kode pos ini')
})

test('an older firmware that knows no code shows the price, and its page no code', async () => {
  const { told } = await post({ knows: ['SetPrice'] })
  await world.clock.advance(2 * minute)
  expect(told).toEqual([['SetPrice', { priceIdrPerKwh: 2466 }]])
  expect(await page()).not.toContain('Kode pos ini')
})

/** A session of a card, up to a kWh. */
async function charge({ call }: Awaited<ReturnType<typeof post>>) {
  const { transactionId } = await call('StartTransaction', {
    connectorId: 1,
    idTag: '04A1B2C3D4E5F6',
    meterStart: 1000,
    timestamp: at(),
  })
  await world.clock.stride(30 * minute, minute)
  const sampledValue = [{ value: '2000', measurand: 'Energy.Active.Import.Register', unit: 'Wh' }]
  await call('MeterValues', {
    connectorId: 1,
    transactionId,
    meterValue: [{ timestamp: at(), sampledValue }],
  })
  await world.clock.advance(15 * second)
  return transactionId
}

test('a session that costs by time too: the display is told after each reading, and in the end', async () => {
  await tariff({ priceIdrPerKwh: 1000, priceIdrPerHour: 1000 })
  const charger = await post()
  await world.clock.advance(minute)
  charger.told.length = 0
  const transactionId = await charge(charger)
  const running = ['RunningCost', { transactionId, amountIdr: 1500, energyWh: 1000, priceIdrPerKwh: 1000 }]
  expect(charger.told).toEqual([running])
  await world.clock.stride(30 * minute, minute)
  expect(charger.told).toEqual([running])
  await charger.call('StopTransaction', { transactionId, meterStop: 2000, timestamp: at(), reason: 'Local' })
  await world.clock.advance(15 * second)
  expect(charger.told.at(-1)).toEqual(['FinalCost', { transactionId, amountIdr: 2004, energyWh: 1000 }])
})

test('a price that has changed since: the session goes on at its own, and the display says so', async () => {
  const charger = await post()
  await world.clock.advance(minute)
  const { transactionId } = await charger.call('StartTransaction', {
    connectorId: 1,
    idTag: '04A1B2C3D4E5F6',
    meterStart: 1000,
    timestamp: at(),
  })
  await world.clock.advance(15 * second)
  await tariff({ priceIdrPerKwh: 1000 })
  await world.clock.advance(15 * second)
  expect(charger.told.at(-1)).toEqual(['SetPrice', { priceIdrPerKwh: 1000 }])
  const sampledValue = [{ value: '2000', measurand: 'Energy.Active.Import.Register', unit: 'Wh' }]
  const meterValue = [{ timestamp: at(), sampledValue }]
  await charger.call('MeterValues', { connectorId: 1, transactionId, meterValue })
  await world.clock.advance(15 * second)
  const cost = { transactionId, amountIdr: 2466, energyWh: 1000, priceIdrPerKwh: 2466 }
  expect(charger.told.at(-1)).toEqual(['RunningCost', cost])
})

test('a display that reckons right by itself is told nothing: mobile data are dear', async () => {
  const charger = await post()
  await world.clock.advance(minute)
  charger.told.length = 0
  const transactionId = await charge(charger)
  await charger.call('StopTransaction', { transactionId, meterStop: 2000, timestamp: at(), reason: 'Local' })
  await world.clock.advance(15 * second)
  expect(charger.told).toEqual([])
})
