import type { RPCClient } from 'ocpp-rpc'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Session } from '../features/charging/schemas.ts'
import { startTestCloud, type TestCloud, testNow } from '../testing/test-cloud.ts'

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

const start = (change: object = {}): Promise<{ transactionId: number; idTagInfo: { status: string } }> =>
  charger.call('StartTransaction', {
    connectorId: 1,
    idTag: card,
    meterStart: 5000,
    timestamp: at(0),
    ...change,
  }) as Promise<{ transactionId: number; idTagInfo: { status: string } }>

const stop = (transactionId: number, change: object = {}) => {
  system.setWall(testNow + 60 * minute)
  return charger.call('StopTransaction', {
    transactionId,
    idTag: card,
    meterStop: 6250,
    timestamp: at(60 * minute),
    reason: 'Local',
    ...change,
  })
}

const sessions = async (query = ''): Promise<Session[]> => {
  const { body } = await system.api<{ items: Session[] }>(`/sessions${query}`)
  return body.items
}

const suspectMessages = async () => {
  const { body } = await system.api<{ items: { action: string; reasons: string[] }[] }>('/suspect-messages')
  return body.items.map(({ action, reasons }) => [action, ...reasons])
}

test('boot, status, card, start, readings, stop: one bill in whole rupiah', async () => {
  const boot = await charger.call('BootNotification', {
    chargePointVendor: 'Maker',
    chargePointModel: 'Two',
  })
  expect(boot).toMatchObject({ status: 'Accepted', currentTime: at(0) })
  const { interval } = boot as { interval: number }
  expect(interval).toBeGreaterThanOrEqual(270)
  expect(interval).toBeLessThanOrEqual(300)
  expect(await charger.call('Heartbeat', {})).toEqual({ currentTime: at(0) })
  for (const [connectorId, status] of [
    [0, 'Available'],
    [1, 'Preparing'],
  ])
    await charger.call('StatusNotification', {
      connectorId,
      status,
      errorCode: 'NoError',
    })
  expect(await charger.call('Authorize', { idTag: card })).toEqual({
    idTagInfo: { status: 'Accepted' },
  })

  const { transactionId, idTagInfo } = await start()
  expect(idTagInfo).toEqual({ status: 'Accepted' })
  await charger.call('MeterValues', {
    connectorId: 1,
    transactionId,
    meterValue: [
      {
        timestamp: at(30 * minute),
        sampledValue: [
          {
            value: '5600',
            measurand: 'Energy.Active.Import.Register',
            unit: 'Wh',
          },
          { value: '1198', measurand: 'Power.Active.Import', unit: 'W' },
        ],
      },
    ],
  })
  const [underWay] = await sessions('?state=charging')
  expect(underWay).toMatchObject({
    energyWh: 600,
    powerW: 1198,
    amountIdr: 1480,
    suspectReasons: [],
  })

  expect(await stop(transactionId)).toEqual({
    idTagInfo: { status: 'Accepted' },
  })
  const [billed] = await sessions()
  expect(billed).toMatchObject({
    transactionId,
    state: 'finished',
    energyWh: 1250,
    amountIdr: 3083,
    businessDay: '2026-11-23',
    stopReason: 'Local',
    bill: {
      totalIdr: 3083,
      lines: [
        {
          kind: 'energy',
          energyWh: 1250,
          priceIdrPerKwh: 2466,
          amountIdr: 3083,
        },
      ],
    },
  })
})

test('blocked, expired and unknown cards are refused, whatever their case', async () => {
  const verdict = async (idTag: string) => {
    const answer = (await charger.call('Authorize', { idTag })) as {
      idTagInfo: { status: string }
    }
    return answer.idTagInfo.status
  }
  expect(await verdict('04ffeeddccbbaa')).toBe('Blocked')
  expect(await verdict('04EEEE')).toBe('Expired')
  expect(await verdict('0000')).toBe('Invalid')
  expect(await verdict('')).toBe('Invalid')
  expect(await verdict(card.toLowerCase())).toBe('Accepted')
})

test('a card of a family carries its parent', async () => {
  expect(await charger.call('Authorize', { idTag: '04AAAA' })).toEqual({
    idTagInfo: { status: 'Accepted', parentIdTag: 'FAMILY' },
  })
})

test('a card that charges on one socket cannot start on another', async () => {
  await start()
  expect(await start({ connectorId: 2, meterStart: 0 })).toMatchObject({
    idTagInfo: { status: 'ConcurrentTx' },
  })
})

test('a start with a refused card is stored and answered with the reason', async () => {
  const { transactionId, idTagInfo } = await start({ idTag: '04FFEEDDCCBBAA' })
  expect(idTagInfo.status).toBe('Blocked')
  expect(transactionId).toBeGreaterThan(0)
  expect(await sessions()).toHaveLength(1)
})

test('a repeated start gets its first answer, even after the card was blocked', async () => {
  const first = await start()
  expect(
    (
      await system.api(`/id-tags/${card}`, {
        method: 'PUT',
        body: { status: 'Blocked' },
      })
    ).status,
  ).toBe(200)
  expect(await start()).toEqual(first)
  expect(await sessions()).toHaveLength(1)
})

test('starts of one instant that differ in their meter are each known again, also after one that came later', async () => {
  const first = await start()
  const sameInstant = await start({ meterStart: 5001 })
  const later = await start({ meterStart: 5001, timestamp: at(5) })
  expect(new Set([first, sameInstant, later].map(({ transactionId }) => transactionId)).size).toBe(3)
  expect(await start()).toEqual(first)
  expect(await start({ meterStart: 5001 })).toEqual(sameInstant)
  expect(await start({ meterStart: 5001, timestamp: at(5) })).toEqual(later)
  expect(await sessions()).toHaveLength(3)
})

