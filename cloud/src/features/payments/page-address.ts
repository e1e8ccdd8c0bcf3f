import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { findPayment, type Payment } from './payment-rows.ts'

/**
 * Where the driver follows a payment. Whoever knows the address may stop the session and say where the change goes, so
 * it ends with a code that only we can make; nothing of it is stored.
 */
export function pageAddress(services: Pick<Services, 'settings'>, payment: Pick<Payment, 'id'>): string {
  return `/p/${payment.id}.${codeFor(services, payment.id)}`
}

/** The payment of an address' last part; undefined for a wrong one, which costs no look into the database. */
export async function paymentAt(
  services: Pick<Services, 'settings'> & { readonly read: SqlRunner },
  lastPart: string,
): Promise<Payment | undefined> {
  const [id = '', code = ''] = lastPart.split('.')
  const expected = Buffer.from(codeFor(services, id))
  const given = Buffer.from(code)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  return findPayment(services.read, id)
}

/** 132 bits. */
function codeFor({ settings }: Pick<Services, 'settings'>, id: string): string {
  return createHmac('sha256', settings.secret).update(`payment page ${id}`).digest('base64url').slice(0, 22)
}
