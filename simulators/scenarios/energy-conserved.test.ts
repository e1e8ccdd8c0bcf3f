import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { energyPriceHalfUp } from '@colok/shared/money'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Motorcycle } from '../src/motorcycle/motorcycle.ts'
import { SteadyLoad } from './steady-load.ts'
import { Street } from './street.ts'

const outboxEntry = z.object({ kind: z.string(), meterStopWh: z.int().optional() })
const stopTransaction = z.object({ transactionId: z.int(), meterStop: z.int() })

/** What the charger itself has written down; read from a copy, as its own file stays locked and is not to be touched. */
function chargerRecords(street: Street) {
  const copy = join(street.dataDir, 'copy-of-charger')
  cpSync(join(street.dataDir, 'charger', 'data'), copy, { recursive: true })
  const database = new DatabaseSync(join(copy, 'charger.db'))
  const journal = database
    .prepare('SELECT max(import_wh) AS importWh FROM reading WHERE connector_id = 1')
    .get()
  const outbox = database.prepare('SELECT entry FROM outbox ORDER BY id').all()
  database.close()
  return {
    journalledWh: Number(journal?.importWh),
    outbox: outbox.map(({ entry }) => outboxEntry.parse(JSON.parse(String(entry)))),
  }
}

describe('energy is conserved', () => {
  let street: Street
  beforeEach(async () => {
    street = await Street.open()
  })
  afterEach(() => street.close())

  test('what the meter delivered, the charger wrote, StopTransaction said and the bill charges agree to 1 Wh', async () => {
    const stops: z.infer<typeof stopTransaction>[] = []
    street.demo.network.onMessage((direction, text) => {
      const message = JSON.parse(text) as unknown[]
      if (direction === 'fromCharger' && message[2] === 'StopTransaction')
        stops.push(stopTransaction.parse(message[3]))
    })
    const load = new SteadyLoad()
    await street.startSession(1, load)
    await street.untilDelivered(1, 12)

    // With the cable cut the stop has to wait in the charger's own records, where a power cut lets it be read.
    street.demo.network.cut()
    await street.stopSession(1)
    const shownIdr = await street.finalPriceOnLcd()
    const socket = street.socket(1)
    await street.demo.switchPower(false)
    const records = chargerRecords(street)
    expect(stops).toEqual([])
    street.demo.network.restore()
    await street.demo.switchPower(true)
    const session = await street.finishedSession()

    const deliveredWh = socket.energyMwh / 1000
    expect(load.absorbedMwh).toBe(socket.energyMwh)
    expect(Math.abs(socket.registerWh - deliveredWh)).toBeLessThan(1)
    expect(stops).toHaveLength(1)
    const toldWh = (stops[0]?.meterStop ?? 0) - session.meterStartWh
    expect(Math.abs(toldWh - deliveredWh)).toBeLessThanOrEqual(1)
    expect(records.outbox.filter(({ kind }) => kind === 'stopped')).toEqual([
      { kind: 'stopped', meterStopWh: stops[0]?.meterStop },
    ])
    expect(records.journalledWh).toBeLessThanOrEqual(toldWh)
    expect(records.journalledWh).toBeGreaterThanOrEqual(toldWh - 10)
    expect(shownIdr).toBe(energyPriceHalfUp(toldWh, 2466))
    expect(session).toMatchObject({ stopReason: 'Local', suspectReasons: [] })
    expect(session.bill).toMatchObject({ energyWh: toldWh, totalIdr: energyPriceHalfUp(toldWh, 2466) })
  })

  test('a motorcycle holds or has turned into heat all that its socket delivered, and pulling it out ends the session', async () => {
    const motorcycle = new Motorcycle({ startPermille: 960 })
    await street.startSession(2, motorcycle)
    await street.untilDelivered(2, 3)
    street.demo.post.unplug(2)
    const session = await street.finishedSession()
    const { energyMwh, registerWh, relayClosed } = street.socket(2)
    expect(relayClosed).toBe(false)
    expect(motorcycle.reading().drawnMwh).toBe(energyMwh)
    expect(session).toMatchObject({ connectorId: 2, stopReason: 'EVDisconnected', energyWh: registerWh })
  })
})
