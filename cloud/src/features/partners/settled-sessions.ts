import { idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import { partOfCorrection, partOfSession, type SessionIncome } from '../../core/agreement.ts'
import { type Bill, sharesOf } from '../../core/bill.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { agreementFor, readTerms } from './agreement-rows.ts'
import { enter } from './entries.ts'

/**
 * The revenue of sessions stands in the ledger, from this commit on: each is shared by the agreement that was in force at
 * its charger on its business day. `journalRef` is the journal's; null for sessions that cost nothing.
 */
export async function sessionsSettled(
  tx: Tx,
  services: Services,
  settled: { readonly journalRef: string | null; readonly sessionIds: readonly string[] },
): Promise<void> {
  const now = toIso(services.clock.wallMs())
  for (const id of settled.sessionIds) {
    const isNew = await tx.run(
      `insert into settled_session (session_id, journal_ref, settled_at) values (?, ?, ?)
       on conflict (session_id) do nothing`,
      [id, settled.journalRef, now],
    )
    if (isNew > 0) await shareSession(tx, services, id)
  }
}

interface BilledSession {
  readonly siteId: string
  readonly chargerId: number
  readonly businessDay: string
  readonly stoppedAt: string
  readonly bill: string
}

/** Gives the partner his part of a settled session, once. What a person has waived is nobody's. */
export async function shareSession(tx: Tx, services: Services, sessionId: string): Promise<void> {
  const session = await first<BilledSession>(
    tx,
    `select site_id, charger_id, business_day, stopped_at, bill from session join charger on charger.id = charger_id
     where session.id = ? and bill is not null and business_day is not null`,
    [sessionId],
  )
  if (session === undefined) return
  const { siteId, chargerId, businessDay } = session
  const agreement = await agreementFor(tx, { siteId, chargerId, day: businessDay })
  if (agreement === undefined) return
  const amounts = amountsOf(JSON.parse(session.bill) as Bill)
  await enter(tx, services, {
    ...{ organisationId: agreement.organisationId, agreementId: agreement.id },
    ...{ kind: 'session', ref: `session:${sessionId}`, siteId, chargerId, sessionId, businessDay },
    ...amounts,
    part: partOfSession(agreement.terms, incomeOf(amounts)),
    occurredAt: session.stoppedAt,
  })
}

interface SharedSession extends SessionAmounts {
  readonly organisationId: string
  readonly agreementId: string
  readonly terms: string
  readonly siteId: string
  readonly chargerId: number
  readonly businessDay: string
}

/**
 * A session that was settled costs something else now: the partner's part follows, by the agreement that it was shared
 * by, as a line of his next statement where its month is closed. `ref` names the correction; null says that it costs nothing.
 */
export async function sessionCorrected(
  tx: Tx,
  services: Services,
  correction: {
    readonly sessionId: string
    readonly ref: string
    readonly bill: Bill | null
    readonly note?: string
  },
): Promise<void> {
  const { sessionId, ref, bill, note } = correction
  const shared = await first<SharedSession>(
    tx,
    `select partner_entry.organisation_id, agreement_id, terms, site_id, charger_id, business_day,
       cast(sum(energy_wh) as bigint) as energy_wh, cast(sum(charged_idr) as bigint) as charged_idr,
       cast(sum(pbjt_idr) as bigint) as pbjt_idr, cast(sum(ppn_idr) as bigint) as ppn_idr
     from partner_entry join agreement on agreement.id = agreement_id
     where session_id = ? and kind in ('session', 'correction')
     group by partner_entry.organisation_id, agreement_id, terms, site_id, charger_id, business_day`,
    [sessionId],
  )
  if (shared === undefined) return bill === null ? undefined : shareIfSettled(tx, services, sessionId)
  const after = bill === null ? nothing : amountsOf(bill)
  if (isSame(shared, after)) return
  const { organisationId, agreementId, siteId, chargerId, businessDay } = shared
  const changes = { before: incomeOf(shared), after: incomeOf(after) }
  await enter(tx, services, {
    ...{ organisationId, agreementId, siteId, chargerId, sessionId, businessDay },
    ...{ kind: 'correction', ref: `correction:${ref}` },
    energyWh: after.energyWh - shared.energyWh,
    chargedIdr: after.chargedIdr - shared.chargedIdr,
    pbjtIdr: after.pbjtIdr - shared.pbjtIdr,
    ppnIdr: after.ppnIdr - shared.ppnIdr,
    part: partOfCorrection(readTerms(shared.terms), changes),
    ...(note !== undefined && { note }),
  })
}

/** A session that was waived when it was settled, and costs something after all: its row says so already. */
async function shareIfSettled(tx: Tx, services: Services, sessionId: string): Promise<void> {
  const settled = await first(tx, 'select session_id from settled_session where session_id = ?', [sessionId])
  if (settled !== undefined) await shareSession(tx, services, sessionId)
}

/** A journal was taken back: the sessions whose revenue stood in it have earned nobody anything. */
export async function revenueReversed(
  tx: Tx,
  services: Services,
  reversed: { readonly journalRef: string; readonly note: string },
): Promise<void> {
  // A journal in the place of one that was taken back has its ref and something behind it.
  const firstRef = reversed.journalRef.split(':').slice(0, 2).join(':')
  const sessions = await tx.all<{ sessionId: string }>(
    'select session_id from settled_session where journal_ref = ?',
    [firstRef],
  )
  for (const { sessionId } of sessions)
    await sessionCorrected(tx, services, {
      sessionId,
      ref: `reversal:${sessionId}:${reversed.journalRef}`,
      bill: null,
      note: reversed.note,
    })
}

interface SessionAmounts {
  readonly energyWh: number
  readonly chargedIdr: number
  readonly pbjtIdr: number
  readonly ppnIdr: number
}

const nothing: SessionAmounts = { energyWh: 0, chargedIdr: 0, pbjtIdr: 0, ppnIdr: 0 }

const isSame = (one: SessionAmounts, other: SessionAmounts) =>
  one.energyWh === other.energyWh &&
  one.chargedIdr === other.chargedIdr &&
  one.pbjtIdr === other.pbjtIdr &&
  one.ppnIdr === other.ppnIdr

function amountsOf(bill: Bill): SessionAmounts {
  const { pbjtIdr, ppnIdr } = sharesOf(bill)
  return { energyWh: bill.energyWh, chargedIdr: bill.totalIdr, pbjtIdr, ppnIdr }
}

function incomeOf({ energyWh, chargedIdr, pbjtIdr, ppnIdr }: SessionAmounts): SessionIncome {
  return { energyWh, revenueIdr: idr(chargedIdr - pbjtIdr - ppnIdr) }
}
