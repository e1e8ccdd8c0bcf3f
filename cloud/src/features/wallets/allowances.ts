import { toIso } from '@colok/shared/time'
import { AllowancesTaken, type VendorMessage, vendorRequest } from '@colok/shared/vendor'
import { limitLeft } from '../../core/prepaid.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { type CommandOutcome, commandCharger, isUnable } from '../chargers/commands-to-chargers.ts'
import { allowanceAt, allowancesAt, changeHold, type Hold, priceOfHold } from './hold-rows.ts'
import { giveUp } from './holding.ts'
import { markBehind } from './posts.ts'

/** A driver waits before the post when something is asked back from it. */
const answerWithinMs = 3000

/** More than a post ever has; what is beyond waits. */
const mostOnList = 500

interface Post {
  readonly id: number
  readonly chargePointId: string
}

/** What was sent, and what it says nothing of any more. */
interface SentList {
  readonly version: number
  readonly listed: readonly Hold[]
  readonly unlisted: readonly Hold[]
}

/**
 * Tells a post which cards may take what while it is offline. What the post may still have stays set aside until it says
 * that it has it no more; what it has spent waits for the session.
 */
export async function syncAllowances(services: Services, post: Post): Promise<void> {
  const sent = await services.writer.write((tx) => nextList(tx, services, post.id))
  const request = vendorRequest('SetAllowances', {
    version: sent.version,
    allowances: sent.listed.flatMap(entryOf),
  })
  const { chargePointId } = post
  const outcome = await commandCharger(services, chargePointId, 'DataTransfer', request, {
    timeoutMs: answerWithinMs,
  })
  await services.writer.write((tx) => take(tx, services, { post, sent, outcome }))
}

/** Asks back what a post may spend of a card, if it may; resolves when it has answered, or has not in time. */
export async function takeBackAt(services: Services, post: Post, idTag: string): Promise<void> {
  const asked = await services.writer.write(async (tx) => {
    const allowance = await allowanceAt(tx, { chargerId: post.id, idTag })
    if (allowance === undefined || allowance.state === 'spent') return false
    return askBack(tx, allowance)
  })
  if (asked) await syncAllowances(services, post)
}

/** From here on it is not on its post's list; it is free when the post says so. */
export async function askBack(tx: Tx, allowance: Hold): Promise<boolean> {
  if (allowance.state !== 'withdrawing' && !(await changeHold(tx, allowance, { state: 'withdrawing' })))
    return false
  await markBehind(tx, allowance.chargerId)
  return true
}

async function nextList(tx: Tx, services: Services, chargerId: number): Promise<SentList> {
  const next = await first<{ version: number }>(
    tx,
    `update wallet_post set version = version + 1, tried_at = ? where charger_id = ? returning version`,
    [toIso(services.clock.wallMs()), chargerId],
  )
  if (next === undefined) throw new Error(`Charger ${chargerId} has never been asked for limits.`)
  const all = await allowancesAt(tx, chargerId)
  const onList = all.filter(({ state }) => state === 'granting' || state === 'granted')
  const listed = onList.slice(0, mostOnList)
  return { version: next.version, listed, unlisted: all.filter((hold) => !listed.includes(hold)) }
}

type Entry = VendorMessage<'SetAllowances'>['allowances'][number]

function entryOf(hold: Hold): Entry[] {
  const price = priceOfHold(hold)
  const limit = price && limitLeft(price, { paidIdr: hold.amountIdr, takenWh: 0, takenSeconds: 0 })
  return limit === undefined ? [] : [{ id: hold.id, idTag: hold.idTag, ...limit }]
}

interface Answered {
  readonly post: Post
  readonly sent: SentList
  readonly outcome: CommandOutcome
}

async function take(tx: Tx, services: Services, { post, sent, outcome }: Answered): Promise<void> {
  const { status, taken } = readAnswer(outcome)
  if (status === 'Accepted' && taken !== undefined) {
    for (const hold of [...sent.listed, ...sent.unlisted])
      await believe(tx, services, { hold, taken, isListed: sent.listed.includes(hold) })
    await tx.run(
      `update wallet_post set state = case when version = ? then 'inStep' else 'behind' end, synced_at = ?, problem = null
       where charger_id = ?`,
      [sent.version, toIso(services.clock.wallMs()), post.id],
    )
    return
  }
  // One that has a newer list than ours has been told by a system that has forgotten it: the next is newer still.
  const version = Math.max(sent.version, taken?.version ?? 0)
  const isStranger = isUnable(outcome) || status === 'UnknownVendorId' || status === 'UnknownMessageId'
  await tx.run(
    'update wallet_post set state = ?, problem = ?, version = case when version < ? then ? else version end where charger_id = ?',
    [isStranger ? 'unsupported' : 'behind', outcome.detail.slice(0, 500), version, version, post.id],
  )
  if (isStranger) await forgetUnheard(tx, services, post.id)
}

/** A post that has never taken a list has nothing to spend. */
async function forgetUnheard(tx: Tx, services: Services, chargerId: number): Promise<void> {
  const heard = await first(
    tx,
    'select synced_at from wallet_post where charger_id = ? and synced_at is not null',
    [chargerId],
  )
  if (heard !== undefined) return
  for (const hold of await allowancesAt(tx, chargerId)) await giveUp(tx, services, hold)
}

/** What the post says about one of them. */
async function believe(
  tx: Tx,
  services: Services,
  one: { readonly hold: Hold; readonly taken: AllowancesTaken; readonly isListed: boolean },
): Promise<void> {
  const { hold, taken, isListed } = one
  const spent = taken.spent.find(({ id }) => id === hold.id)
  if (spent !== undefined) {
    // Its session may have come and been paid for by what was set aside when the card was presented.
    if (await isKnown(tx, hold, spent)) await giveUp(tx, services, hold)
    else await changeHold(tx, hold, { state: 'spent' })
    return
  }
  if (isListed) await changeHold(tx, hold, { state: 'granted' })
  else await giveUp(tx, services, hold)
}

async function isKnown(
  tx: Tx,
  { chargerId, idTag }: Hold,
  { connectorId, meterStart }: AllowancesTaken['spent'][number],
): Promise<boolean> {
  const session = await first(
    tx,
    'select id from session where charger_id = ? and connector_id = ? and meter_start_wh = ? and id_tag = ? limit 1',
    [chargerId, connectorId, meterStart, idTag],
  )
  return session !== undefined
}

function readAnswer({ confirmation }: CommandOutcome): {
  readonly status: string | undefined
  readonly taken: AllowancesTaken | undefined
} {
  const { status, data } = (confirmation ?? {}) as { readonly status?: string; readonly data?: string }
  try {
    return { status, taken: data === undefined ? undefined : AllowancesTaken.parse(JSON.parse(data)) }
  } catch {
    return { status, taken: undefined }
  }
}
