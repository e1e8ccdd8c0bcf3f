import { createHash } from 'node:crypto'
import { toIso } from '@colok/shared/time'
import { first, type Tx } from '../../db/database.ts'
import type { PaymentGateway, SettlementReport } from '../../gateways/contract.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { queueException } from '../payments/exceptions.ts'
import { type BookableRow, bookRow, takeRow } from './settlement-rows.ts'

/** Lines of one commit: chargers wait no longer than for these. */
const batch = 100

/** Of the lines that could not be read so many are kept. */
const keptProblems = 100

interface StoredReport {
  readonly id: string
  readonly takenRows: number
}

/**
 * Takes a provider's settlement file in, once: the same file again goes on where it was cut off, and otherwise does nothing.
 * Resolves with the report's id. Throws a Problem for a file of which no line can be read.
 */
export async function takeReport(
  services: Services,
  upload: { readonly gateway: PaymentGateway; readonly text: string; readonly actor: string },
): Promise<string> {
  const { gateway, text, actor } = upload
  const report = gateway.readSettlementReport(text)
  if (report.rows.length === 0)
    throw new Problem(
      'invalid-request',
      'No line of it can be read; the heads of its columns are in the settings of the payment gateways.',
      report.problems.slice(0, keptProblems).map(({ line, message }) => ({ path: `line ${line}`, message })),
    )
  const contentHash = createHash('sha256').update(text).digest('hex')
  const stored = await services.writer.write((tx) =>
    keepReport(tx, services, { gateway: gateway.name, contentHash, report, actor }),
  )
  let { takenRows } = stored
  while (takenRows < report.rows.length) {
    const rows = report.rows.slice(takenRows, takenRows + batch)
    const from = takenRows
    takenRows += rows.length
    const isOurs = await services.writer.write(async (tx) => {
      // Whoever moves the mark takes the lines: the same file may be coming in twice just now.
      const moved = await tx.run(
        'update settlement_report set taken_rows = ? where id = ? and taken_rows = ?',
        [from + rows.length, stored.id, from],
      )
      if (moved === 0) return false
      for (const [index, row] of rows.entries())
        await takeRow(tx, services, {
          reportId: stored.id,
          position: from + index,
          gateway: gateway.name,
          row,
        })
      return true
    })
    if (!isOurs) break
  }
  return stored.id
}

async function keepReport(
  tx: Tx,
  services: Services,
  file: {
    readonly gateway: string
    readonly contentHash: string
    readonly report: SettlementReport
    readonly actor: string
  },
): Promise<StoredReport> {
  const { gateway, contentHash, report, actor } = file
  const known = await first<StoredReport>(
    tx,
    'select id, taken_rows from settlement_report where gateway = ? and content_hash = ?',
    [gateway, contentHash],
  )
  if (known !== undefined) return known
  const id = services.newId()
  const problems = report.problems.slice(0, keptProblems)
  await tx.run(
    `insert into settlement_report (id, gateway, content_hash, row_count, problems, uploaded_by, uploaded_at)
     values (?, ?, ?, ?, ?, ?, ?)`,
    [
      ...[id, gateway, contentHash, report.rows.length, JSON.stringify(problems)],
      ...[actor, toIso(services.clock.wallMs())],
    ],
  )
  if (problems.length > 0)
    await queueException(tx, services, {
      ref: `settlementReport:${id}`,
      kind: 'settlementUnreadable',
      gateway,
      detail: `${report.problems.length} lines of settlement report ${id} cannot be read and are not booked: ${problems
        .slice(0, 5)
        .map(({ line, message }) => `line ${line}: ${message}`)
        .join(' ')}`,
    })
  await recordActivity(tx, services, {
    actor,
    action: 'settlementReport.uploaded',
    subject: `settlement-report:${id}`,
    detail: { gateway, contentHash, rows: report.rows.length, problems: report.problems.length },
  })
  return { id, takenRows: 0 }
}

/** A person has seen on the bank's statement that a line which fitted nothing, or came again, is money that moved. */
export async function bookWaitingRow(
  services: Services,
  { id, note, actor }: { readonly id: string; readonly note: string; readonly actor: string },
): Promise<void> {
  await services.writer.write(async (tx) => {
    const row = await first<BookableRow & { booked: number }>(
      tx,
      'select id, gateway, gross_idr, fee_idr, net_idr, settled_at, booked from settlement_row where id = ?',
      [id],
    )
    if (row === undefined) throw new Problem('not-found', `There is no settlement row ${id}.`)
    if (row.booked === 1) throw new Problem('conflict', `Settlement row ${id} is in the ledger.`)
    await bookRow(tx, services, row)
    await tx.run(
      'update payment_exception set resolved_at = ?, resolution = ? where ref = ? and resolved_at is null',
      [toIso(services.clock.wallMs()), note, `settlement:${id}`],
    )
    await recordActivity(tx, services, {
      actor,
      action: 'settlementRow.booked',
      subject: `settlement-row:${id}`,
      detail: { note, grossIdr: row.grossIdr, netIdr: row.netIdr },
    })
  })
}
