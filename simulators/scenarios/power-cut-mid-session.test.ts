import { energyPriceHalfUp } from '@colok/shared/money'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SteadyLoad } from './steady-load.ts'
import { Street } from './street.ts'

/** So much of what was delivered may be missing from the bill after a power cut, and never a Wh more. */
const mostLostWh = 10

describe('the power goes in the middle of a session', () => {
  let street: Street
  // Values come often, so that the central system always knows what the journal holds and no more.
  beforeEach(async () => {
    street = await Street.open({ chargerKeys: { MeterValueSampleInterval: '2' } })
  })
  afterEach(() => street.close())

  test('the session ends with PowerLoss and at most 10 Wh lost, and the relay stays open', async () => {
    await street.startSession(1, new SteadyLoad())
    await street.untilDelivered(1, 12)

    await street.demo.switchPower(false)
    const deliveredWh = street.socket(1).registerWh
    expect(street.socket(1).relayClosed).toBe(false)
    expect(street.lcd().trim()).toBe('')

    await street.demo.switchPower(true)
    const session = await street.finishedSession()
    expect(street.socket(1)).toMatchObject({ relayClosed: false, registerWh: deliveredWh })
    expect(session).toMatchObject({ stopReason: 'PowerLoss', suspectReasons: [], signature: 'valid' })
    // The last journalled reading is vouched for as what it is: a substitute, whose time must not be billed.
    expect(await street.api(`sessions/${session.id}/signed-readings`)).toMatch(
      /\\"TX\\":\\"P\\",.*\\"EF\\":\\"t\\",\\"ST\\":\\"S\\"/,
    )
    const energyWh = (session.meterStopWh ?? 0) - session.meterStartWh
    expect(energyWh).toBeLessThanOrEqual(deliveredWh)
    expect(energyWh).toBeGreaterThanOrEqual(deliveredWh - mostLostWh)
    expect(session.bill).toMatchObject({ energyWh, totalIdr: energyPriceHalfUp(energyWh, 2466) })
    expect(await street.sessions()).toHaveLength(1)
  })

  test('a killed controller cannot hold the relay closed, and ends its session when it is back', async () => {
    await street.startSession(1, new SteadyLoad())
    await street.untilDelivered(1, 3)

    process.kill(street.demo.charger.pid ?? 0, 'SIGKILL')
    await street.until('the board opens the relay by itself', () => !street.socket(1).relayClosed)

    const session = await street.finishedSession()
    expect(session).toMatchObject({ stopReason: 'PowerLoss', suspectReasons: [] })
    expect(street.socket(1).relayClosed).toBe(false)
    expect(await street.sessions()).toHaveLength(1)
  })
})
