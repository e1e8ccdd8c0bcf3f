import { AllowancesTaken, type VendorMessage, vendorRequest } from '@colok/shared/vendor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ChargerBench } from '../testing/charger-bench.ts'
import { allowanceOf, takenOf, withList, withSpent } from './allowances.ts'
import type { Allowances } from './durable.ts'

const card = '04A0A0A0A0A0A0'
const none: Allowances = { version: 0, cards: {}, spent: [] }

async function tell(
  bench: ChargerBench,
  version: number,
  allowances: VendorMessage<'SetAllowances'>['allowances'],
) {
  const request = vendorRequest('SetAllowances', { version, allowances })
  const { status, data } = await bench.confirmation('DataTransfer', request)
  return { status, taken: AllowancesTaken.parse(JSON.parse(data ?? '')) }
}

/** A charger that may give `card` 100 Wh while it is offline, with the network cut. */
async function offline(options: Parameters<typeof ChargerBench.start>[0] = {}) {
  const bench = await ChargerBench.start(options)
  await tell(bench, 1, [{ id: 'one', idTag: card.toLowerCase(), limitWh: 100 }])
  bench.central.cut()
  return bench
}
const delivered = (bench: ChargerBench) => Math.floor((bench.devices.meters[0]?.energyMwh ?? 0) / 1000)

describe('a card of a wallet, without a network', () => {
  test('takes its allowance and no more, once, and all of it is told later', async () => {
    const bench = await offline()
    await bench.startSession(1, card)
    expect(bench.isClosed()).toBe(true)
    await bench.advance(1_800_000)
    expect(bench.isClosed()).toBe(false)
    expect(delivered(bench)).toBeLessThanOrEqual(101)
    expect(delivered(bench)).toBeGreaterThanOrEqual(100)
    await bench.plugOut()
    await bench.startSession(1, card)
    expect(bench.isClosed()).toBe(false)
    expect(bench.lcd).toContain('Jaringan terputus')
    bench.central.heal()
    await bench.advance(70_000)
    const [start] = bench.central.sent('StartTransaction')
    expect(start).toMatchObject({ idTag: card, meterStart: 0 })
    expect(bench.central.sent('StopTransaction')).toMatchObject([{ meterStop: delivered(bench) }])
    expect(await tell(bench, 2, [])).toEqual({
      status: 'Accepted',
      taken: { version: 2, spent: [{ id: 'one', connectorId: 1, meterStart: 0 }] },
    })
  })

  test('starts nothing without one, whatever the cache and the list say', async () => {
    const bench = await ChargerBench.start()
    await bench.confirmation('SendLocalList', {
      listVersion: 1,
      updateType: 'Full',
      localAuthorizationList: [{ idTag: card, idTagInfo: { status: 'Invalid' } }],
    })
    await tell(bench, 1, [])
    await bench.startSession(1, card)
    expect(bench.isClosed()).toBe(true)
    await bench.tap(card)
    await bench.plugOut()
    bench.central.cut()
    await bench.startSession(1, card)
    expect(bench.isClosed()).toBe(false)
  })

  test('that was limited when it could be asked about is not remembered as good', async () => {
    const bench = await ChargerBench.start()
    const limit = { connectorId: 1, idTag: card, limitWh: 50 }
    await bench.confirmation('DataTransfer', vendorRequest('SetSessionLimit', limit))
    await bench.startSession(1, card)
    await bench.advance(600_000)
    expect(bench.isClosed()).toBe(false)
    await bench.plugOut()
    bench.central.cut()
    await bench.startSession(1, card)
    expect(bench.isClosed()).toBe(false)
    expect(bench.lcd).toContain('Jaringan terputus')
  })

  test('does not start by one that was asked back before the plug was in', async () => {
    const bench = await offline({ keys: { ConnectionTimeOut: '600' } })
    await bench.tap(card)
    bench.central.heal()
    await bench.advance(70_000)
    expect(await tell(bench, 2, [])).toEqual({ status: 'Accepted', taken: { version: 2, spent: [] } })
    bench.central.cut()
    await bench.plugIn()
    expect(bench.isClosed()).toBe(false)
  })

  test('has it at one socket only', async () => {
    const bench = await offline({ connectors: 2 })
    await bench.tap(card, [1])
    await bench.tap(card, [2])
    expect(bench.lcd.join(' ')).toContain('Kartu sedang dipakai')
    await bench.plugIn(2)
    expect(bench.isClosed(2)).toBe(false)
    await bench.plugIn(1)
    expect(bench.isClosed(1)).toBe(true)
  })

  test('has spent it for good, also when the power is cut in the middle', async () => {
    const bench = await offline()
    await bench.startSession(1, card)
    await bench.advance(60_000)
    bench.cutPower()
    bench.central.reachable = false
    await bench.plugOut()
    bench.powerOn()
    await bench.advance(20_000)
    await bench.startSession(1, card)
    expect(bench.isClosed()).toBe(false)
  })
})

