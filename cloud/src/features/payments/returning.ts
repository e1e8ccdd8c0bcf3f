import { idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { PaymentGateway, RefundResult } from '../../gateways/contract.ts'
import type { Services } from '../../services.ts'
import { receivableFrom } from './desk.ts'
import { bookReturned, type StrayMoney } from './stray-money.ts'

/** A minute, two, four … an hour. */
const firstRetryMs = 60_000
const longestRetryMs = 3_600_000

/**
 * One try at having money of an unknown owner given back by its provider. Asked again under one reference only while the
 * provider is sure to know it by that; then it waits for a person who has looked into the provider's books.
 */
export async function giveBackStray(services: Services, money: StrayMoney): Promise<void> {
  const gateway = services.payments.named(money.gateway)
  if (gateway === undefined) return keep(services, money, `${money.gateway} is not set up any more.`)
  const result = await ask(gateway, money)
  const { attempts } = money
  switch (result.kind) {
    case 'refunded':
      await services.writer.write((tx) =>
        bookReturned(tx, services, {
          money,
          to: receivableFrom(gateway.name),
          note: `${gateway.name} has given it back as ${money.refundReference}.`,
        }),
      )
      return
    case 'refused':
    case 'invalid':
      // After a lost answer a no may be the second try's alone.
      return attempts === 0
        ? keep(services, money, result.message)
        : waitForPerson(services, money, result.message)
    case 'pending':
    case 'unknown':
    case 'misconfigured':
      return again(services, { money, gateway }, result)
  }
}

function ask(gateway: PaymentGateway, money: StrayMoney): Promise<RefundResult> {
  const amountIdr = idr(money.amountIdr)
  const method = money.method === 'reserve' || money.method === null ? 'qris' : money.method
  return gateway.refund({
    payment: { reference: money.reference, method, amountIdr, providerRef: money.providerRef ?? undefined },
    refundReference: money.refundReference,
    amountIdr,
    reason: 'Pembayaran tidak dikenal',
  })
}

/** Nothing went back: whoever looks after it chooses another way. */
async function keep(services: Services, money: StrayMoney, problem: string): Promise<void> {
  await services.writer.write((tx) =>
    tx.run(`update stray_money set state = 'kept', due_at = null, problem = ? where exception_id = ?`, [
      problem.slice(0, 500),
      money.exceptionId,
    ]),
  )
}

/** Still `returning`, and due never: it may have gone back. */
async function waitForPerson(services: Services, money: StrayMoney, problem: string): Promise<void> {
  await services.writer.write((tx) =>
    tx.run('update stray_money set due_at = null, problem = ? where exception_id = ?', [
      `It may have gone back: ${problem} Look for ${money.refundReference} in the books of ${money.gateway}.`.slice(
        0,
        500,
      ),
      money.exceptionId,
    ]),
  )
}

async function again(
  services: Services,
  { money, gateway }: { money: StrayMoney; gateway: PaymentGateway },
  result: Extract<RefundResult, { kind: 'pending' | 'unknown' | 'misconfigured' }>,
): Promise<void> {
  const now = services.clock.wallMs()
  const { attempts } = money
  const problem = result.kind === 'pending' ? 'The provider is working on it.' : result.message
  const began = fromStoredInstant(money.returningSince ?? money.receivedAt)
  if (now - began > gateway.capabilities.refundRepeatableMs) return waitForPerson(services, money, problem)
  const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(20, attempts))
  await services.writer.write((tx) =>
    tx.run('update stray_money set attempts = ?, due_at = ?, problem = ? where exception_id = ?', [
      // One that was not even asked for leaves no doubt behind.
      result.kind === 'misconfigured' ? attempts : attempts + 1,
      toIso(now + waitMs),
      problem.slice(0, 500),
      money.exceptionId,
    ]),
  )
}
