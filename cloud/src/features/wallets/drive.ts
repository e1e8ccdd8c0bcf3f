import { toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { first } from '../../db/database.ts'
import type { Job, Wake } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { syncAllowances } from './allowances.ts'
import { changeHold, dueHolds, type Hold, nextHoldDueAt } from './hold-rows.ts'
import { giveUp } from './holding.ts'
import { keepWithinHold } from './limits.ts'
import { planWallet } from './planning.ts'

/** Another process may have made something due without a word. */
const lookAgainMs = 15_000

/** Of one run; the rest is found by the next. */
const batch = 100

/** A charger that has come back is asked for nothing while it says that it is there. */
const chargerBackMs = 1000

/** Between two tries to tell a post its allowances. */
const tellAgainMs = 60_000

/** A charger that was cut off after its card was accepted may be charging: so long we wait for it to tell. */
const offlineGraceMs = 15 * 60_000

/** Takes whatever is due about wallets: what was set aside for nothing, sessions to be limited, allowances. */
export function driveWallets(services: Services): Job {
  let wake: Wake = () => {}
  let plannedUpTo = ''
  return {
    name: 'drive wallets',
    everyMs: lookAgainMs,
    onStart(given) {
      wake = given
      services.payments.whenDue(() => wake(0))
      services.bells.when('chargers', () => wake(chargerBackMs))
    },
    async run() {
      const now = toIso(services.clock.wallMs())
      const dueBefore = await nextHoldDueAt(services.read)
      if (dueBefore !== undefined && dueBefore <= now) {
        const holds = await dueHolds(services.read, now, batch)
        await Promise.all(holds.map((hold) => takeOrPutOff(services, hold)))
      }
      plannedUpTo = await planDue(services, plannedUpTo)
      if (plannedUpTo !== '') wake(0)
      await tellPosts(services)
      const dueAt = await nextHoldDueAt(services.read)
      if (dueAt !== undefined) wake(Math.max(0, fromStoredInstant(dueAt) - services.clock.wallMs()))
    },
  }
}

/** One that fails holds up no other, and is taken again. Whether it was taken. */
async function guarded(services: Services, id: string, step: () => Promise<void>): Promise<boolean> {
  try {
    await step()
    return true
  } catch (error) {
    services.log.error({ error, id }, 'a step of a wallet failed; it is taken again')
    return false
  }
}

/** What fails is due later: else the job would do nothing but that, over and over. */
async function takeOrPutOff(services: Services, hold: Hold): Promise<void> {
  if (await guarded(services, hold.id, () => takeStep(services, hold))) return
  const dueAt = toIso(services.clock.wallMs() + lookAgainMs)
  await services.writer.write((tx) => changeHold(tx, hold, { dueAt }))
}

async function takeStep(services: Services, hold: Hold): Promise<void> {
  switch (hold.state) {
    case 'waiting':
      return expire(services, hold)
    case 'charging':
      return keepWithinHold(services, hold)
    default:
      await services.writer.write((tx) => changeHold(tx, hold, { dueAt: null }))
  }
}

/** No session has begun by it; one that has may be told of only when its charger is back. */
async function expire(services: Services, hold: Hold): Promise<void> {
  const isOnline = await first(services.read, 'select id from charger where id = ? and connected = 1', [
    hold.chargerId,
  ])
  const now = services.clock.wallMs()
  const isOver = isOnline !== undefined || now >= fromStoredInstant(hold.createdAt) + offlineGraceMs
  await services.writer.write((tx) =>
    isOver ? giveUp(tx, services, hold) : changeHold(tx, hold, { dueAt: toIso(now + lookAgainMs) }),
  )
}

/**
 * Plans some wallets, and begins behind those of the run before: however many cannot be planned, the others are. The last one of
 * them; nothing when all have had their turn.
 */
async function planDue(services: Services, after: string): Promise<string> {
  const due = await services.read.all<{ id: string }>(
    'select id from wallet where plan_due = 1 and id > ? order by id limit ?',
    [after, batch],
  )
  for (const { id } of due)
    await guarded(services, id, () => services.writer.write((tx) => planWallet(tx, services, id)))
  return due.length === batch ? (due.at(-1)?.id ?? '') : ''
}

/** Posts whose list is not the right one, and those that have come back with one: they may have spent of it. */
async function tellPosts(services: Services): Promise<void> {
  const triedBefore = toIso(services.clock.wallMs() - tellAgainMs)
  const posts = await services.read.all<{ id: number; chargePointId: string }>(
    `select charger.id, charge_point_id from wallet_post join charger on charger.id = wallet_post.charger_id
     where connected = 1 and registration = 'Accepted' and knows_limits = 1 and wallet_post.state <> 'unsupported'
       and (tried_at is null or tried_at < ?)
       and (wallet_post.state = 'behind' or (synced_at < connected_at and exists (
         select 1 from wallet_hold where wallet_hold.charger_id = charger.id and kind = 'allowance'
           and wallet_hold.state in ('spent', 'granted', 'granting', 'withdrawing'))))
     order by charger.id limit ?`,
    [triedBefore, batch],
  )
  await Promise.all(
    posts.map((post) => guarded(services, post.chargePointId, () => syncAllowances(services, post))),
  )
}
