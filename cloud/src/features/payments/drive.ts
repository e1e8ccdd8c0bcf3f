import { toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { first } from '../../db/database.ts'
import type { Job, Wake } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { driveReserve } from './capturing.ts'
import { awaitPayment, giveUpCreating, nextLookAt } from './confirming.ts'
import { watchLimit } from './limit-watch.ts'
import { changePayment, duePayments, type Payment } from './payment-rows.ts'
import { dueRefunds, type Refund } from './refund-rows.ts'
import { sendBack } from './refunding.ts'
import { dueReserves, type Reserve } from './reserve-rows.ts'
import { giveBackStray } from './returning.ts'
import { settle } from './settling.ts'
import { raiseLimit, start } from './starting.ts'
import { dueStrays, type StrayMoney } from './stray-money.ts'

/** Another process may have made something due without a word. */
const lookAgainMs = 30_000

/** Steps of one run, at once; the rest is found by the next. */
const batch = 100

/** Longer than a charger and a provider may take: after that the process that had taken a step is dead. */
const leaseMs = 120_000

/**
 * Takes whatever is due: each payment, refund and reserve is a row with a state and a due time, so that what was cut off
 * between any two writes goes on where it was.
 */
export function drivePayments(services: Services): Job {
  let wake: Wake = () => {}
  return {
    name: 'drive payments',
    everyMs: lookAgainMs,
    onStart(given) {
      wake = given
      services.payments.whenDue(() => wake(0))
    },
    async run() {
      const now = toIso(services.clock.wallMs())
      const [payments, refunds, reserves, strays] = await Promise.all([
        duePayments(services.read, now, batch),
        dueRefunds(services.read, now, batch),
        dueReserves(services.read, now, batch),
        dueStrays(services.read, now, batch),
      ])
      await Promise.all([
        ...payments.map((payment) => guarded(services, payment.id, () => driveOne(services, payment))),
        ...refunds.map((refund) => guarded(services, refund.id, () => driveRefund(services, refund))),
        ...reserves.map((reserve) =>
          guarded(services, reserve.paymentId, () => driveReserved(services, reserve)),
        ),
        ...strays.map((money) => guarded(services, money.exceptionId, () => driveStray(services, money))),
      ])
      const dueInMs = await nextDueInMs(services)
      if (dueInMs !== undefined) wake(Math.max(0, dueInMs))
    },
  }
}

/** One step that fails holds up no other; its lease ends, and it is taken again. */
async function guarded(services: Services, id: string, step: () => Promise<void>): Promise<void> {
  try {
    await step()
  } catch (error) {
    services.log.error({ error, id }, 'a step of a payment failed; it is taken again')
  }
}

async function driveOne(services: Services, payment: Payment): Promise<void> {
  const now = services.clock.wallMs()
  const lease = toIso(nextLookAt(payment, now) ?? now + leaseMs)
  const isOurs = await services.writer.write(
    async (tx) =>
      (await tx.run('update payment set due_at = ? where id = ? and due_at = ?', [
        lease,
        payment.id,
        payment.dueAt,
      ])) > 0,
  )
  if (isOurs) await takeStep(services, payment)
}

function takeStep(services: Services, payment: Payment): Promise<unknown> {
  switch (payment.state) {
    case 'creating':
      return giveUpCreating(services, payment)
    case 'awaitingPayment':
    case 'expired':
      return awaitPayment(services, payment)
    case 'starting':
      return start(services, payment)
    case 'charging':
      return payment.step === 'raiseLimit' ? raiseLimit(services, payment) : watchLimit(services, payment)
    case 'ending':
      return settle(services, payment)
    case 'reserving':
    case 'failed':
    case 'toppedUp':
    case 'settled':
    case 'returned':
      return services.writer.write((tx) => changePayment(tx, payment, { dueAt: null }))
  }
}

async function driveRefund(services: Services, refund: Refund): Promise<void> {
  const lease = toIso(services.clock.wallMs() + leaseMs)
  // Pending from before the provider is asked: a process that dies in between leaves one that may have been carried out.
  const isOurs = await services.writer.write(
    async (tx) =>
      (await tx.run(`update refund set state = 'pending', due_at = ? where id = ? and due_at = ?`, [
        lease,
        refund.id,
        refund.dueAt,
      ])) > 0,
  )
  if (isOurs) await sendBack(services, refund)
}

async function driveReserved(services: Services, reserve: Reserve): Promise<void> {
  const lease = toIso(services.clock.wallMs() + leaseMs)
  // Counted as a try from before the provider is asked: one that was cut off may have set the money aside.
  const isOurs = await services.writer.write(
    async (tx) =>
      (await tx.run(
        'update wallet_reserve set due_at = ?, attempts = attempts + 1 where payment_id = ? and state = ? and due_at = ?',
        [lease, reserve.paymentId, reserve.state, reserve.dueAt],
      )) > 0,
  )
  if (isOurs) await driveReserve(services, reserve)
}

async function driveStray(services: Services, money: StrayMoney): Promise<void> {
  const lease = toIso(services.clock.wallMs() + leaseMs)
  // Counted as a try from before the provider is asked: a process that dies in between leaves a doubt behind.
  const isOurs = await services.writer.write(
    async (tx) =>
      (await tx.run(
        'update stray_money set due_at = ?, attempts = attempts + 1 where exception_id = ? and due_at = ?',
        [lease, money.exceptionId, money.dueAt],
      )) > 0,
  )
  if (isOurs) await giveBackStray(services, money)
}

/** How long until something is due; undefined when nothing waits. */
async function nextDueInMs(services: Services): Promise<number | undefined> {
  const next = await first<{ at: string | null }>(
    services.read,
    `select min(due_at) as at from (select due_at from payment union all select due_at from refund
       union all select due_at from wallet_reserve union all select due_at from stray_money) as waiting`,
    [],
  )
  return next?.at ? fromStoredInstant(next.at) - services.clock.wallMs() : undefined
}
