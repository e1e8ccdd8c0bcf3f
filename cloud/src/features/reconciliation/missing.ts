import { toIso } from '@colok/shared/time'
import { first, type Tx } from '../../db/database.ts'
import type { PaymentGateway } from '../../gateways/contract.ts'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { receivableFrom } from '../payments/desk.ts'
import { queueException } from '../payments/exceptions.ts'

/** What one run puts before a person; the next goes on. */
const batch = 100

/** Older than this is not looked for any more: it has been before a person for months. */
const lookBackMs = 90 * 86_400_000

interface Unsettled {
  readonly id: string
  readonly ref: string
  readonly occurredAt: string
  readonly amountIdr: number
}

/** Looks for what a provider should have settled by now. */
export function watchSettlements(services: Services): Job {
  return {
    name: 'watch settlements',
    everyMs: 3_600_000,
    async run() {
      for (const gateway of services.payments.gateways) await watch(services, gateway)
    },
  }
}

/**
 * What is older than the newest settled line by more than the provider's time was left out of its files: each is a
 * difference of its own. Where files do not come at all, that is one.
 */
async function watch(services: Services, { name, capabilities }: PaymentGateway): Promise<void> {
  const now = services.clock.wallMs()
  const overdueBefore = now - capabilities.settledWithinMs
  const newest = await first<{ at: string | null }>(
    services.read,
    'select max(settled_at) as at from settlement_row where gateway = ?',
    [name],
  )
  const settledTo = newest?.at ?? ''
  const overdue = await unsettled(services, name, { before: toIso(overdueBefore), now })
  const leftOut = overdue.filter(({ occurredAt }) => occurredAt < settledTo)
  const unreported = overdue.find(({ occurredAt }) => occurredAt >= settledTo)
  await services.writer.write(async (tx) => {
    for (const { id, ref, occurredAt, amountIdr } of leftOut)
      await queueException(tx, services, {
        ref: missingRef(id),
        kind: 'settlementMissing',
        gateway: name,
        amountIdr,
        detail: `${ref} of ${occurredAt} over Rp ${amountIdr} is in no settlement file of ${name}, though later ones have come.`,
      })
    if (unreported !== undefined)
      await queueException(tx, services, {
        ref: `settlementReports:${name}:${settledTo.slice(0, 10)}`,
        kind: 'settlementMissing',
        gateway: name,
        detail: `No settlement file of ${name} has come that is newer than ${settledTo || 'ever'}; payments since ${unreported.occurredAt} should be settled: upload it.`,
      })
  })
}

const missingRef = (journalId: string) => `settlementMissing:${journalId}`

/** What was said to be missing has come after all. */
export async function resolveMissing(tx: Tx, services: Services, journalId: string): Promise<void> {
  const resolution = 'It came in a later settlement file.'
  const resolved = await tx.run(
    'update payment_exception set resolved_at = ?, resolution = ? where ref = ? and resolved_at is null',
    [toIso(services.clock.wallMs()), resolution, missingRef(journalId)],
  )
  if (resolved > 0)
    await recordActivity(tx, services, {
      actor: 'settlement',
      action: 'exception.resolved',
      subject: `journal:${journalId}`,
      detail: { note: resolution },
    })
}

async function unsettled(
  services: Services,
  gateway: string,
  { before, now }: { readonly before: string; readonly now: number },
): Promise<Unsettled[]> {
  return services.read.all<Unsettled>(
    `select journal.id, journal.ref, occurred_at, amount_idr from journal
     join posting on posting.journal_id = journal.id and account_id = ?
     where occurred_at >= ? and occurred_at < ? and journal.kind in ('payment', 'unidentified', 'refund')
       and not exists (select 1 from settlement_row where settlement_row.journal_id = journal.id)
       and not exists (select 1 from journal reversal where reversal.reverses = journal.id)
       and not exists (select 1 from payment_exception queued where queued.ref = 'settlementMissing:' || journal.id)
     order by occurred_at, journal.id limit ?`,
    [receivableFrom(gateway), toIso(now - lookBackMs), before, batch],
  )
}
