import { seededRandom } from '@colok/shared/testing/seeded-random'
import { expect, test } from 'vitest'
import type { PayingCharger } from '../../testing/paying-charger.ts'
import { type TestWallet, WalletWorld } from '../../testing/wallet-world.ts'

const second = 1000
const minute = 60_000
const steps = 60

/** A post in the story, and whether it is connected. */
interface Post {
  readonly charger: PayingCharger
  readonly comeBack: () => Promise<void>
  isOnline: boolean
}

test('whatever happens in whatever order, the books agree after each step, and nobody’s money is lost', async () => {
  const world = await WalletWorld.start()
  const random = seededRandom(7)
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(random() * items.length)]
    if (item === undefined) throw new Error('There is nothing to pick.')
    return item
  }
  const wallets: TestWallet[] = []
  for (let count = 0; count < 3; count += 1) wallets.push(await world.wallet(30_000))
  wallets.push({ id: wallets[0]?.id ?? '', idTag: await world.card(wallets[0]?.id ?? '') })
  const posts: Post[] = [
    { charger: world.posts[0], comeBack: () => world.prepaid.connectCharger(), isOnline: true },
    {
      charger: world.posts[1],
      comeBack: () => world.prepaid.connect('CLK-0002', world.posts[1]),
      isOnline: true,
    },
  ]
  const end = ({ charger }: Post, energyWh: number) => {
    if (!charger.isCharging) return
    charger.charge(energyWh)
    charger.end('Local')
  }
  const deeds: Record<string, (post: Post, wallet: TestWallet) => Promise<unknown>> = {
    tap: async ({ charger }, { idTag }) => !charger.isCharging && world.tap(charger, idTag),
    tapTwice: async ({ charger }, { idTag }) =>
      !charger.isCharging && world.tap(charger, idTag, { begins: false }),
    charge: async (post) => end(post, Math.floor(random() * 400)),
    chargeBeyond: async (post) => {
      post.charger.knowsLimits = false
      end(post, 4000)
      post.charger.knowsLimits = true
    },
    cut: async (post) => {
      post.charger.disconnect()
      post.isOnline = false
    },
    comeBack: async (post) => {
      if (post.isOnline) return
      post.isOnline = true
      await post.comeBack()
    },
    topUp: async (_, { id }) =>
      !(await world.view(id)).frozen && world.topUp(id, 10_000 + 1000 * Math.floor(random() * 20)),
    block: (_, { idTag }) =>
      world.ask('PUT', `/id-tags/${idTag}`, { status: random() < 0.3 ? 'Blocked' : 'Accepted' }),
    freeze: (_, { id }) => world.ask('PUT', `/wallets/${id}`, { name: 'Made', frozen: random() < 0.3 }),
  }
  const done = new Map<string, number>()
  for (let step = 0; step < steps; step += 1) {
    const name = pick(Object.keys(deeds))
    await deeds[name]?.(pick(posts), pick(wallets))
    done.set(name, (done.get(name) ?? 0) + 1)
    await world.advance(Math.floor(random() * 8 * minute))
    await world.booksAgree()
  }
  expect(done.size, 'all of it has happened').toBe(Object.keys(deeds).length)
  for (const post of posts) {
    await deeds.comeBack?.(post, pick(wallets))
    end(post, 100)
  }
  await world.advance(30 * minute)
  await world.booksAgree()
  const unsettled = await world.prepaid.rows<{ id: string }>(
    `select session_id as id from wallet_session join session on session.id = session_id
     where settled_at is null and suspect_reasons = '[]'`,
  )
  expect(unsettled).toEqual([])
  const stray = await world.prepaid.rows<{ state: string }>(
    `select state from wallet_hold where state in ('waiting', 'granting', 'withdrawing', 'spent', 'charging')`,
  )
  expect(stray, 'all that was set aside was used, came back, or is known to be where it is').toEqual([])
  // What came in is what was used, what is left, and what is owed.
  const [came] = await world.prepaid.rows<{ idr: number }>(
    `select cast(sum(amount_idr) as bigint) as idr from payment where state = 'settled'`,
  )
  const [used] = await world.prepaid.rows<{ idr: number }>(
    `select cast(sum(used_idr) as bigint) as idr from wallet_session`,
  )
  let worthIdr = 0
  for (const { id } of wallets.slice(0, 3)) worthIdr += await world.worth(id)
  expect(used?.idr).toBeGreaterThan(0)
  expect(worthIdr).toBe((came?.idr ?? 0) - (used?.idr ?? 0))
  await world.advance(second)
  await world.stop()
})
