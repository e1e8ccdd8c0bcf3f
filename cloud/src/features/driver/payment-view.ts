import { toIso } from '@colok/shared/time'
import { priceSession } from '../../core/bill.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { CreateResult } from '../../gateways/contract.ts'
import type { Services } from '../../services.ts'
import { findCharger } from '../chargers/queries.ts'
import { pageAddress } from '../payments/page-address.ts'
import { findPayment, type Payment, priceOf } from '../payments/payment-rows.ts'
import { isOpen, type PaidProgress, type PaidSum, progressOf, sumOf } from '../payments/queries.ts'
import { isRatable } from '../ratings/commands.ts'
import { isRated } from '../ratings/queries.ts'

export type ToPay =
  | Extract<CreateResult, { kind: 'created' }>['toPay']
  /** Where the owner of a wallet lets us set money aside in it. */
  | { readonly kind: 'link'; readonly pageUrl: string }

/** What the driver sees of a payment; whoever has its address is its driver. */
export interface PaymentView {
  readonly address: string
  readonly payment: Payment
  readonly postName: string
  readonly siteName: string
  readonly timeZone: string
  readonly shows: Shown
  /** Undefined of what cannot be rated. */
  readonly isRated: boolean | undefined
  /** The moment at which all this was so. */
  readonly at: string
}

export type Shown =
  | { readonly kind: 'toPay'; readonly toPay: ToPay }
  | { readonly kind: 'expired' | 'failed' | 'reserving' | 'starting' | 'ending' | 'waitsForPerson' }
  | { readonly kind: 'toppedUp'; readonly sessionAddress: string }
  | {
      readonly kind: 'charging'
      readonly progress: PaidProgress
      readonly costIdr: number
      readonly paidIdr: number
    }
  | { readonly kind: 'done' | 'returned'; readonly sum: PaidSum }

export async function paymentView(services: Services, payment: Payment): Promise<PaymentView> {
  const charger = await findCharger(services, payment.chargePointId)
  return {
    address: pageAddress(services, payment),
    payment,
    postName: charger?.name ?? payment.chargePointId,
    siteName: charger?.site.name ?? '',
    timeZone: charger?.site.timeZone ?? 'Asia/Jakarta',
    shows: await shown(services, payment),
    isRated: isRatable(payment) ? await isRated(services.read, payment.id) : undefined,
    at: toIso(services.clock.wallMs()),
  }
}

async function shown(services: Services, payment: Payment): Promise<Shown> {
  switch (payment.state) {
    case 'creating':
    case 'failed':
      return { kind: 'failed' }
    case 'awaitingPayment':
      return isOpen(services, payment) && payment.toPay !== null
        ? { kind: 'toPay', toPay: JSON.parse(payment.toPay) as ToPay }
        : { kind: 'expired' }
    case 'expired':
      return { kind: 'expired' }
    case 'reserving':
      return { kind: 'reserving' }
    case 'starting':
      return { kind: 'starting' }
    case 'toppedUp':
      return ofSession(services, payment)
    case 'charging':
      return charging(services, payment)
    case 'ending':
      return { kind: payment.dueAt === null ? 'waitsForPerson' : 'ending' }
    case 'settled':
      return payment.topsUp === null
        ? { kind: 'done', sum: await sumOf(services.read, payment) }
        : ofSession(services, payment)
    case 'returned':
      return { kind: 'returned', sum: await sumOf(services.read, payment) }
  }
}

/** A top-up leads to the page of the session that it was added to. */
async function ofSession(services: Services, payment: Payment): Promise<Shown> {
  const root = payment.topsUp === null ? undefined : await findPayment(services.read, payment.topsUp)
  return root === undefined
    ? { kind: 'failed' }
    : { kind: 'toppedUp', sessionAddress: pageAddress(services, root) }
}

async function charging(services: Services, payment: Payment): Promise<Shown> {
  const progress = await progressOf(services, payment)
  if (progress === undefined) return { kind: 'ending' }
  const { paidIdr } = await sumOf(services.read, payment)
  const until = progress.readAt === null ? progress.startedAt : progress.readAt
  const seconds = Math.max(
    0,
    Math.floor((fromStoredInstant(until) - fromStoredInstant(progress.startedAt)) / 1000),
  )
  const usage = { energyWh: progress.energyWh, seconds, idleSeconds: 0 }
  const { totalIdr: costIdr } = priceSession(priceOf(payment), usage, paidIdr)
  return { kind: 'charging', progress, costIdr, paidIdr }
}
