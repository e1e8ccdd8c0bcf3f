import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SteadyLoad } from './steady-load.ts'
import { card, Street } from './street.ts'

const expired = '0455667788990A'
const another = '0411223344556B'

describe('a card that may not charge', () => {
  let street: Street
  beforeAll(async () => {
    street = await Street.open()
    await street.api(`id-tags/${expired}`, {
      method: 'PUT',
      body: { status: 'Accepted', expiresAt: '2026-01-01T00:00:00Z' },
    })
    await street.api(`id-tags/${another}`, { method: 'PUT', body: { status: 'Accepted' } })
    await street.plugIn(1, new SteadyLoad())
  })
  afterAll(() => street.close())

  test.each([
    ['blocked', card.blocked, 'Kartu diblokir'],
    ['unknown', card.unknown, 'Kartu tak dikenal'],
    ['expired', expired, 'Kartu kedaluwarsa'],
  ])('is refused when it is %s, with the reason on the LCD', async (_, uid, reason) => {
    await street.tap(uid)
    // The display is redrawn row by row.
    await street.until(
      `the LCD says "${reason}" of this card`,
      () => street.lcd().includes(reason) && street.lcd().includes(`....${uid.slice(-4)}`),
    )
    expect(street.socket(1)).toMatchObject({ relayClosed: false, energyMwh: 0 })
    expect(await street.sessions()).toEqual([])
  })

  test('does not stop the session of another card', async () => {
    await street.tap(card.accepted)
    await street.until('the relay closes', () => street.socket(1).relayClosed)
    for (const uid of [card.blocked, another]) {
      await street.tap(uid)
      await street.until('the LCD answers the card', () => street.lcd().includes(`....${uid.slice(-4)}`))
      await street.untilDelivered(1, 1)
      expect(street.socket(1).relayClosed).toBe(true)
    }
    expect((await street.sessions()).map(({ idTag, state }) => [idTag, state])).toEqual([
      [card.accepted, 'charging'],
    ])
    await street.stopSession(1)
    expect(await street.finishedSession()).toMatchObject({ idTag: card.accepted, stopReason: 'Local' })
  })
})
