import { energyPriceHalfUp } from '@colok/shared/money'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { SteadyLoad } from './steady-load.ts'
import { card, Street } from './street.ts'

/** Several turns of real chargers, which rest a minute between two of their own. */
const patienceMs = { timeout: 240_000 }

const secondCard = '04C0FFEE112233'
const budgetPath = 'sites/sangeh-monkey-forest/power-budget'
/** For one motorcycle of the two. */
const limitW = 1200

const budgetSchema = z.object({
  mayDrawW: z.int(),
  isOver: z.boolean(),
  chargers: z.array(z.object({ safeW: z.int().nullable() })),
  sockets: z.array(
    z.object({ connectorId: z.int(), isOn: z.boolean(), limitW: z.int(), toldW: z.int().nullable() }),
  ),
})
const chargerSchema = z.object({
  connectors: z.array(z.object({ status: z.string(), allowedW: z.int().nullable() })),
})

describe('a site with power for one of two motorcycles', patienceMs, () => {
  let street: Street
  /** Both relays closed, seen at any moment of the story. */
  let seenTogether: boolean
  beforeEach(async () => {
    street = await Street.open()
    seenTogether = false
  })
  afterEach(() => street.close())

  const closed = (connectorId: number) => street.socket(connectorId).relayClosed
  /** Waits until only this socket delivers, and looks all the while whether both do. */
  const untilOnly = (connectorId: number) =>
    street.until(`only socket ${connectorId} delivers`, () => {
      seenTogether ||= closed(1) && closed(2)
      return closed(connectorId) && !closed(3 - connectorId)
    })
  const statuses = async () =>
    chargerSchema.parse(JSON.parse(await street.api('chargers/CLK-0001'))).connectors
  const budget = async () => budgetSchema.parse(JSON.parse(await street.api(budgetPath)))

  test('they take turns, whoever waits is SuspendedEVSE, and each pays what it got', async () => {
    await street.api(`id-tags/${secondCard}`, { method: 'PUT', body: { status: 'Accepted' } })
    const timing = { minOnS: 10, minOffS: 10, turnS: 20, longestWaitS: 60 }
    await street.api(budgetPath, { method: 'PUT', body: { limitW, ...timing } })
    await street.until('the charger keeps to the budget without us', async () =>
      (await budget()).chargers.every(({ safeW }) => safeW === limitW),
    )
    await street.startSession(1, new SteadyLoad(1000))
    await street.until('the first has the power', async () =>
      (await budget()).sockets.some(({ toldW }) => toldW === limitW),
    )

    await street.plugIn(2, new SteadyLoad(1000))
    await street.tap(secondCard)
    await street.until('the second waits', async () => {
      seenTogether ||= closed(1) && closed(2)
      const [, second] = await statuses()
      return second?.status === 'SuspendedEVSE' && second.allowedW === 0
    })
    await untilOnly(2)
    await street.until('the first is told to wait', async () => {
      const [first, second] = await statuses()
      return first?.status === 'SuspendedEVSE' && second?.status === 'Charging'
    })
    expect(JSON.parse(await street.api(`${budgetPath}/check`, { method: 'POST' }))).toMatchObject({
      agrees: true,
      items: [{ toldW: 0 }, { toldW: limitW }],
    })
    expect(await budget()).toMatchObject({ isOver: false, mayDrawW: limitW })
    await street.until('the turn of the second is over', () => !closed(2))
    await untilOnly(1)
    expect(seenTogether).toBe(false)

    for (const [index, uid] of [secondCard, card.accepted].entries()) {
      await street.tap(uid)
      await street.until('the session has ended', async () => {
        const ended = (await street.sessions()).filter(({ state }) => state === 'finished')
        return ended.length === index + 1
      })
    }
    const sessions = await street.sessions()
    for (const { connectorId, energyWh, bill, suspectReasons } of sessions) {
      const { energyMwh } = street.socket(connectorId)
      expect(energyWh).toBeGreaterThan(1)
      expect(Math.abs((energyWh ?? 0) - energyMwh / 1000)).toBeLessThanOrEqual(1)
      expect(suspectReasons).toEqual([])
      expect(bill).toMatchObject({ energyWh, totalIdr: energyPriceHalfUp(energyWh ?? 0, 2466) })
    }
  })
})