test('a start that is repeated with another card puts its session in doubt before it has ended, and a person asks after', async () => {
  const first = await start()
  expect(await start({ idTag: '04AAAA' })).toEqual(first)
  await stop(first.transactionId, { timestamp: at(20 * minute) })
  const doubted = { suspectReasons: ['startRepeatedWithAnotherCard'], amountIdr: null }
  expect(await sessions()).toMatchObject([doubted])

  const later = { meterStart: 6250, timestamp: at(20 * minute) }
  const second = await start(later)
  await stop(second.transactionId, { meterStop: 7250 })
  for (const idTag of ['04AAAA', '04AAAA', '04BBBB']) expect(await start({ ...later, idTag })).toEqual(second)
  expect(await sessions()).toMatchObject([{ amountIdr: 2466, suspectReasons: [] }, doubted])
  const kept = ['StartTransaction', 'startRepeatedWithAnotherCard']
  expect(await suspectMessages()).toEqual([kept, kept])
})

test('a repeated stop gets its first answer and is billed once', async () => {
  const { transactionId } = await start()
  const first = await stop(transactionId)
  expect(await stop(transactionId)).toEqual(first)
  expect(await sessions()).toHaveLength(1)
  expect(await suspectMessages()).toEqual([])
})

test('transactionIds are one sequence over all chargers', async () => {
  const first = await start()
  const other = await system.connect('CLK-0002')
  const second = (await other.call('StartTransaction', {
    connectorId: 1,
    idTag: '04AAAA',
    meterStart: 5000,
    timestamp: at(0),
  })) as { transactionId: number }
  expect(second.transactionId).toBe(first.transactionId + 1)
})

test('a session that was offline from start to stop is paired and billed like any other', async () => {
  system.setWall(testNow + 24 * 60 * minute)
  const { transactionId } = await start({ timestamp: at(0) })
  await charger.call('StopTransaction', {
    transactionId,
    meterStop: 6250,
    timestamp: at(60 * minute),
  })
  expect(await sessions()).toMatchObject([{ amountIdr: 3083, suspectReasons: [], businessDay: '2026-11-23' }])
})

test('a stop that comes after the next start is still billed', async () => {
  const first = await start()
  system.setWall(testNow + 2 * 60 * minute)
  await start({
    idTag: '04AAAA',
    meterStart: 6250,
    timestamp: at(90 * minute),
  })
  expect((await sessions('?suspect=true')).map(({ suspectReasons }) => suspectReasons)).toEqual([
    ['nextStartBeforeStop'],
  ])
  await charger.call('StopTransaction', {
    transactionId: first.transactionId,
    meterStop: 6250,
    timestamp: at(60 * minute),
  })
  expect(await sessions('?state=finished')).toMatchObject([{ amountIdr: 3083, suspectReasons: [] }])
})

test('a stop with transactionId -1 after an offline start closes the one session that fits, for a person to confirm', async () => {
  const { transactionId } = await start()
  await stop(-1)
  expect(await sessions()).toMatchObject([
    {
      transactionId,
      state: 'finished',
      energyWh: 1250,
      suspectReasons: ['pairedByFacts'],
      bill: null,
    },
  ])
})

test('a stop of an unknown transaction is answered and kept, once', async () => {
  const first = await stop(999_999)
  expect(first).toEqual({ idTagInfo: { status: 'Accepted' } })
  expect(await stop(999_999)).toEqual(first)
  expect(await suspectMessages()).toEqual([['StopTransaction', 'unknownTransaction']])
})

test("a charger cannot stop another charger's transaction", async () => {
  const { transactionId } = await start()
  const other = await system.connect('CLK-0002')
  await other.call('StopTransaction', {
    transactionId,
    meterStop: 9000,
    timestamp: at(minute),
  })
  expect(await sessions()).toMatchObject([{ state: 'charging' }])
  expect(await suspectMessages()).toHaveLength(1)
})

test('a second stop that contradicts the first changes no bill and is kept', async () => {
  const { transactionId } = await start()
  await stop(transactionId)
  await stop(transactionId, { meterStop: 9999 })
  expect(await sessions()).toMatchObject([{ energyWh: 1250, amountIdr: 3083 }])
  expect(await suspectMessages()).toEqual([['StopTransaction', 'contradictsStop']])
})

test('a meter that went back is stored as suspect and not billed', async () => {
  const { transactionId } = await start()
  await stop(transactionId, { meterStop: 4999 })
  expect(await sessions('?suspect=true')).toMatchObject([
    {
      state: 'finished',
      suspectReasons: ['meterWentBack'],
      bill: null,
      amountIdr: null,
    },
  ])
})

test('readings in the stop message are kept with the session', async () => {
  const { transactionId } = await start()
  const [session] = await sessions()
  await stop(transactionId, {
    transactionData: [
      {
        timestamp: at(30 * minute),
        sampledValue: [{ value: '5700', context: 'Sample.Periodic' }],
      },
    ],
  })
  const { body } = await system.api(`/sessions/${session?.id}/readings`)
  expect(body).toMatchObject({
    items: [{ energyWh: 5700, measuredAt: at(30 * minute) }],
    nextCursor: null,
  })
})

test('statuses queued during an offline spell do not overwrite the newer one', async () => {
  const status = (text: string, offsetMs: number) =>
    charger.call('StatusNotification', {
      connectorId: 1,
      status: text,
      errorCode: 'NoError',
      timestamp: at(offsetMs),
    })
  await status('Charging', -minute)
  await status('Preparing', -5 * minute)
  const { body } = await system.api('/chargers/CLK-0001')
  expect(body).toMatchObject({
    connectors: [
      { connectorId: 1, status: 'Charging' },
      { connectorId: 2, status: null },
    ],
  })
})
