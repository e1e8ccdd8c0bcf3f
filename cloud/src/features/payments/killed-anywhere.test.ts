import { expect, inject, test } from 'vitest'
import type { MortalProcess } from '../../testing/mortal-process.ts'
import { PrepaidWorld } from '../../testing/prepaid-world.ts'

const second = 1000
const minute = 60_000

/** Two processes for each commit: far more than any other test does. */
const longestMs = 900_000

/** Fewer than that would not be the story. */
const fewestCommits = 10

/** More than a payment takes from the choice to the change. */
const mostCommits = 150

/** Lets time go on, and starts the central system again wherever it has died. */
async function goOn(world: PrepaidWorld, durationMs: number): Promise<void> {
  for (let past = 0; past < durationMs; past += second) {
    await world.clock.advance(second)
    if (world.life.isDead) await world.kill()
  }
}

/** What the driver, or the provider, does by HTTP; whoever gets no answer does it again when it is there again. */
async function insist<T>(world: PrepaidWorld, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!world.life.isDead) throw error
    await world.kill()
    return act()
  }
}

type Story = 'charges' | 'refuses' | 'is set aside'

/** One whole payment. */
async function payAndCharge(world: PrepaidWorld, story: Story): Promise<void> {
  world.charger.remoteStart = story === 'refuses' ? 'Rejected' : 'Accepted'
  await pay(world, story)
  for (let tries = 0; tries < 150 && story !== 'refuses' && !world.charger.isCharging; tries += 1) {
    await goOn(world, second)
    const [back] = await world.rows(
      "select id from refund union all select id from payment where state = 'failed'",
    )
    if (back !== undefined) break
  }
  if (world.charger.isCharging) {
    await goOn(world, minute)
    world.charger.charge(50)
    await goOn(world, 5 * second)
    world.charger.end('EVDisconnected')
  }
  for (let waitedMs = 0; waitedMs < 4 * minute && (await isUnfinished(world)); waitedMs += second)
    await goOn(world, second)
}

async function pay(world: PrepaidWorld, story: Story): Promise<void> {
  if (story === 'is set aside') {
    const { page } = await insist(world, () => world.setAside(5000))
    await insist(world, () => world.comeBack(page, 'agreed'))
    return
  }
  const { reference } = await insist(world, () => world.choose(5000))
  world.gateway.pay(reference)
  await insist(world, () => world.notify({ reference, amountIdr: 5000 }))
}

async function isUnfinished(world: PrepaidWorld): Promise<boolean> {
  const open = await world.rows(
    `select id from payment where state in ('awaitingPayment', 'starting', 'charging', 'ending')
     union all select id from payment where state = 'reserving'
     union all select id from refund where state <> 'refunded'
     union all select payment_id from wallet_reserve where state in ('asking', 'standing', 'capturing', 'voiding')`,
  )
  return open.length > 0
}

for (const story of ['charges', 'refuses', 'is set aside'] as const)
  test(
    `killed at any commit of a payment that ${story}, before or after it: every rupiah is where it belongs`,
    async () => {
      // What is committed when is not the engine's doing: the slower one is tried at some of the commits.
      const stride = inject('postgres') === undefined ? 1 : 7
      let commit = 1
      for (; ; commit += stride) {
        expect(commit, 'the story has an end').toBeLessThan(mostCommits)
        const died = [await killedAt(story, commit, 'before'), await killedAt(story, commit, 'after')]
        if (!died.includes(true)) break
      }
      expect(commit, 'it was killed').toBeGreaterThan(fewestCommits)
    },
    longestMs,
  )

/** Whether there was such a commit to be killed at. */
async function killedAt(story: Story, commit: number, when: 'before' | 'after'): Promise<boolean> {
  const world = await PrepaidWorld.start({ diesAt: { commit, when }, setsAside: story === 'is set aside' })
  const { life } = world
  await payAndCharge(world, story)
  const where = `killed ${when} commit ${commit}`
  expect(world.charger.isCharging, where).toBe(false)
  // Every payment that the driver made ended as energy or as money, and nothing is held or owed any more.
  const [session] = await world.rows<{ totalIdr: number }>('select total_idr from session')
  const usedIdr = session?.totalIdr ?? 0
  if (!life.isDead && story !== 'refuses') expect(usedIdr, where).toBeGreaterThan(0)
  await world.balances(usedIdr > 0 ? { revenue_energy: -usedIdr } : {})
  const taken = world.wallet.reservations
  expect(taken?.standingIdr, where).toBe(0)
  if (story === 'is set aside') {
    expect(taken?.takenIdr, where).toBe(usedIdr)
    return end(world, life)
  }
  const bills = [...world.gateway.bills.values()]
  const paidIdr = bills.reduce((sum, bill) => sum + bill.paidIdr, 0)
  const givenIdr = bills.flatMap(({ refunds }) => [...refunds.values()]).reduce((sum, one) => sum + one, 0)
  expect(usedIdr + givenIdr, where).toBe(paidIdr)
  expect(paidIdr, where).toBe(5000)
  return end(world, life)
}

/** Whether the first process had died. */
async function end(world: PrepaidWorld, life: MortalProcess): Promise<boolean> {
  const died = life.isDead
  life.diesAt = undefined
  await world.stop()
  return died
}
