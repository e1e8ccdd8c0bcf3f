import type { SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { isOwnCode, ownCode } from './own-code.ts'
import { findPayment, type Payment } from './payment-rows.ts'

/**
 * Where the driver follows a payment. Whoever knows the address may stop the session and say where the change goes, so
 * it ends with a code that only we can make; nothing of it is stored.
 */
export function pageAddress(services: Pick<Services, 'settings'>, payment: Pick<Payment, 'id'>): string {
  return `/p/${payment.id}.${ownCode(services, opens(payment.id))}`
}

/** The payment of an address' last part; undefined for a wrong one, which costs no look into the database. */
export async function paymentAt(
  services: Pick<Services, 'settings'> & { readonly read: SqlRunner },
  lastPart: string,
): Promise<Payment | undefined> {
  const [id = '', code = ''] = lastPart.split('.')
  return isOwnCode(services, opens(id), code) ? findPayment(services.read, id) : undefined
}

const opens = (id: string) => `payment page ${id}`
