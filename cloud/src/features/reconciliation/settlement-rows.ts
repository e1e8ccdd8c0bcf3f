import { idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import { first, type Tx } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import type { SettlementRow } from '../../gateways/contract.ts'
import type { Services } from '../../services.ts'
import { writeJournal } from '../ledger/commands.ts'
import { gatewayFeeBooked } from '../partners/gateway-fees.ts'
import { receivableFrom } from '../payments/desk.ts'
import { queueException } from '../payments/exceptions.ts'
import { bookRefund, findRefundByReference } from '../payments/refund-rows.ts'
import { bookReturned, findStrayByRefund } from '../payments/stray-money.ts'
import { resolveMissing } from './missing.ts'

/** What of ours a line settles. */
interface Ours {
  readonly journalId: string
  /** As it stands in the provider's receivable: a refund is negative. */
  readonly amountIdr: number
  /** Whether another line has settled it. */
  readonly settled: boolean
}

interface Line {
  readonly reportId: string
  readonly position: number
  readonly gateway: string
  readonly row: SettlementRow
}

type Verdict = Schema['settlementRow']['verdict']

/**
 * Takes one line in: what settles a payment or a refund of ours is booked as the provider says, so that the bank's account
 * is right and a difference stays in the receivable. What settles nothing of ours, or again, waits for a person: booked by
 * itself, a wrong file would put money into the bank that is not there. A line that an earlier file had is left out.
 */
export async function takeRow(tx: Tx, services: Services, line: Line): Promise<void> {
  if (await wasInEarlierFile(tx, line)) return
  const ours = await whatItSettles(tx, services, line)
  const verdict = verdictOn(line.row, ours)
  const isOurs = verdict === 'matched' || verdict === 'differs'
  const id = services.newId()
  const { reportId, position, gateway, row } = line
  await tx.run(
    `insert into settlement_row (id, report_id, position, gateway, kind, reference, provider_ref, gross_idr, fee_idr,
       net_idr, settled_at, verdict, journal_id, booked) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
    [
      ...[id, reportId, position, gateway, row.kind, row.reference, row.providerRef],
      ...[row.grossIdr, row.feeIdr, row.netIdr, toIso(row.settledAt)],
      ...[verdict, isOurs ? (ours?.journalId ?? null) : null],
    ],
  )
  if (isOurs) await bookRow(tx, services, { id, gateway, ...row, settledAt: toIso(row.settledAt) })
  if (isOurs) await gatewayFeeBooked(tx, services, row)
  if (isOurs && ours !== undefined) await resolveMissing(tx, services, ours.journalId)
  if (verdict !== 'matched')
    await queueException(tx, services, {
      ref: `settlement:${id}`,
      kind: exceptionOf[verdict],
      gateway,
      amountIdr: row.grossIdr,
      detail: detailOf(verdict, row, ours),
    })
}

/** What a line says about money, as it is stored. */
export interface BookableRow {
  readonly id: string
  readonly gateway: string
  readonly grossIdr: number
  readonly feeIdr: number
  readonly netIdr: number
  readonly settledAt: string
}

/** The net is in the bank, the fee is spent, and the provider owes us the gross no longer. */
export async function bookRow(tx: Tx, services: Services, row: BookableRow): Promise<void> {
  const postings = [
    { account: 'bank', amountIdr: idr(row.netIdr) },
    { account: 'psp_fee_expense', amountIdr: idr(row.feeIdr) },
    { account: receivableFrom(row.gateway), amountIdr: idr(-row.grossIdr) },
  ]
  if (postings.some(({ amountIdr }) => amountIdr !== 0))
    await writeJournal(tx, services, {
      ref: `settle:${row.id}`,
      kind: 'settlement',
      occurredAt: row.settledAt,
      postings,
    })
  await tx.run('update settlement_row set booked = 1 where id = ?', [row.id])
}

const exceptionOf = {
  differs: 'settlementDiffers',
  unknown: 'settlementUnknown',
  double: 'settlementDouble',
} as const satisfies Record<Exclude<Verdict, 'matched'>, string>

function verdictOn(row: SettlementRow, ours: Ours | undefined): Verdict {
  if (ours === undefined) return 'unknown'
  if (ours.settled) return 'double'
  return ours.amountIdr === row.grossIdr ? 'matched' : 'differs'
}

function detailOf(verdict: Exclude<Verdict, 'matched'>, row: SettlementRow, ours: Ours | undefined): string {
  const line = `The settlement of ${row.kind} ${row.reference} (${row.providerRef}) over Rp ${row.grossIdr}`
  switch (verdict) {
    case 'differs':
      return `${line} is booked; ours is Rp ${ours?.amountIdr}. The rest stands in the receivable: ask the provider.`
    case 'double':
      return `${line} is not booked: it has been settled before. Book it if the bank has received it twice.`
    case 'unknown':
      return `${line} is not booked: nothing of ours in the ledger fits it. Book it if the bank has received it.`
  }
}

async function wasInEarlierFile(tx: Tx, { reportId, gateway, row }: Line): Promise<boolean> {
  const known = await first(
    tx,
    `select id from settlement_row where gateway = ? and kind = ? and reference = ? and provider_ref = ? and gross_idr = ?
       and fee_idr = ? and settled_at = ? and report_id <> ? limit 1`,
    [
      ...[gateway, row.kind, row.reference, row.providerRef],
      ...[row.grossIdr, row.feeIdr, toIso(row.settledAt), reportId],
    ],
  )
  return known !== undefined
}

async function whatItSettles(tx: Tx, services: Services, { gateway, row }: Line): Promise<Ours | undefined> {
  if (row.kind === 'refund') {
    const ref = await refOfRefund(tx, services, gateway, row)
    return ref === undefined ? undefined : inReceivable(tx, gateway, ref)
  }
  // A payment that came twice has a journal for each of the provider's numbers.
  const second = await inReceivable(tx, gateway, `pay:${gateway}:${row.reference}:${row.providerRef}`)
  return second ?? inReceivable(tx, gateway, `pay:${gateway}:${row.reference}`)
}

/**
 * The settlement file is the provider's own books: what it has settled it has carried out, so a refund that was still under
 * way, or would have gone back another way, has reached its driver.
 */
async function refOfRefund(
  tx: Tx,
  services: Services,
  gateway: string,
  row: SettlementRow,
): Promise<string | undefined> {
  const refund = await findRefundByReference(tx, row.reference)
  if (refund === undefined) return refOfStray(tx, services, gateway, row)
  if (refund.gateway !== gateway) return undefined
  if (refund.state !== 'refunded' && refund.amountIdr === -row.grossIdr) {
    const note = 'It is in the settlement file.'
    await bookRefund(tx, services, { refund, from: receivableFrom(gateway), note })
  }
  return `refund:${refund.id}`
}

/** Money of an unknown owner that its provider has given back. */
async function refOfStray(
  tx: Tx,
  services: Services,
  gateway: string,
  row: SettlementRow,
): Promise<string | undefined> {
  const money = await findStrayByRefund(tx, row.reference)
  if (money?.gateway !== gateway) return undefined
  if (money.state === 'returning' && money.amountIdr === -row.grossIdr)
    await bookReturned(tx, services, {
      money,
      to: receivableFrom(gateway),
      note: 'It is in the settlement file.',
    })
  return `stray:${money.exceptionId}`
}

async function inReceivable(tx: Tx, gateway: string, ref: string): Promise<Ours | undefined> {
  const row = await first<{ journalId: string; amountIdr: number; settledBy: string | null }>(
    tx,
    `select journal.id as journal_id, amount_idr,
       (select min(id) from settlement_row where journal_id = journal.id) as settled_by
     from journal join posting on posting.journal_id = journal.id where ref = ? and account_id = ?`,
    [ref, receivableFrom(gateway)],
  )
  if (row === undefined) return undefined
  return { journalId: row.journalId, amountIdr: row.amountIdr, settled: row.settledBy !== null }
}
