import { expect, inject, test } from 'vitest'
import { type TestWallet, WalletWorld } from '../../testing/wallet-world.ts'

// A whole card, from top-up to receipt, with the central system killed between any two of its commits.

const second = 1000
const minute = 60_000

/** More commits than a story has. */
const mostCommits = 150

/**
 * What is committed when is not the engine's doing: the slower one is tried at some of the commits. Odd, so that it is
 * killed right after some of them and right before others.
 */
const stride = inject('postgres') === undefined ? 1 : 5

/** Each is a system of its own, as often as the story has commits; on a busy machine each takes a second or two. */
const longestMs = 900_000

/** Goes on for so long, and starts the central system again whenever it has died. */
async function goOn(world: WalletWorld, ms: number): Promise<void> {
  const { prepaid } = world
  await prepaid.clock.advance(ms)
  if (!prepaid.life.isDead) return
  await prepaid.kill()
  await prepaid.connect('CLK-0002', world.posts[1])
}

/** What was asked when the system died is asked again when it is there again. */
async function insist<T>(world: WalletWorld, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!world.prepaid.life.isDead) throw error
    await goOn(world, 0)
    return act()
  }
}

/** Tops up, charges where it is asked about, and then where it is not. */
async function live(world: WalletWorld, wallet: TestWallet): Promise<void> {
  const [post] = world.posts
  const { prepaid } = world
  await insist(world, async () => {
    const [paid] = await prepaid.rows<{ id: string }>(
      `select id from payment where state = 'settled' and wallet_id = '${wallet.id}'`,
    )
    if (paid === undefined) await world.topUp(wallet.id, 50_000)
  })
  for (let tries = 0; tries < 20 && !post.isCharging; tries += 1) {
    if (!prepaid.life.isDead) post.tap(wallet.idTag)
    await goOn(world, 10 * second)
  }
  await goOn(world, minute)
  post.charge(50)
  await goOn(world, second)
  post.end('EVDisconnected')
  for (let waitedMs = 0; waitedMs < 3 * minute && !isListed(world, wallet); waitedMs += 10 * second)
    await goOn(world, 10 * second)
  post.disconnect()
  post.tap(wallet.idTag)
  await goOn(world, minute)
  post.charge(50)
  post.end('EVDisconnected')
  await insist(world, () => prepaid.connectCharger())
  for (
    let waitedMs = 0;
    waitedMs < 10 * minute && (await isUnfinished(world, wallet));
    waitedMs += 5 * second
  )
    await goOn(world, 5 * second)
}

const isListed = (world: WalletWorld, { idTag }: TestWallet): boolean =>
  world.posts[0].allowances.some((one) => one.idTag === idTag)

/** Whether a session is to be settled, or something is set aside that its post has not confirmed. */
async function isUnfinished(world: WalletWorld, { id, idTag }: TestWallet): Promise<boolean> {
  const open = await world.prepaid.rows(
    `select id from wallet_hold where wallet_id = '${id}' and state not in ('granted', 'ended', 'released')
     union all select id from session where id_tag = '${idTag}' and state = 'charging'
     union all select id from refund where state <> 'refunded'`,
  )
  const settled = await world.prepaid.rows(
    `select session_id from wallet_session where wallet_id = '${id}' and settled_at is not null`,
  )
  return open.length > 0 || settled.length < 2
}

test(
  'killed between any two commits of a card’s life: every rupiah is where it belongs',
  async () => {
    const world = await WalletWorld.start()
    for (let commits = 0; ; commits += stride) {
      expect(commits, 'the story has an end').toBeLessThan(mostCommits)
      if (!(await killedAfter(world, commits))) break
    }
    await world.booksAgree()
    await world.stop()
  },
  longestMs,
)

/**
 * Killed between two commits: by turns right after the one, so that nothing of what follows from it has been done, and right
 * before the next, so that all of it has. Whether there was such a commit.
 */
async function killedAfter(world: WalletWorld, commits: number): Promise<boolean> {
  const wallet = await world.wallet(0)
  const { life } = world.prepaid
  life.commits = 0
  const isRightAfter = commits > 0 && commits % 2 === 0
  life.diesAt = isRightAfter ? { commit: commits, when: 'after' } : { commit: commits + 1, when: 'before' }
  await live(world, wallet)
  const died = life.isDead
  await goOn(world, 0)
  life.diesAt = undefined
  const where = `killed after ${commits} commits`
  const [paid] = await world.prepaid.rows<{ sumIdr: number }>(
    `select cast(coalesce(sum(amount_idr), 0) as bigint) as sum_idr from payment
     where wallet_id = '${wallet.id}' and state = 'settled'`,
  )
  const uses = (await world.statement(wallet.id)).filter(({ kind }) => kind === 'walletUse')
  expect(
    uses.map(({ amountIdr }) => amountIdr),
    where,
  ).toEqual([-123, -123])
  expect(await world.worth(wallet.id), where).toBe((paid?.sumIdr ?? 0) - 2 * 123)
  expect((await world.funds(wallet.id))[2], where).toBe(0)
  // A card that is used no more leaves nothing behind for the next one's story.
  await world.ask('PUT', `/wallets/${wallet.id}`, { name: 'Wayan', frozen: true })
  return died
}
