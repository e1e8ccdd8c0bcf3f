import { idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import type { Tx } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { recordAudit } from '../audit/commands.ts'
import { transfer } from '../ledger/commands.ts'
import { receivableFrom } from './desk.ts'
import { changePayment, findPayment } from './payment-rows.ts'
import { takeFor } from './receiving.ts'
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
    await recordAudit(tx, services, {
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
      return attach(tx, services, { money, asked, note })
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

/** It was for a payment of ours after all, which its provider knows by another reference: from here on it was paid by it. */
async function attach(tx: Tx, services: Services, { money, asked, note }: Carried): Promise<void> {
  const payment = asked.way === 'payment' ? await findPayment(tx, asked.paymentId) : undefined
  if (payment === undefined) throw new Problem('not-found', 'There is no such payment.')
  if (payment.paidAt !== null || payment.method === 'reserve' || payment.id === money.exceptionId)
    throw new Problem('conflict', `Payment ${payment.id} is ${payment.state}: it waits for no money.`)
  const known = await tx.all('select id from payment where reference = ?', [money.reference])
  if (known.length > 0)
    throw new Problem('conflict', `${money.reference} is a payment of its own, which was paid twice.`)
  const { gateway, reference, providerRef } = money
  await changePayment(tx, payment, { gateway, reference, providerRef })
  await transfer(tx, services, {
    ref: `stray:${money.exceptionId}`,
    kind: 'payment',
    debit: `unidentified:${gateway}`,
    credit: `customer_prepaid:${payment.id}`,
    amountIdr: idr(money.amountIdr),
    note,
  })
  await endStray(tx, services, { money, state: 'attached', note })
  await takeFor(
    tx,
    services,
    { ...payment, gateway, reference, providerRef },
    {
      gateway,
      reference,
      providerRef: providerRef ?? undefined,
      amountIdr: idr(money.amountIdr),
      paidAt: services.clock.wallMs(),
      issuer: undefined,
      retrievalReference: undefined,
    },
  )
}
