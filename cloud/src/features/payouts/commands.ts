import { idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import { partnerPayable } from '../../core/agreement-postings.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import { type Actor, personBehind } from '../../http/actor.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { transfer } from '../ledger/commands.ts'
import { confirmedAccount } from './bank-accounts.ts'
import { owedTo } from './owed.ts'

/** Approved, and on its way to the partner. */
const payoutPayable = (organisationId: string) => `payout_payable:${organisationId}`

/**
 * Proposes to pay a partner out. No money moves yet, but it cannot be proposed twice. Throws a Problem when less is owed by
 * closed statements, or no bank account is confirmed.
 */
export async function proposePayout(
  tx: Tx,
  services: Services,
  wish: {
    readonly partner: { readonly id: string; readonly slug: string }
    readonly amountIdr: number | undefined
    readonly note: string | undefined
    readonly actor: Actor
  },
): Promise<number> {
  const { partner, note = null, actor } = wish
  const account = await confirmedAccount(tx, partner.id)
  if (account === undefined)
    throw new Problem(
      'conflict',
      `${partner.slug} has no confirmed bank account: propose one, and let a second person confirm it.`,
    )
  const owedIdr = await owedTo(tx, partner.id)
  const amountIdr = wish.amountIdr ?? owedIdr
  if (amountIdr <= 0 || amountIdr > owedIdr)
    throw new Problem(
      'conflict',
      `Rp ${owedIdr} are owed to ${partner.slug} by closed statements, and not more.`,
    )
  const newest = await first<{ number: number | null }>(tx, 'select max(number) as number from payout', [])
  const number = (newest?.number ?? 0) + 1
  await tx.query
    .insertInto('payout')
    .values({
      ...{ id: services.newId(), number, organisationId: partner.id, bankAccountId: account.id },
      ...{ amountIdr, state: 'proposed', note },
      ...{
        proposedBy: personBehind(actor),
        proposedByName: actor.name,
        proposedAt: toIso(services.clock.wallMs()),
      },
    })
    .execute()
  await keep(tx, services, {
    number,
    actor,
    deed: 'proposed',
    detail: { organisation: partner.slug, amountIdr },
  })
  return number
}

/**
 * A second person agrees: the amount leaves what is owed to the partner and is on its way. Throws a Problem for whoever
 * proposed it, and when since then the partner's bank account was changed, or a statement has taken back what it was for.
 */
export async function approvePayout(
  tx: Tx,
  services: Services,
  { number, actor }: { readonly number: number; readonly actor: Actor },
): Promise<void> {
  const payout = await payoutIn(tx, number, ['proposed'])
  if (payout.proposedBy === personBehind(actor))
    throw new Problem('forbidden', 'Whoever proposed a payout does not approve it: ask a second person.')
  const account = await confirmedAccount(tx, payout.organisationId)
  if (account?.id !== payout.bankAccountId)
    throw new Problem(
      'conflict',
      `The bank account was changed since payout ${number} was proposed: refuse it, and propose another.`,
    )
  const owedIdr = await owedTo(tx, payout.organisationId)
  if (owedIdr < 0)
    throw new Problem(
      'conflict',
      `Since payout ${number} was proposed less is owed, by Rp ${-owedIdr}: refuse it, and propose another.`,
    )
  await transfer(tx, services, {
    ref: `payout:${payout.id}`,
    kind: 'payoutApproved',
    debit: partnerPayable(payout.organisationId),
    credit: payoutPayable(payout.organisationId),
    amountIdr: idr(payout.amountIdr),
  })
  await tx.run(
    `update payout set state = 'approved', approved_by = ?, approved_by_name = ?, approved_at = ? where id = ?`,
    [personBehind(actor), actor.name, toIso(services.clock.wallMs()), payout.id],
  )
  await keep(tx, services, { number, actor, deed: 'approved', detail: { amountIdr: payout.amountIdr } })
}

/** The bank has carried it out. Throws a Problem for one that is not approved. */
export async function payoutPaid(
  tx: Tx,
  services: Services,
  paid: { readonly number: number; readonly bankReference: string; readonly actor: Actor },
): Promise<void> {
  const { number, bankReference, actor } = paid
  const payout = await payoutIn(tx, number, ['approved'])
  await transfer(tx, services, {
    ref: `payoutPaid:${payout.id}`,
    kind: 'payoutPaid',
    debit: payoutPayable(payout.organisationId),
    credit: 'bank',
    amountIdr: idr(payout.amountIdr),
    note: bankReference,
  })
  await endPayout(tx, services, { id: payout.id, actor, state: 'paid', bankReference, refusal: null })
  await keep(tx, services, { number, actor, deed: 'paid', detail: { bankReference } })
}

/** It is not paid after all: what was on its way is owed to the partner again. */
export async function refusePayout(
  tx: Tx,
  services: Services,
  refused: { readonly number: number; readonly note: string; readonly actor: Actor },
): Promise<void> {
  const { number, note, actor } = refused
  const payout = await payoutIn(tx, number, ['proposed', 'approved'])
  if (payout.state === 'approved')
    await transfer(tx, services, {
      ref: `payoutRefused:${payout.id}`,
      kind: 'payoutRefused',
      debit: payoutPayable(payout.organisationId),
      credit: partnerPayable(payout.organisationId),
      amountIdr: idr(payout.amountIdr),
      note,
    })
  await endPayout(tx, services, {
    id: payout.id,
    actor,
    state: 'refused',
    bankReference: null,
    refusal: note,
  })
  await keep(tx, services, { number, actor, deed: 'refused', detail: { note } })
}

interface Payout {
  readonly id: string
  readonly organisationId: string
  readonly bankAccountId: string
  readonly amountIdr: number
  readonly state: Schema['payout']['state']
  readonly proposedBy: string
}

async function payoutIn(tx: Tx, number: number, states: readonly Payout['state'][]): Promise<Payout> {
  const payout = await first<Payout>(
    tx,
    'select id, organisation_id, bank_account_id, amount_idr, state, proposed_by from payout where number = ?',
    [number],
  )
  if (payout === undefined) throw new Problem('not-found', `There is no payout ${number}.`)
  if (!states.includes(payout.state))
    throw new Problem(
      'conflict',
      `Payout ${number} is ${payout.state}; it would have to be ${states.join(' or ')}.`,
    )
  return payout
}

async function endPayout(
  tx: Tx,
  services: Services,
  end: {
    readonly id: string
    readonly actor: Actor
    readonly state: 'paid' | 'refused'
    readonly bankReference: string | null
    readonly refusal: string | null
  },
): Promise<void> {
  const { id, actor, state, bankReference, refusal } = end
  await tx.run(
    `update payout set state = ?, ended_by = ?, ended_by_name = ?, ended_at = ?, bank_reference = ?, refusal = ? where id = ?`,
    [state, actor.id, actor.name, toIso(services.clock.wallMs()), bankReference, refusal, id],
  )
}

async function keep(
  tx: Tx,
  services: Services,
  {
    number,
    actor,
    deed,
    detail,
  }: { readonly number: number; readonly actor: Actor; readonly deed: string; readonly detail: object },
): Promise<void> {
  await recordActivity(tx, services, {
    actor: actor.name,
    action: `payout.${deed}`,
    subject: `payout:${number}`,
    detail,
  })
}
