import { toIso } from '@colok/shared/time'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import { type Actor, personBehind } from '../../http/actor.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { seal, unseal } from '../access/sealed.ts'
import { recordActivity } from '../activity/commands.ts'
import {
  type BankAccountInput,
  BankAccountInput as BankAccountSchema,
  type BankAccountView,
} from './schemas.ts'

/** More than these are not shown: the newest tell. */
const mostShown = 20

/** Where a partner wishes to be paid: of no effect until a second person has confirmed it. */
export async function proposeBankAccount(
  tx: Tx,
  services: Services,
  wish: {
    readonly partner: { readonly id: string; readonly slug: string }
    readonly account: BankAccountInput
    readonly actor: Actor
  },
): Promise<string> {
  const { partner, account, actor } = wish
  const id = services.newId()
  const masked = `${account.bank} …${account.accountNumber.slice(-4)}, ${account.holder}`
  // A newer wish takes the place of one that nobody has decided.
  await tx.run(
    `update partner_bank_account set state = 'refused' where organisation_id = ? and state = 'proposed'`,
    [partner.id],
  )
  await tx.query
    .insertInto('partnerBankAccount')
    .values({
      ...{ id, organisationId: partner.id, masked, state: 'proposed' },
      sealedAccount: seal(JSON.stringify(account), services.settings.secret, 'bank account'),
      ...{
        proposedBy: personBehind(actor),
        proposedByName: actor.name,
        proposedAt: toIso(services.clock.wallMs()),
      },
    })
    .execute()
  await recordActivity(tx, services, {
    actor: actor.name,
    action: 'bankAccount.proposed',
    subject: `organisation:${partner.slug}`,
    detail: { id },
  })
  return id
}

/** A second person has seen to it that the account is the partner's, or that it is not. Throws a Problem for the first one. */
export async function decideBankAccount(
  tx: Tx,
  services: Services,
  decision: {
    readonly id: string
    readonly partner: { readonly id: string }
    readonly verdict: 'confirmed' | 'refused'
    readonly actor: Actor
  },
): Promise<void> {
  const { id, partner, verdict, actor } = decision
  const row = await first<{ organisationId: string; slug: string; proposedBy: string; state: string }>(
    tx,
    `select organisation_id, slug, proposed_by, state from partner_bank_account
     join organisation on organisation.id = organisation_id where partner_bank_account.id = ?`,
    [id],
  )
  if (row?.organisationId !== partner.id)
    throw new Problem('not-found', `There is no bank account ${id} of this partner.`)
  if (row.state !== 'proposed') throw new Problem('conflict', `Bank account ${id} is ${row.state} already.`)
  if (row.proposedBy === personBehind(actor))
    throw new Problem(
      'forbidden',
      'Whoever proposed a bank account does not decide on it: ask a second person.',
    )
  if (verdict === 'confirmed')
    await tx.run(
      `update partner_bank_account set state = 'replaced' where organisation_id = ? and state = 'confirmed'`,
      [row.organisationId],
    )
  await tx.run(
    `update partner_bank_account set state = ?, decided_by = ?, decided_by_name = ?, decided_at = ? where id = ?`,
    [verdict, personBehind(actor), actor.name, toIso(services.clock.wallMs()), id],
  )
  await recordActivity(tx, services, {
    actor: actor.name,
    action: `bankAccount.${verdict}`,
    subject: `organisation:${row.slug}`,
    detail: { id },
  })
}

/** The newest first. */
export async function bankAccountsOf(
  runner: SqlRunner,
  partner: { readonly id: string; readonly slug: string },
): Promise<BankAccountView[]> {
  const rows = await runner.all<Omit<BankAccountView, 'organisation'>>(
    `select id, masked, state, proposed_by_name as proposed_by, proposed_at, decided_by_name as decided_by, decided_at
     from partner_bank_account where organisation_id = ? order by id desc limit ?`,
    [partner.id, mostShown],
  )
  return rows.map((row) => ({ ...row, organisation: partner.slug }))
}

/** The account that a partner is paid to now; undefined while none is confirmed. */
export function confirmedAccount(
  runner: SqlRunner,
  organisationId: string,
): Promise<{ readonly id: string } | undefined> {
  return first(
    runner,
    `select id from partner_bank_account where organisation_id = ? and state = 'confirmed'`,
    [organisationId],
  )
}

/** The whole account, for whoever carries out the transfer. */
export async function openAccount(
  runner: SqlRunner,
  { id, secret }: { readonly id: string; readonly secret: string },
): Promise<BankAccountInput> {
  const row = await first<{ sealedAccount: string }>(
    runner,
    'select sealed_account from partner_bank_account where id = ?',
    [id],
  )
  if (row === undefined) throw new Problem('not-found', `There is no bank account ${id}.`)
  return BankAccountSchema.parse(JSON.parse(unseal(row.sealedAccount, secret, 'bank account')))
}

/**
 * The whole bank account of a payout that is on its way; that somebody has read it is kept. Throws a Problem for another
 * payout, and when the partner's account was changed since it was approved: the old one may be a thief's.
 */
export async function accountToPay(
  services: Services,
  number: number,
  actor: Actor,
): Promise<BankAccountInput> {
  const row = await first<{ organisationId: string; bankAccountId: string; state: string }>(
    services.read,
    'select organisation_id, bank_account_id, state from payout where number = ?',
    [number],
  )
  if (row === undefined) throw new Problem('not-found', `There is no payout ${number}.`)
  if (row.state !== 'approved')
    throw new Problem(
      'conflict',
      `Payout ${number} is ${row.state}: only one that is approved is transferred.`,
    )
  if ((await confirmedAccount(services.read, row.organisationId))?.id !== row.bankAccountId)
    throw new Problem(
      'conflict',
      `The bank account was changed since payout ${number} was approved: refuse it, and propose another.`,
    )
  const { secret } = services.settings
  const account = await openAccount(services.read, { id: row.bankAccountId, secret })
  await services.writer.write((tx) =>
    recordActivity(tx, services, {
      actor: actor.name,
      action: 'bankAccount.read',
      subject: `payout:${number}`,
    }),
  )
  return account
}