test('with a network it is asked about, its limit is the one that is told, and its allowance stays whole', async () => {
  const bench = await ChargerBench.start()
  await tell(bench, 1, [{ id: 'one', idTag: card, limitWh: 100 }])
  const limit = { connectorId: 1, idTag: card, limitWh: 300 }
  await bench.confirmation('DataTransfer', vendorRequest('SetSessionLimit', limit))
  await bench.startSession(1, card)
  await bench.advance(1_800_000)
  expect(bench.central.sent('Authorize')).toEqual([{ idTag: card }])
  expect(delivered(bench)).toBeGreaterThanOrEqual(300)
  expect(delivered(bench)).toBeLessThanOrEqual(301)
  expect(await tell(bench, 2, [])).toMatchObject({ taken: { spent: [] } })
})

test('an older list changes nothing, and says which one counts', async () => {
  const bench = await ChargerBench.start()
  await tell(bench, 7, [{ id: 'one', idTag: card, limitWh: 100 }])
  expect(await tell(bench, 7, [])).toEqual({ status: 'Rejected', taken: { version: 7, spent: [] } })
  bench.central.cut()
  await bench.startSession(1, card)
  expect(bench.isClosed()).toBe(true)
})

test('the display says why a card of a wallet is refused', async () => {
  const bench = await ChargerBench.start()
  bench.central.answers.Authorize = ({ idTag }) => {
    void bench.central.call('DataTransfer', vendorRequest('CardRefused', { idTag, reason: 'noBalance' }))
    return { idTagInfo: { status: 'Blocked' } }
  }
  await bench.plugIn()
  await bench.tap(card)
  await bench.advance(200)
  expect(bench.lcd).toContain('Saldo kosong')
  expect(bench.isClosed()).toBe(false)
})

test('whatever comes in whatever order, an allowance is good once, and only while it is on the newest list', () => {
  const ids = fc.constantFrom('a', 'b', 'c', 'd')
  const idTags = fc.constantFrom('CARD-1', 'card-1', 'CARD-2')
  const list = fc.record({
    version: fc.integer({ min: 1, max: 8 }),
    allowances: fc.array(fc.record({ id: ids, idTag: idTags, limitWh: fc.integer({ min: 1, max: 9 }) }), {
      maxLength: 3,
    }),
  })
  const event = fc.oneof(
    list.map((message) => ({ kind: 'told', message }) as const),
    idTags.map((idTag) => ({ kind: 'tapped', idTag }) as const),
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      let allowances = none
      const used: string[] = []
      for (const each of events) {
        if (each.kind === 'told') {
          const next = withList(allowances, each.message)
          expect(next === undefined).toBe(each.message.version <= allowances.version)
          allowances = next ?? allowances
          continue
        }
        const allowance = allowanceOf(allowances, each.idTag)
        if (allowance === undefined || allowance === 'spent') continue
        expect(Object.values(allowances.cards)).toContainEqual(allowance)
        used.push(allowance.id)
        allowances = withSpent(allowances, { id: allowance.id, connectorId: 1, meterStartWh: used.length })
      }
      expect(new Set(used).size).toBe(used.length)
      expect(takenOf(allowances).spent.map(({ id }) => id)).toEqual(used)
    }),
  )
})
