import { toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
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
      const due = await earliest(services)
      let dueAt = firstOf(due)
      if (dueAt !== undefined && dueAt <= now) {
        await driveDue(services, due, now)
        dueAt = firstOf(await earliest(services))
      }
      if (dueAt !== undefined) wake(Math.max(0, fromStoredInstant(dueAt) - services.clock.wallMs()))
    },
  }
}

/** When the next of each kind is due, as stored instants; null where none waits. */
interface Earliest {
  readonly payment: string | null
  readonly refund: string | null
  readonly reserve: string | null
  readonly stray: string | null
}

/** Reads the first entry of each index: of what is over there may be millions. */
async function earliest(services: Services): Promise<Earliest> {
  const [found] = await services.read.all<Earliest>(
    `select (select min(due_at) from payment) as payment, (select min(due_at) from refund) as refund,
       (select min(due_at) from wallet_reserve) as reserve, (select min(due_at) from stray_money) as stray`,
    [],
  )
  return found ?? { payment: null, refund: null, reserve: null, stray: null }
}

function firstOf({ payment, refund, reserve, stray }: Earliest): string | undefined {
  return [payment, refund, reserve, stray].filter((at) => at !== null).sort()[0]
}

async function driveDue(services: Services, due: Earliest, now: string): Promise<void> {
  const { read } = services
  const isNow = (at: string | null) => at !== null && at <= now
  const [payments, refunds, reserves, strays] = await Promise.all([
    isNow(due.payment) ? duePayments(read, now, batch) : [],
    isNow(due.refund) ? dueRefunds(read, now, batch) : [],
    isNow(due.reserve) ? dueReserves(read, now, batch) : [],
    isNow(due.stray) ? dueStrays(read, now, batch) : [],
  ])
  await Promise.all([
    ...payments.map((payment) => guarded(services, payment.id, () => driveOne(services, payment))),
    ...refunds.map((refund) => guarded(services, refund.id, () => driveRefund(services, refund))),
    ...reserves.map((reserve) =>
      guarded(services, reserve.paymentId, () => driveReserved(services, reserve)),
    ),
    ...strays.map((money) => guarded(services, money.exceptionId, () => driveStray(services, money))),
  ])
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
