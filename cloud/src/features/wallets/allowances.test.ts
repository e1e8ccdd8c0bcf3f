import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type TestWallet, WalletWorld } from '../../testing/wallet-world.ts'

const second = 1000
const minute = 60_000

let world: WalletWorld
beforeAll(async () => {
  world = await WalletWorld.start()
})
afterEach(() => world.booksAgree())
afterAll(() => world.stop())

/** A wallet whose card has charged at a post, so that the post may spend of it while it is offline. */
async function regular(amountIdr: number, at: 0 | 1 = 0): Promise<TestWallet> {
  const wallet = await world.wallet(amountIdr)
  const post = world.posts[at]
  await world.tap(post, wallet.idTag)
  await world.chargeAndEnd(post, 1000)
  await world.advance(20 * second)
  return wallet
}
const listedAt = (at: 0 | 1, { idTag }: TestWallet) =>
  world.posts[at].allowances.filter((one) => one.idTag === idTag)
const states = async ({ id }: TestWallet) => (await world.holds(id)).map(({ state }) => state)

/** The post comes back, and tells what it has to tell. */
async function comeBack(at: 0 | 1): Promise<void> {
  if (at === 0) await world.prepaid.connectCharger()
  else await world.prepaid.connect('CLK-0002', world.posts[1])
  await world.advance(90 * second)
}

test('a post where a card has charged may spend Rp 10,000 of it while it is offline, and that is set aside', async () => {
  const wallet = await regular(50_000)
  expect(listedAt(0, wallet)).toMatchObject([{ limitWh: 4055 }])
  expect(await states(wallet)).toEqual(['granted'])
  expect(await world.funds(wallet.id)).toEqual([50_000 - 2466 - 10_000, 10_000, 0])
})

test('what was charged offline is paid out of it when the post tells, once, and it has another', async () => {
  const wallet = await regular(50_000)
  const [post] = world.posts
  post.disconnect()
  const first = listedAt(0, wallet)
  expect(await world.tap(post, wallet.idTag)).toBe('Accepted')
  await world.chargeAndEnd(post, 9000)
  expect(post.isCharging).toBe(false)
  expect(await world.tap(post, wallet.idTag), 'once only').toBe('offline')
  await comeBack(0)
  expect(await world.worth(wallet.id)).toBe(50_000 - 2466 - 10_000)
  const uses = (await world.statement(wallet.id)).filter(({ kind }) => kind === 'walletUse')
  expect(uses.map(({ amountIdr }) => amountIdr)).toEqual([-10_000, -2466])
  expect(await states(wallet)).toEqual(['granted'])
  expect(listedAt(0, wallet)).toHaveLength(1)
  expect(listedAt(0, wallet)).not.toEqual(first)
})

test('a start that is told again after a lost answer is paid once', async () => {
  const wallet = await regular(50_000, 1)
  const post = world.posts[1]
  post.disconnect()
  await world.tap(post, wallet.idTag)
  await world.chargeAndEnd(post, 1000)
  // Cut off as its first message arrives, twice.
  for (let times = 0; times < 2; times += 1) {
    await world.prepaid.connect('CLK-0002', post)
    post.disconnect()
    await world.advance(second)
  }
  await comeBack(1)
  const uses = (await world.statement(wallet.id)).filter(({ kind }) => kind === 'walletUse')
  expect(uses).toHaveLength(2)
  expect(await world.worth(wallet.id)).toBe(50_000 - 2 * 2466)
})

test('a blocked card’s is withdrawn, and free only when the post says that it has it no more', async () => {
  const wallet = await regular(50_000)
  world.posts[0].disconnect()
  await world.ask('PUT', `/id-tags/${wallet.idTag}`, { status: 'Blocked' })
  await world.advance(minute)
  expect(await states(wallet)).toEqual(['withdrawing'])
  expect((await world.funds(wallet.id))[1]).toBe(10_000)
  await comeBack(0)
  expect(listedAt(0, wallet)).toEqual([])
  expect(await world.funds(wallet.id)).toEqual([50_000 - 2466, 0, 0])
})

test('a post that has only just started, and takes nothing yet, is asked again', async () => {
  const wallet = await regular(50_000)
  const [post] = world.posts
  post.disconnect()
  await world.ask('PUT', `/id-tags/${wallet.idTag}`, { status: 'Blocked' })
  post.refusesAsNotAccepted = 1
  await comeBack(0)
  await world.advance(2 * minute)
  expect(post.refusesAsNotAccepted).toBe(0)
  expect(listedAt(0, wallet)).toEqual([])
  expect(await world.funds(wallet.id)).toEqual([50_000 - 2466, 0, 0])
})

test('what a post has spent before it heard that it was withdrawn is paid, though the card is blocked', async () => {
  const wallet = await regular(50_000)
  const [post] = world.posts
  post.disconnect()
  await world.tap(post, wallet.idTag)
  await world.ask('PUT', `/id-tags/${wallet.idTag}`, { status: 'Blocked' })
  await world.chargeAndEnd(post, 2000)
  await comeBack(0)
  expect(await world.funds(wallet.id)).toEqual([50_000 - 3 * 2466, 0, 0])
})

test('a card that is presented at its post has that part of the balance too', async () => {
  const wallet = await regular(30_000)
  const [post] = world.posts
  expect(await world.funds(wallet.id)).toEqual([30_000 - 2466 - 10_000, 10_000, 0])
  expect(await world.tap(post, wallet.idTag, { begins: false })).toBe('Accepted')
  expect(await world.funds(wallet.id)).toEqual([0, 30_000 - 2466, 0])
  await world.advance(7 * minute)
  expect(await world.worth(wallet.id)).toBe(30_000 - 2466)
})

test('when little else is left it is asked back', async () => {
  const wallet = await regular(50_000)
  const other = world.posts[1]
  await world.tap(other, wallet.idTag)
  await world.advance(90 * minute)
  other.charge(12_000)
  other.end('Local')
  await world.advance(minute)
  // Rp 37,534 were free, of which the session took Rp 29,592: too little to tie Rp 10,000 down.
  expect(await world.funds(wallet.id)).toEqual([50_000 - 2466 - 29_592, 0, 0])
})

test('one whose session was paid by what was set aside at the tap is free again', async () => {
  const wallet = await regular(90_000)
  const [post] = world.posts
  // Its answer was lost, so the post took the card for one without a network, and begins by its allowance.
  await world.tap(post, wallet.idTag, { begins: false })
  post.disconnect()
  await world.tap(post, wallet.idTag)
  await world.chargeAndEnd(post, 1000)
  await comeBack(0)
  expect(await world.worth(wallet.id)).toBe(90_000 - 2 * 2466)
  await world.advance(10 * minute)
  expect(await states(wallet)).toEqual(['granted'])
})

test('what a post that is gone still had is freed by hand, and it has nothing to spend should it come back', async () => {
  const post = world.posts[1]
  const wallet = await regular(50_000, 1)
  post.disconnect()
  await world.ask('PUT', `/wallets/${wallet.id}`, { name: 'Wayan', frozen: true })
  await world.advance(minute)
  const [hold] = await world.holds(wallet.id)
  const release = await world.prepaid.api<{ balanceIdr: number }>(
    `/wallets/${wallet.id}/holds/${hold?.id}/release`,
    { method: 'POST', body: { note: 'The post burnt down.' } },
  )
  expect(release.body.balanceIdr).toBe(50_000 - 2466)
  await comeBack(1)
  expect(listedAt(1, wallet)).toEqual([])
})
