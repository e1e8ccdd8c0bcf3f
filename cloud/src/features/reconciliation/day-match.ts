import { businessDay } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { SqlRunner } from '../../db/database.ts'
import { type MatchedPayment, paymentsPaidAround, postedFor } from './day-payments.ts'
import { type MatchedSession, metersOf } from './day-sessions.ts'
import { postedFromWallets, type WalletPosted } from './day-wallets.ts'
import type { DayMatch, Difference } from './schemas.ts'

export interface MatchedSite {
  readonly id: string
  readonly slug: string
  readonly timeZone: string
}

/** All sites, or the one with this slug. */
export async function matchedSites(runner: SqlRunner, slug: string | undefined): Promise<MatchedSite[]> {
  return runner.all(`select id, slug, time_zone from site where slug = ? or ? = '' order by slug`, [
    slug ?? '',
    slug ?? '',
  ])
}

/**
 * Three ways of counting a site's day against each other: what its meters gave, what the ledger says that it was worth and
 * who holds the money, and what the providers have settled of it. Each difference names its session or its payment.
 *
 * Sessions count on the day on which they ended, payments on the day on which they were paid, both by the site's clocks.
 */
export async function matchDay(runner: SqlRunner, site: MatchedSite, day: string): Promise<DayMatch> {
  const sessions = await metersOf(runner, site.id, day)
  const posted = await postedFor(
    runner,
    sessions.flatMap(({ paymentId }) => (paymentId === null ? [] : [paymentId])),
  )
  const payments = (await paymentsPaidAround(runner, site.id, day)).filter(
    ({ paidAt }) => businessDay(fromStoredInstant(paidAt), site.timeZone) === day,
  )
  const sum = <Item>(items: readonly Item[], of: (item: Item) => number) =>
    items.reduce((total, item) => total + of(item), 0)
  const fromWallets = await postedFromWallets(runner, site.id, day)
  const postedOfDay = [...posted.values(), ...fromWallets.values()]
  return {
    site: site.slug,
    day,
    meters: {
      sessions: sessions.length,
      energyWh: sum(sessions, (session) => session.meteredWh),
      billedIdr: sum(sessions, (session) => session.totalIdr ?? 0),
    },
    ledger: {
      energyIdr: sum(postedOfDay, (one) => one.energyIdr),
      feeIdr: sum(postedOfDay, (one) => one.feeIdr),
      pbjtIdr: sum(postedOfDay, (one) => one.pbjtIdr),
      ppnIdr: sum(postedOfDay, (one) => one.ppnIdr),
      receivedIdr: sum(payments, (payment) => payment.receivedIdr),
      usedIdr: sum(payments, (payment) => payment.usedInLedgerIdr),
      refundedIdr: sum(payments, (payment) => payment.refundedIdr),
      standingIdr: sum(payments, (payment) => payment.standingIdr),
      owedIdr: sum(payments, (payment) => payment.owedIdr),
    },
    gateways: {
      settledIdr: sum(payments, (payment) => payment.settledIdr ?? 0),
      feeIdr: sum(payments, (payment) => payment.settledFeeIdr ?? 0),
      netIdr: sum(payments, (payment) => (payment.settledIdr ?? 0) - (payment.settledFeeIdr ?? 0)),
      unsettledIdr: sum(payments, ({ settledIdr, receivedIdr }) => (settledIdr === null ? receivedIdr : 0)),
    },
    differences: [
      ...sessions.flatMap((session) => differencesOfSession(session, fromWallets.get(session.id))),
      ...billDifferences(sessions, posted),
      ...payments.flatMap(differencesOfPayment),
    ],
  }
}

