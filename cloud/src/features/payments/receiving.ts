import { type Idr, idr } from '@colok/shared/money'
import { type Instant, toIso } from '@colok/shared/time'
import type { Tx } from '../../db/database.ts'
import type { StatusResult } from '../../gateways/contract.ts'
import type { Services } from '../../services.ts'
import { hold, transfer } from '../ledger/commands.ts'
import { creditTopUp, whyNotCredited } from '../wallets/crediting.ts'
import { tell } from '../webhooks/events.ts'
import { receivableFrom } from './desk.ts'
import { queueException } from './exceptions.ts'
import { changePayment, findByReference, findPayment, type Payment } from './payment-rows.ts'
import { refundAll } from './refund-rows.ts'
import { keepStray } from './stray-money.ts'

/** A session has to begin within this after its payment: the driver stands before the post. */
const startWithinMs = 90_000

/** Money that a provider has taken for us, as its own books say. */
export interface Receipt {
  readonly gateway: string
  readonly reference: string
  readonly providerRef: string | undefined
  readonly amountIdr: Idr
  readonly paidAt: Instant | undefined
  readonly issuer: string | undefined
  readonly retrievalReference: string | undefined
}

type ProviderPayment = Extract<StatusResult, { kind: 'found' }>['payment']

export const receiptOf = (gateway: string, payment: ProviderPayment): Receipt => ({ gateway, ...payment })

/**
 * Takes money in, once, whatever it is for: what was asked for starts or prolongs a session; what comes late, for a
 * wrong amount or for a session that has ended goes back; what is for nothing, or comes twice, is put before a person.
 * Each rupiah is in the ledger from here on.
 */
export async function receiveMoney(
  tx: Tx,
  services: Services,
  receipt: Receipt,
): Promise<Payment | undefined> {
  const payment = await findByReference(tx, receipt.reference)
  if (payment === undefined || payment.gateway !== receipt.gateway) {
    await keepUnidentified(tx, services, receipt, 'unknownReference')
    return undefined
  }
  if (payment.paidAt !== null) {
    const same = receipt.providerRef === undefined || receipt.providerRef === payment.providerRef
    if (!same) await keepUnidentified(tx, services, receipt, 'paidTwice', payment)
    return payment
  }
  await book(tx, services, payment, receipt)
  await takeFor(tx, services, payment, receipt)
  return payment
}

/** Money that is in the ledger for a payment does what it was paid for, or goes back. */
export async function takeFor(tx: Tx, services: Services, payment: Payment, receipt: Receipt): Promise<void> {
  const facts = {
    paidAt: toIso(receipt.paidAt ?? services.clock.wallMs()),
    providerRef: receipt.providerRef ?? payment.providerRef,
    issuer: receipt.issuer ?? null,
    retrievalReference: receipt.retrievalReference ?? null,
    attempts: 0,
  }
  const why = await whyBack(tx, services, payment, receipt)
  if (why === undefined) await goOn(tx, services, payment, facts)
  else {
    await changePayment(tx, payment, {
      ...facts,
      state: 'returned',
      dueAt: null,
      problem: why,
      endedAt: toIso(services.clock.wallMs()),
    })
    await refundAll(tx, services, {
      payment,
      from: `customer_prepaid:${payment.id}`,
      amountIdr: receipt.amountIdr,
      reason: why,
    })
  }
  await tell(tx, services, {
    type: 'payment.paid',
    chargePointId: payment.chargePointId,
    data: { id: payment.id, amountIdr: receipt.amountIdr, gateway: receipt.gateway, goesBack: why ?? null },
  })
}

const paidRef = (receipt: Receipt) => `pay:${receipt.gateway}:${receipt.reference}`

async function book(tx: Tx, services: Services, payment: Payment, receipt: Receipt): Promise<void> {
  await transfer(tx, services, {
    ref: paidRef(receipt),
    kind: 'payment',
    debit: receivableFrom(receipt.gateway),
    credit: `customer_prepaid:${payment.id}`,
    amountIdr: receipt.amountIdr,
    occurredAt: toIso(receipt.paidAt ?? services.clock.wallMs()),
  })
}

/** Why the money cannot do what it was paid for. */
async function whyBack(
  tx: Tx,
  services: Services,
  payment: Payment,
  receipt: Receipt,
): Promise<string | undefined> {
  if (receipt.amountIdr !== payment.amountIdr) return 'wrongAmount'
  if (payment.state !== 'awaitingPayment' && payment.state !== 'creating') return 'paidLate'
  if (payment.walletId !== null) return whyNotCredited(tx, services, payment)
  if (payment.topsUp === null) return undefined
  const root = await findPayment(tx, payment.topsUp)
  return root?.state === 'charging' ? undefined : 'sessionEnded'
}

/** The hold, and the next step, in the same commit as the money. */
async function goOn(tx: Tx, services: Services, payment: Payment, facts: object): Promise<void> {
  if (payment.walletId !== null) {
    const isOurs = await changePayment(tx, payment, {
      ...facts,
      state: 'settled',
      dueAt: null,
      usedIdr: payment.amountIdr,
      endedAt: toIso(services.clock.wallMs()),
    })
    if (isOurs) await creditTopUp(tx, services, { ...payment, walletId: payment.walletId })
    return
  }
  await hold(tx, services, {
    ref: `hold:${payment.id}`,
    payment: payment.id,
    from: `customer_prepaid:${payment.id}`,
    amountIdr: idr(payment.amountIdr),
  })
  await goOnWith(tx, services, payment, facts)
}

/** A session begins, or goes on longer, by money that is there or is set aside: as a row with a due time. */
export async function goOnWith(tx: Tx, services: Services, payment: Payment, facts: object): Promise<void> {
  const now = services.clock.wallMs()
  if (payment.topsUp === null) {
    await changePayment(tx, payment, {
      ...facts,
      state: 'starting',
      step: 'setLimit',
      dueAt: toIso(now),
      startBy: toIso(now + startWithinMs),
    })
    return
  }
  await changePayment(tx, payment, { ...facts, state: 'toppedUp', dueAt: null })
  const root = await findPayment(tx, payment.topsUp)
  if (root?.state === 'charging' && root.limitedBy === 'charger')
    await changePayment(tx, root, { step: 'raiseLimit', dueAt: toIso(now), attempts: 0 })
}

/** Money that belongs to nothing we know of: ours to look after until a person has found out whose it is. */
async function keepUnidentified(
  tx: Tx,
  services: Services,
  receipt: Receipt,
  kind: 'unknownReference' | 'paidTwice',
  payment?: Payment,
): Promise<void> {
  const ref = kind === 'paidTwice' ? `${paidRef(receipt)}:${receipt.providerRef}` : paidRef(receipt)
  const { gateway, amountIdr, reference, providerRef } = receipt
  await transfer(tx, services, {
    ref,
    kind: 'unidentified',
    debit: receivableFrom(gateway),
    credit: `unidentified:${gateway}`,
    amountIdr,
  })
  const exceptionId = await queueException(tx, services, {
    ref,
    kind,
    gateway,
    amountIdr,
    ...(payment && { paymentId: payment.id, chargePointId: payment.chargePointId }),
    detail: `${gateway} has Rp ${amountIdr} for ${reference} (its number ${providerRef ?? 'is not known'}): give it back, or find out whose it is.`,
  })
  if (exceptionId !== undefined)
    await keepStray(tx, services, {
      exceptionId,
      gateway,
      reference,
      providerRef: providerRef ?? null,
      method: payment?.method ?? null,
      amountIdr,
    })
}
