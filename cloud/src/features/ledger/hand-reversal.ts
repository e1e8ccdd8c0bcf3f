import { toIso } from '@colok/shared/time'
import { first, type Tx } from '../../db/database.ts'
import { type Actor, personBehind } from '../../http/actor.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { revenueReversed } from '../partners/settled-sessions.ts'
import { reverse } from './commands.ts'
import { findJournal } from './queries.ts'
import type { Journal } from './schemas.ts'

/** A proposal that nobody agreed with for so long may be made anew, by anybody. */
const proposalLifeMs = 7 * 24 * 3_600_000

/** What stands in statements, payouts and wallets is put right there, and its journals follow. */
const followsFromOther: ReadonlySet<string> = new Set([
  'partnerShare',
  'pphWithheld',
  'payoutApproved',
  'payoutPaid',
  'payoutRefused',
  'walletUse',
])

/**
 * Takes a journal back by its opposite when a second person asks for it; the first one's wish is kept until then, with the
 * reason that will stand in the books. Throws a Problem for what is not taken back by hand, or is by now, and for whoever
 * proposed it; a LedgerError where the books refuse it.
 */
export async function reverseByHand(
  tx: Tx,
  services: Services,
  wish: { readonly id: string; readonly note: string; readonly actor: Actor },
): Promise<'proposed' | 'reversed'> {
  const { id, note, actor } = wish
  const journal = await findJournal(tx, id)
  if (journal === undefined) throw new Problem('not-found', `There is no journal ${id}.`)
  if (followsFromOther.has(journal.kind))
    throw new Problem('conflict', `Journal ${id} follows from ${journal.ref}: correct that instead.`)
  if (journal.reversedBy !== null) throw new Problem('conflict', `Journal ${id} has been reversed already.`)
  const now = services.clock.wallMs()
  const proposal = await first<{ proposedBy: string; note: string }>(
    tx,
    'select proposed_by, note from journal_reversal where journal_id = ? and proposed_at > ?',
    [id, toIso(now - proposalLifeMs)],
  )
  if (proposal === undefined) {
    await propose(tx, { ...wish, at: toIso(now) })
    await keep(tx, services, { journal, actor, action: 'journal.reversalProposed', detail: { note } })
    return 'proposed'
  }
  if (proposal.proposedBy === personBehind(actor))
    throw new Problem(
      'forbidden',
      'Whoever proposed to take a journal back does not agree to it: ask a second person.',
    )
  const reversal = await reverse(tx, services, { journalId: id, note: proposal.note })
  await revenueReversed(tx, services, { journalRef: journal.ref, note: proposal.note })
  const detail = { note: proposal.note, agreed: note, reversal: reversal.id }
  await keep(tx, services, { journal, actor, action: 'journal.reversed', detail })
  return 'reversed'
}

async function propose(
  tx: Tx,
  {
    id,
    note,
    actor,
    at,
  }: { readonly id: string; readonly note: string; readonly actor: Actor; readonly at: string },
): Promise<void> {
  const row = { proposedBy: personBehind(actor), proposedByName: actor.name, note, proposedAt: at }
  await tx.query
    .insertInto('journalReversal')
    .values({ journalId: id, ...row })
    .onConflict((conflict) => conflict.column('journalId').doUpdateSet(row))
    .execute()
}

async function keep(
  tx: Tx,
  services: Services,
  deed: {
    readonly journal: Journal
    readonly actor: Actor
    readonly action: string
    readonly detail: object
  },
): Promise<void> {
  const { journal, actor, action, detail } = deed
  await recordActivity(tx, services, { actor: actor.name, action, subject: `journal:${journal.id}`, detail })
}
