import { toIso } from '@colok/shared/time'
import { type Bill, priceSession } from '../../core/bill.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { usageOf } from '../charging/usage.ts'
import { sessionCorrected } from '../partners/settled-sessions.ts'
import { correctUsed, objectionToCorrecting } from '../payments/correcting.ts'
import { findBySession } from '../payments/payment-rows.ts'
import { correctCharge } from '../postpaid/charging.ts'
import { readPrice } from '../tariffs/prices.ts'
import { correctUse } from '../wallets/correcting.ts'
import { tell } from '../webhooks/events.ts'
import { findCdr } from './queries.ts'
import type { CdrCorrection } from './schemas.ts'
import { type StoredCdr, sealCdr, sealCredit } from './sealing.ts'

export type CorrectResult =
  | { readonly kind: 'corrected'; readonly sessionId: string; readonly chargePointId: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly why: string }

interface SealedSession {
  readonly id: string
  readonly chargerId: number
  readonly chargePointId: string
  readonly connectorId: number
  readonly startedAt: string
  readonly stoppedAt: string
  readonly energyWh: number | null
  readonly totalIdr: number
  readonly price: string | null
  readonly bill: string | null
}

/**
 * Puts a sealed record right: a credit takes it back, a new one is sealed, and the ledger takes back what was posted for it
 * and posts what it cost, all in one commit. Who paid ahead gets the difference back like any refund and is never asked
 * for more; who pays by the month owes the new amount, with the next invoice where there is one, and a wallet pays it.
 */
export async function correctCdr(
  tx: Tx,
  services: Services,
  wish: { readonly id: string; readonly actor: string; readonly correction: CdrCorrection },
): Promise<CorrectResult> {
  const cdr = await findCdr(tx, wish.id)
  if (cdr === undefined) return { kind: 'unknown' }
  const session = await sessionOf(tx, cdr.sessionId)
  if (session === undefined) return { kind: 'unknown' }
  const payment = await findBySession(tx, session.id)
  const why = (await whyNot(tx, cdr)) ?? (payment && (await objectionToCorrecting(tx, payment)))
  if (why !== undefined) return { kind: 'refused', why }
  const priced = await priceAnew(tx, session, { wish: wish.correction, isPaidAhead: payment !== undefined })
  if (priced.kind === 'refused') return priced
  const { bill, energyWh } = priced
  if (bill?.totalIdr === session.totalIdr && energyWh === session.energyWh)
    return { kind: 'refused', why: 'It says so already: nothing would change.' }
  const { note } = wish.correction
  await changeSession(tx, services, session, priced)
  await sealCredit(tx, services, { cdr, reason: note })
  const occasion = `${cdr.id}-C`
  if (payment !== undefined) await correctUsed(tx, services, { payment, occasion, note })
  await correctUse(tx, services, { sessionId: session.id, bill, occasion, note })
  const before = {
    bill: session.bill === null ? null : (JSON.parse(session.bill) as Bill),
    energyWh: session.energyWh,
  }
  await correctCharge(tx, services, { sessionId: session.id, bill, energyWh, before, occasion, note })
  await sessionCorrected(tx, services, { sessionId: session.id, ref: occasion, bill, note })
  await sealCdr(tx, services, session.id)
  await keepTrace(tx, services, { ...wish, session, priced })
  return { kind: 'corrected', sessionId: session.id, chargePointId: session.chargePointId }
}

const sessionOf = (tx: Tx, id: string): Promise<SealedSession | undefined> =>
  first(
    tx,
    `select session.id, charger_id, charge_point_id, connector_id, started_at, stopped_at, energy_wh, total_idr, price,
       bill
     from session join charger on charger.id = charger_id where session.id = ?`,
    [id],
  )

async function whyNot(tx: Tx, cdr: StoredCdr): Promise<string | undefined> {
  if (cdr.kind === 'credit') return 'A credit is not corrected: correct the record that came after it.'
  const credit = await first(tx, 'select number from cdr where credits = ?', [cdr.id])
  return credit === undefined
    ? undefined
    : 'It was taken back already: correct the record that came after it.'
}

interface Priced {
  readonly kind: 'priced'
  /** Null for one that is waived. */
  readonly bill: Bill | null
  readonly energyWh: number | null
}

async function priceAnew(
  tx: Tx,
  session: SealedSession,
  { wish, isPaidAhead }: { readonly wish: CdrCorrection; readonly isPaidAhead: boolean },
): Promise<Priced | { kind: 'refused'; why: string }> {
  if (wish.decision === 'waive') return { kind: 'priced', bill: null, energyWh: session.energyWh }
  const price = readPrice(session.price)
  if (price === undefined)
    return { kind: 'refused', why: 'No tariff held when it started: it can only be waived.' }
  const { energyWh } = wish
  const { chargerId, connectorId, startedAt, stoppedAt } = session
  const usage = await usageOf(tx, price, { chargerId, connectorId, startedAt, stoppedAt, energyWh })
  const bill = isPaidAhead ? priceSession(price, usage, session.totalIdr) : priceSession(price, usage)
  return { kind: 'priced', bill, energyWh }
}

async function changeSession(
  tx: Tx,
  services: Services,
  { id }: SealedSession,
  { bill, energyWh }: Priced,
): Promise<void> {
  await tx.run(
    'update session set energy_wh = ?, total_idr = ?, bill = ?, resolution = ?, resolved_at = ? where id = ?',
    [
      energyWh,
      bill?.totalIdr ?? 0,
      bill === null ? null : JSON.stringify(bill),
      bill === null ? 'waived' : 'billed',
      toIso(services.clock.wallMs()),
      id,
    ],
  )
}

async function keepTrace(
  tx: Tx,
  services: Services,
  done: {
    readonly id: string
    readonly actor: string
    readonly correction: CdrCorrection
    readonly session: SealedSession
    readonly priced: Priced
  },
): Promise<void> {
  const { session, priced, correction } = done
  const after = { energyWh: priced.energyWh, totalIdr: priced.bill?.totalIdr ?? 0 }
  await recordActivity(tx, services, {
    actor: done.actor,
    action: 'cdr.corrected',
    subject: `session:${session.id}`,
    before: { energyWh: session.energyWh, totalIdr: session.totalIdr },
    after,
    detail: { cdr: done.id, note: correction.note },
  })
  await tell(tx, services, {
    type: 'session.resolved',
    chargePointId: session.chargePointId,
    data: { id: session.id, decision: correction.decision, ...after },
  })
}