function differencesOfSession(session: MatchedSession, fromWallet: WalletPosted | undefined): Difference[] {
  const { id, meteredWh, energyWh, totalIdr, resolution, lastReadingWh, meterStopWh, paymentId } = session
  const differ = (kind: Difference['kind'], detail: string): Difference => ({ kind, reference: id, detail })
  const found: Difference[] = []
  if (totalIdr === null)
    found.push(differ('notBilled', 'It has ended and is not billed: it waits for a person.'))
  // What a person has decided about a suspect session is no difference.
  if (resolution === null && totalIdr !== null && meteredWh !== energyWh)
    found.push(differ('energyDiffers', `Its meter counted ${meteredWh} Wh, its bill ${energyWh} Wh.`))
  if (resolution === null && lastReadingWh !== null && meterStopWh !== null && lastReadingWh > meterStopWh)
    found.push(
      differ('energyDiffers', `A reading of ${lastReadingWh} Wh is above the stop at ${meterStopWh} Wh.`),
    )
  if (fromWallet !== undefined) found.push(...walletDifferences(session, fromWallet))
  else if (paymentId === null && session.postpaidJournalId === null && (totalIdr ?? 0) > 0)
    found.push(differ('notPaid', `It was billed Rp ${totalIdr}, and no payment of the ledger is for it.`))
  return found
}

/** Its bill, and what its wallet has paid of it or owes. */
function walletDifferences({ id, totalIdr }: MatchedSession, posted: WalletPosted): Difference[] {
  if (totalIdr === null) return []
  const { energyIdr, feeIdr, pbjtIdr, ppnIdr, heldIdr } = posted
  const postedIdr = energyIdr + feeIdr + pbjtIdr + ppnIdr
  const found: Difference[] = []
  if (postedIdr !== totalIdr)
    found.push({
      kind: postedIdr === 0 ? 'notPosted' : 'billDiffers',
      reference: id,
      detail: `It was billed Rp ${totalIdr}, and Rp ${postedIdr} of it is posted from its wallet.`,
    })
  if (heldIdr !== 0)
    found.push({
      kind: 'heldAfterEnd',
      reference: id,
      detail: `It is over, and Rp ${heldIdr} of its wallet is still held for it.`,
    })
  return found
}

/** All sessions of one payment are posted at once, when the last of them has ended. */
function billDifferences(
  sessions: readonly MatchedSession[],
  posted: ReadonlyMap<string, { readonly billedIdr: number; readonly totalIdr: number }>,
): Difference[] {
  const paid = new Map(
    sessions.flatMap(({ paymentId, paymentReference, totalIdr }) =>
      paymentId === null || totalIdr === null ? [] : [[paymentId, paymentReference ?? paymentId] as const],
    ),
  )
  return [...paid].flatMap(([paymentId, reference]): Difference[] => {
    const { billedIdr, totalIdr } = posted.get(paymentId) ?? { billedIdr: 0, totalIdr: 0 }
    if (billedIdr === totalIdr) return []
    if (totalIdr === 0)
      return [
        {
          kind: 'notPosted',
          reference,
          detail: `Its sessions cost Rp ${billedIdr}, and nothing of it is posted.`,
        },
      ]
    const detail = `Its sessions cost Rp ${billedIdr}, and Rp ${totalIdr} is posted.`
    return [{ kind: 'billDiffers', reference, detail }]
  })
}

function differencesOfPayment(payment: MatchedPayment): Difference[] {
  const { reference, receivedIdr, usedInLedgerIdr, heldIdr, isOver, settledIdr, isMissing } = payment
  const differ = (kind: Difference['kind'], detail: string): Difference => ({ kind, reference, detail })
  const found: Difference[] = []
  if (receivedIdr === 0 && !payment.isSetAside)
    found.push(differ('notInLedger', 'It was paid, and the ledger has not received it.'))
  if (isOver && payment.owedIdr !== 0)
    found.push(
      differ('notCaptured', `Rp ${payment.owedIdr} of what was set aside is used, and not captured.`),
    )
  if (isOver && heldIdr !== 0)
    found.push(differ('heldAfterEnd', `It is over, and Rp ${heldIdr} of it is still held.`))
  if (isOver && usedInLedgerIdr !== (payment.usedIdr ?? 0))
    found.push(
      differ(
        'billDiffers',
        `Rp ${usedInLedgerIdr} of it is posted as used, and it says Rp ${payment.usedIdr ?? 0}.`,
      ),
    )
  if (settledIdr !== null && settledIdr !== receivedIdr)
    found.push(differ('settledDiffers', `Rp ${receivedIdr} was received, and Rp ${settledIdr} is settled.`))
  if (settledIdr === null && isMissing)
    found.push(differ('notSettled', `Its provider has left it out of its settlement files.`))
  return found
}
