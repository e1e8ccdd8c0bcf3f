import { energyForAmountFloor, energyPriceHalfUp } from '@colok/shared/money'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { SteadyLoad } from './steady-load.ts'
import { card, type Session, Street } from './street.ts'

// Sums of a few rupiah, so that limits are reached within seconds at the power of a real socket.
const cloudSettings = {
  COLOK_WALLET_TOP_UP_LEAST_IDR: '10',
  COLOK_WALLET_ALLOWANCE_IDR: '10',
}
const priceIdrPerKwh = 2466

/** Two sessions, and a charger that comes back after a while without a network. */
const longestMs = 180_000

const walletSchema = z.object({
  id: z.string(),
  balanceIdr: z.int(),
  heldIdr: z.int(),
  owedIdr: z.int(),
  page: z.url(),
})
const topUpSchema = z.object({ reference: z.string(), qrContent: z.string() })
const snapshotSchema = z.object({
  bills: z.array(z.object({ id: z.string(), state: z.string(), amountIdr: z.int() })),
})
const holdsSchema = z.object({ items: z.array(z.object({ kind: z.string(), state: z.string() })) })
const booksSchema = z.object({
  accounts: z.array(z.object({ account: z.string(), debitIdr: z.int(), creditIdr: z.int() })),
})

describe('a card that pays from a wallet', () => {
  let street: Street
  let walletId: string
  beforeEach(async () => {
    street = await Street.open({ cloudSettings })
    const made = await street.api('wallets', { method: 'POST', body: { name: 'Wayan' } })
    walletId = walletSchema.parse(JSON.parse(made)).id
    await street.api(`wallets/${walletId}/cards/${card.accepted}`, { method: 'PUT' })
  })
  afterEach(() => street.close())

  const wallet = async () => walletSchema.parse(JSON.parse(await street.api(`wallets/${walletId}`)))

  /** The holder pays the QR in the payer's app, whose provider tells us. */
  async function topUp(amountIdr: number): Promise<void> {
    const before = await wallet()
    const asked = await street.api(`wallets/${walletId}/top-ups`, { method: 'POST', body: { amountIdr } })
    expect(topUpSchema.parse(JSON.parse(asked)).qrContent).toMatch(/^000201/)
    const { issuerApp } = street.demo.addresses
    const { bills } = snapshotSchema.parse(await (await fetch(`${issuerApp}snapshot`)).json())
    const bill = bills.find((one) => one.state === 'open' && one.amountIdr === amountIdr)
    await fetch(`${issuerApp}actions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'pay', bill: bill?.id, issuer: 'gopay', late: false }),
    })
    await street.until('the top-up is there', async () => (await wallet()).balanceIdr > before.balanceIdr)
  }

  /** The last word of the display is gone, and so is the card that it was about. */
  const cardIsWanted = () =>
    street.until('the LCD asks for a card again', () => street.lcd().includes('Tap kartu'))

  /** What the session took: never more than was set aside for it by more than 1 Wh and one step of the meter. */
  function expectWithin(session: Session, setAsideIdr: number): void {
    const limitWh = energyForAmountFloor(setAsideIdr, priceIdrPerKwh)
    expect(session.suspectReasons).toEqual([])
    expect(session.energyWh).toBeGreaterThanOrEqual(limitWh)
    expect(session.energyWh).toBeLessThanOrEqual(limitWh + 2)
    expect(session.bill?.totalIdr).toBe(energyPriceHalfUp(session.energyWh ?? 0, priceIdrPerKwh))
  }

  test(
    'is filled up, charges until nothing is left, and without a network takes its allowance and no more',
    async () => {
      await street.plugIn(1, new SteadyLoad())
      await street.tap(card.accepted)
      await street.until('the LCD says that nothing is in it yet', () =>
        street.lcd().includes('Saldo kosong'),
      )
      expect(street.socket(1).relayClosed).toBe(false)

      await topUp(12)
      await cardIsWanted()
      await street.tap(card.accepted)
      await street.until('the relay closes', () => street.socket(1).relayClosed)
      await street.until('the charger stops at what was paid', () => !street.socket(1).relayClosed)
      const online = await street.finishedSession()
      expectWithin(online, 12)
      const usedIdr = online.bill?.totalIdr ?? 0
      const owedIdr = Math.max(0, usedIdr - 12)
      expect(await wallet()).toMatchObject({ balanceIdr: 12 + owedIdr - usedIdr, heldIdr: 0, owedIdr })
      const page = await (await fetch((await wallet()).page)).text()
      const receipt = page.match(/href="(http[^"]+\/r\/[^"]+)"/)?.[1] ?? ''
      expect(await (await fetch(receipt)).text()).toContain('Struk ini asli')
      street.demo.post.unplug(1)

      await topUp(60)
      const whole = (await wallet()).balanceIdr + (await wallet()).heldIdr
      await street.until('the post may spend of it', async () =>
        holdsSchema
          .parse(JSON.parse(await street.api(`wallets/${walletId}/holds`)))
          .items.some(({ kind, state }) => kind === 'allowance' && state === 'granted'),
      )
      street.demo.network.cut()
      await street.startSession(1, new SteadyLoad())
      await street.until('the charger stops at the allowance', () => !street.socket(1).relayClosed)
      await street.until('the LCD shows what it cost', () => street.lcd().includes('SELESAI'))
      street.demo.post.unplug(1)
      await street.until('the socket is free again', () => street.socket(1).light.colour === 'blue')
      await street.plugIn(2, new SteadyLoad())
      await cardIsWanted()
      await street.tap(card.accepted)
      await street.until('a second time it is refused', () => street.lcd().includes('Jaringan terputus'))
      expect(street.socket(2).relayClosed).toBe(false)
      street.demo.post.unplug(2)
      street.demo.network.restore()
      await street.until('the second session has arrived', async () => (await street.sessions()).length === 2)
      const offline = await street.finishedSession()
      expectWithin(offline, 10)
      const left = whole - (offline.bill?.totalIdr ?? 0)
      await street.until('all of it is settled', async () => {
        const { balanceIdr, heldIdr } = await wallet()
        return balanceIdr + heldIdr === left
      })

      const { accounts } = booksSchema.parse(JSON.parse(await street.api('ledger/trial-balance')))
      const creditOf = (name: string) =>
        accounts
          .filter(({ account }) => account.split(':')[0] === name)
          .reduce((sum, { creditIdr }) => sum + creditIdr, 0)
      expect(creditOf('wallet') + creditOf('held')).toBe(left)
      expect(creditOf('revenue_energy') + left).toBe(72)
    },
    longestMs,
  )
})
