import { idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import type { Tx } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { transfer } from '../ledger/commands.ts'
import { whyNotCredited } from '../wallets/crediting.ts'
import { receivableFrom } from './desk.ts'
import { changePayment, findByReference, findPayment, type Payment } from './payment-rows.ts'
import { takeFor } from './receiving.ts'
import { referenceOf } from './references.ts'
import type { Deed } from './refund-deeds.ts'
import type { StrayReturn } from './schemas.ts'
import { bookReturned, endStray, findStray, type StrayMoney } from './stray-money.ts'

/**
 * What a person does about money that came for nothing that we know of, or twice. Throws a Problem, with nothing done,
 * when it is not there to be given, or not that way.
 */
export async function returnStray(
  services: Services,
  deed: Deed & { readonly asked: StrayReturn },
): Promise<void> {
  const { id, note, actor, asked } = deed
  await services.writer.write(async (tx) => {
    const money = await findStray(tx, id)
    if (money === undefined) throw new Problem('not-found', `No money waits with exception ${id}.`)
    await carryOut(tx, services, { money, asked, note })
    await recordActivity(tx, services, {
      actor,
      action: `strayMoney.${asked.way}`,
      subject: `payment-exception:${id}`,
      detail: { ...asked, amountIdr: money.amountIdr },
    })
  })
  services.payments.somethingIsDue()
}

interface Carried {
  readonly money: StrayMoney
  readonly asked: StrayReturn
  readonly note: string
}

async function carryOut(tx: Tx, services: Services, { money, asked, note }: Carried): Promise<void> {
  const isUncertain = money.state === 'returning' && money.dueAt === null
  const settlesDoubt = asked.way === 'carriedOut' || asked.way === 'notCarriedOut'
  if (settlesDoubt ? !isUncertain : money.state !== 'kept')
    throw new Problem('conflict', `It is ${isUncertain ? 'uncertain whether it went back' : money.state}.`)
  switch (asked.way) {
    case 'provider':
      return askProvider(tx, services, { money, asked, note })
    case 'transfer': {
      const where = `Bank reference ${asked.bankReference}. ${note}`
      return bookReturned(tx, services, { money, to: 'bank', note: where })
    }
    case 'payment':
      return attach(tx, services, { money, payment: await waitingPayment(tx, money, asked.paymentId), note })
    case 'wallet':
      return attach(tx, services, {
        money,
        payment: await topUpBy(tx, services, money, asked.walletId),
        note,
      })
    case 'carriedOut':
      return bookReturned(tx, services, { money, to: receivableFrom(money.gateway), note })
    case 'notCarriedOut':
      await tx.run(
        `update stray_money set state = 'kept', attempts = 0, problem = ? where exception_id = ?`,
        [note.slice(0, 500), money.exceptionId],
      )
  }
}

async function askProvider(tx: Tx, services: Services, { money, asked }: Carried): Promise<void> {
  const method = asked.way === 'provider' ? asked.method : undefined
  const now = toIso(services.clock.wallMs())
  await tx.run(
    `update stray_money set state = 'returning', method = coalesce(?, method), due_at = ?, returning_since = ?, attempts = 0
     where exception_id = ?`,
    [method ?? null, now, now, money.exceptionId],
  )
}

/** It was for a payment of ours after all, which its provider knows by another reference: from here on by that one. */
async function waitingPayment(tx: Tx, money: StrayMoney, paymentId: string): Promise<Payment> {
  const payment = await findPayment(tx, paymentId)
  if (payment === undefined) throw new Problem('not-found', `There is no payment ${paymentId}.`)
  if (payment.paidAt !== null || payment.method === 'reserve')
    throw new Problem('conflict', `Payment ${payment.id} is ${payment.state}: it waits for no money.`)
  if ((await findByReference(tx, money.reference)) !== undefined)
    throw new Problem('conflict', `${money.reference} is a payment of its own, which was paid twice.`)
  const { gateway, reference, providerRef } = money
  await changePayment(tx, payment, { gateway, reference, providerRef })
  return { ...payment, gateway, reference, providerRef }
}

/** A payment that fills up the wallet of whoever it belongs to. */
async function topUpBy(tx: Tx, services: Services, money: StrayMoney, walletId: string): Promise<Payment> {
  const { gateway, providerRef, amountIdr } = money
  const why = await whyNotCredited(tx, services, { walletId, amountIdr })
  if (why === 'unknownWallet') throw new Problem('not-found', `There is no wallet ${walletId}.`)
  if (why !== undefined) throw new Problem('conflict', `Wallet ${walletId} may not hold so much more.`)
  const id = services.newId()
  const now = toIso(services.clock.wallMs())
  const isOthers = (await findByReference(tx, money.reference)) !== undefined
  await tx.query
    .insertInto('payment')
    .values({
      id,
      reference: isOthers ? referenceOf('P', id) : money.reference,
      gateway,
      providerRef,
      method: 'qris',
      walletId,
      amountIdr,
      state: 'awaitingPayment',
      expiresAt: now,
      createdAt: now,
    })
    .execute()
  const payment = await findPayment(tx, id)
  if (payment === undefined) throw new Error(`Payment ${id} was stored and is not there.`)
  return payment
}

async function attach(
  tx: Tx,
  services: Services,
  { money, payment, note }: { readonly money: StrayMoney; readonly payment: Payment; readonly note: string },
): Promise<void> {
  const { gateway, providerRef } = money
  await transfer(tx, services, {
    ref: `stray:${money.exceptionId}`,
    kind: 'payment',
    debit: `unidentified:${gateway}`,
    credit: `customer_prepaid:${payment.id}`,
    amountIdr: idr(money.amountIdr),
    note,
  })
  await endStray(tx, services, { money, state: 'attached', note })
  await takeFor(tx, services, payment, {
    gateway,
    reference: payment.reference,
    providerRef: providerRef ?? undefined,
    amountIdr: idr(money.amountIdr),
    paidAt: services.clock.wallMs(),
    issuer: undefined,
    retrievalReference: undefined,
  })
}
