import type { SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { walletAddress } from '../wallets/page-address.ts'
import { isOwnCode, ownCode } from './own-code.ts'
import { findPayment, type Payment } from './payment-rows.ts'

/**
 * Where the driver follows a payment. Whoever knows the address may stop the session and say where the change goes, so
 * it ends with a code that only we can make; nothing of it is stored.
 */
export function pageAddress(services: Pick<Services, 'settings'>, payment: Pick<Payment, 'id'>): string {
  return `/p/${payment.id}.${ownCode(services, opens(payment.id))}`
}

/** Where whoever pays follows it: what fills a wallet up, on the wallet's page. */
export function followedAt(
  services: Pick<Services, 'settings'>,
  payment: Pick<Payment, 'id' | 'walletId'>,
): string {
  return payment.walletId === null
    ? pageAddress(services, payment)
    : walletAddress(services, payment.walletId)
}

/**
 * The payment of an address' last part; undefined for a wrong one, which costs no look into the database, and for one that
 * is followed elsewhere.
 */
export async function paymentAt(
  services: Pick<Services, 'settings'> & { readonly read: SqlRunner },
  lastPart: string,
): Promise<Payment | undefined> {
  const [id = '', code = ''] = lastPart.split('.')
  if (!isOwnCode(services, opens(id), code)) return undefined
  const payment = await findPayment(services.read, id)
  return payment?.walletId === null ? payment : undefined
}

const opens = (id: string) => `payment page ${id}`
