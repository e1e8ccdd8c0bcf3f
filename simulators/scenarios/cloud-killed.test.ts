import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { SteadyLoad } from './steady-load.ts'
import { Street } from './street.ts'

const call = z.tuple([z.literal(2), z.string(), z.string(), z.unknown()])
const answer = z.tuple([z.literal(3), z.string(), z.unknown()])
const meterValues = z.object({ meterValue: z.array(z.object({ timestamp: z.iso.datetime() })) })

/** Listens on the cable for the times of readings that the central system has acknowledged. */
function acknowledgedReadings(street: Street): ReadonlySet<string> {
  const sent = new Map<string, string[]>()
  const acknowledged = new Set<string>()
  street.demo.network.onMessage((direction, text) => {
    const message: unknown = JSON.parse(text)
    if (direction === 'fromCharger') {
      const { data } = call.safeParse(message)
      if (data?.[2] !== 'MeterValues') return
      sent.set(
        data[1],
        meterValues.parse(data[3]).meterValue.map(({ timestamp }) => timestamp),
      )
    } else {
      const { data } = answer.safeParse(message)
      for (const timestamp of sent.get(data?.[1] ?? '') ?? [])
        acknowledged.add(new Date(timestamp).toISOString())
    }
  })
  return acknowledged
}

describe('the central system is killed', () => {
  let street: Street
  beforeEach(async () => {
    street = await Street.open({ chargerKeys: { MeterValueSampleInterval: '1' } })
  })
  afterEach(() => street.close())

  test('no acknowledged meter value is lost, the session goes on, and it is billed once', async () => {
    const acknowledged = acknowledgedReadings(street)
    await street.startSession(1, new SteadyLoad())
    await street.until('three readings are acknowledged', () => acknowledged.size >= 3)

    await street.demo.cloud.cutOff()
    const before = [...acknowledged]
    await street.untilDelivered(1, 2)
    expect(street.socket(1).relayClosed).toBe(true)

    await street.demo.cloud.start()
    const running = await street.until(
      'the session is still under way',
      async () => (await street.sessions())[0],
    )
    expect(running).toMatchObject({ state: 'charging', connectorId: 1 })
    const stored = (await street.readings(running)).map(({ measuredAt }) => measuredAt)
    expect(stored).toEqual(expect.arrayContaining(before))

    await street.until('readings are acknowledged again', () => acknowledged.size > before.length)
    await street.stopSession(1)
    const session = await street.finishedSession()
    expect(session).toMatchObject({ id: running.id, suspectReasons: [] })
    expect(session.bill?.energyWh).toBe(street.socket(1).registerWh)
    expect(await street.sessions()).toHaveLength(1)
  })
})
