import { toIso } from '@colok/shared/time'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import type { ReservingGateway } from './desk.ts'
import { pageAddress } from './page-address.ts'
import { changePayment, type Payment } from './payment-rows.ts'
import { changeReserve, findReserve, type Reserve } from './reserve-rows.ts'
import { beginLink, keepToken, type WalletLink } from './wallet-links.ts'

/** How long money stays set aside at most: longer than a motorcycle takes, and a night on the plug besides. */
const standsForMs = 24 * 3_600_000

/**
 * Begins to set the amount of a payment aside: at once in an account that is linked, else by asking its owner to link it.
 * False when the provider would not even be asked.
 */
export async function beginReserve(
  services: Services,
  payment: Payment,
  { gateway, link }: { readonly gateway: ReservingGateway; readonly link: WalletLink | undefined },
): Promise<boolean> {
  if (link !== undefined) {
    await services.writer.write(async (tx) => {
      await changePayment(tx, payment, { state: 'reserving', gateway: gateway.name, dueAt: null })
      await insertReserve(tx, services, { paymentId: payment.id, linkId: link.id, state: 'asking' })
    })
    services.payments.somethingIsDue()
    return true
  }
  const pageUrl = await linkPage(services, payment, gateway)
  if (pageUrl === undefined) return false
  await services.writer.write(async (tx) => {
    await changePayment(tx, payment, {
      state: 'awaitingPayment',
      gateway: gateway.name,
      toPay: JSON.stringify({ kind: 'link', pageUrl }),
      dueAt: payment.expiresAt,
    })
    await beginLink(tx, services, { id: payment.id, gateway: gateway.name })
    await insertReserve(tx, services, { paymentId: payment.id, linkId: payment.id, state: 'linking' })
  })
  return true
}

/** Where the owner of an account says yes. A link is named for the payment that it was first made for. */
async function linkPage(
  services: Services,
  payment: Payment,
  { name, reservations }: ReservingGateway,
): Promise<string | undefined> {
  const returnUrl = `${services.settings.publicUrl}${pageAddress(services, payment)}/linked`
  const result = await reservations.link({ customerId: payment.id, returnUrl })
  if (result.kind === 'started') return result.redirectUrl
  const problem = `${result.kind}: ${result.message}`
  services.log.warn({ paymentId: payment.id, gateway: name, problem }, 'a provider links no account')
  return undefined
}

async function insertReserve(
  tx: Tx,
  services: Services,
  reserve: Pick<Reserve, 'paymentId' | 'linkId' | 'state'>,
): Promise<void> {
  const now = services.clock.wallMs()
  const { paymentId, linkId, state } = reserve
  const isAsked = state === 'asking'
  await tx.run(
    `insert into wallet_reserve (payment_id, link_id, state, expires_at, due_at, attempts, since)
     values (?, ?, ?, ?, ?, 0, ?)`,
    [
      paymentId,
      linkId,
      state,
      isAsked ? toIso(now + standsForMs) : null,
      isAsked ? toIso(now) : null,
      toIso(now),
    ],
  )
}

/**
 * The owner has come back from the provider with its code: the account is linked, and the provider is asked to set the
 * money aside. `linked` with the link that their browser may keep; `already` for a page that is loaded again.
 */
export async function finishLinking(
  services: Services,
  payment: Payment,
  authCode: string,
): Promise<{ readonly kind: 'linked'; readonly linkId: string } | { readonly kind: 'already' | 'refused' }> {
  const reserve = await findReserve(services.read, payment.id)
  const gateway = services.payments.reserving(payment.gateway)
  if (reserve?.state !== 'linking' || payment.state !== 'awaitingPayment' || gateway === undefined)
    return { kind: 'already' }
  const result = await gateway.reservations.finishLink(authCode)
  if (result.kind !== 'linked') {
    const problem = `${result.kind}: ${result.message}`
    services.log.warn({ paymentId: payment.id, gateway: gateway.name, problem }, 'an account was not linked')
    await offerAgain(services, payment, gateway)
    return { kind: 'refused' }
  }
  await services.writer.write(async (tx) => {
    await keepToken(tx, services, reserve.linkId, result.token)
    if (!(await changePayment(tx, payment, { state: 'reserving', toPay: null, dueAt: null }))) return
    const expiresAt = toIso(services.clock.wallMs() + standsForMs)
    await changeReserve(tx, services, reserve, { state: 'asking', expiresAt })
  })
  services.payments.somethingIsDue()
  return { kind: 'linked', linkId: reserve.linkId }
}

/** A page of the provider's is good once. */
async function offerAgain(services: Services, payment: Payment, gateway: ReservingGateway): Promise<void> {
  const pageUrl = await linkPage(services, payment, gateway)
  if (pageUrl === undefined) return
  await services.writer.write((tx) =>
    changePayment(tx, payment, { toPay: JSON.stringify({ kind: 'link', pageUrl }) }),
  )
}

/** Nobody has linked an account in time: nothing was set aside, and nothing can be any more. */
export async function expireLinking(services: Services, payment: Payment): Promise<void> {
  const endedAt = toIso(services.clock.wallMs())
  await services.writer.write(async (tx) => {
    await changePayment(tx, payment, { state: 'expired', dueAt: null, endedAt })
    await changeReserve(
      tx,
      services,
      { paymentId: payment.id, state: 'linking' },
      { state: 'refused', dueAt: null },
    )
  })
  services.changes.changed(payment.chargePointId)
}
