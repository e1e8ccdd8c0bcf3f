import { toIso } from '@colok/shared/time'
import type { Inbound, InboundRequest, PaymentGateway, Reply } from '../../gateways/contract.ts'
import type { Services } from '../../services.ts'
import { lookAtProvider } from './confirming.ts'
import { queueException } from './exceptions.ts'
import { findByReference, type Payment } from './payment-rows.ts'
import { receiveMoney } from './receiving.ts'
import { paymentReferenceOf } from './reserve-rows.ts'

/** Takes what a provider sent: acknowledged only when it is committed, so that the provider tries again otherwise. */
export async function takeNotification(
  services: Services,
  gateway: PaymentGateway,
  request: InboundRequest,
): Promise<Reply> {
  const inbound = await gateway.verify(request)
  switch (inbound.kind) {
    case 'tokenIssued':
      return inbound.reply
    case 'refused':
      await refuse(services, gateway, inbound)
      return inbound.reply
    case 'payment':
      try {
        return (await accept(services, gateway, inbound)) ? inbound.acknowledge : inbound.failed
      } catch (error) {
        services.log.error({ error, gateway: gateway.name }, 'a notification of a payment could not be kept')
        return inbound.failed
      }
  }
}

type PaymentNotice = Extract<Inbound, { kind: 'payment' }>

/** False when it cannot be known now, and has to come again. */
async function accept(services: Services, gateway: PaymentGateway, notice: PaymentNotice): Promise<boolean> {
  const payment = await findByReference(services.read, paymentReferenceOf(notice.reference))
  if (payment?.method === 'reserve') return lookAtReserve(services, payment)
  if (payment !== undefined && payment.gateway === gateway.name && payment.paidAt === null)
    return confirm(services, gateway, { notice, payment })
  if (notice.status !== 'paid') return true
  // For nothing that we know of, or a second time: only a signature that covers it makes it money.
  if (notice.needsStatusQuery) {
    await alertHostile(services, gateway, {
      ref: `${notice.reference}:${notice.providerRef ?? ''}`,
      detail: `It told, without proof, of Rp ${notice.amountIdr} for ${notice.reference}, which ${payment === undefined ? 'is none of ours' : 'has been paid already'}. Nothing was done.`,
      isKnown: payment !== undefined,
    })
    return true
  }
  await services.writer.write((tx) => receiveMoney(tx, services, receiptFrom(gateway, notice)))
  return true
}

/**
 * Word of money that is set aside, or of its capture, may come before the answer to our own call. It says nothing that the
 * call, made again, will not say, and books nothing: one and the same capture must not become two payments.
 */
async function lookAtReserve(services: Services, payment: Payment): Promise<boolean> {
  await services.writer.write((tx) =>
    tx.run(
      `update wallet_reserve set due_at = ? where payment_id = ? and state in ('asking', 'capturing') and attempts > 0`,
      [toIso(services.clock.wallMs()), payment.id],
    ),
  )
  services.payments.somethingIsDue()
  return true
}

/** The provider's books have the last word wherever the signature does not cover what counts. */
async function confirm(
  services: Services,
  gateway: PaymentGateway,
  { notice, payment }: { readonly notice: PaymentNotice; readonly payment: Payment },
): Promise<boolean> {
  if (!notice.needsStatusQuery && notice.status === 'paid') {
    await services.writer.write((tx) => receiveMoney(tx, services, receiptFrom(gateway, notice)))
    services.payments.somethingIsDue()
    services.changes.changed(payment.chargePointId)
    return true
  }
  const said = await lookAtProvider(services, payment)
  if (said === 'paid') return true
  if (said !== 'found' && said !== 'notFound') return false
  if (notice.status === 'paid')
    await alertHostile(services, gateway, {
      ref: `${notice.reference}:${notice.providerRef ?? ''}`,
      detail: `It told that ${notice.reference} was paid; the provider's books do not say so. Nothing was done.`,
      isKnown: true,
    })
  return true
}

function receiptFrom(gateway: PaymentGateway, notice: PaymentNotice) {
  const { reference, providerRef, amountIdr } = notice
  return {
    gateway: gateway.name,
    reference,
    providerRef,
    amountIdr,
    paidAt: undefined,
    issuer: undefined,
    retrievalReference: undefined,
  }
}

async function refuse(
  services: Services,
  gateway: PaymentGateway,
  { why, detail }: { readonly why: string; readonly detail: string },
): Promise<void> {
  services.log.warn({ gateway: gateway.name, why, detail }, 'a notification of a payment was refused')
  if (why === 'stale' || why === 'unknownAddress') return
  await alertHostile(services, gateway, { ref: why, detail: `${why}: ${detail}`, isKnown: false })
}

/** One alert for each thing, and one a day for what strangers make up: a flood of forgeries is one entry. */
async function alertHostile(
  services: Services,
  gateway: PaymentGateway,
  alert: { readonly ref: string; readonly detail: string; readonly isKnown: boolean },
): Promise<void> {
  const day = toIso(services.clock.wallMs()).slice(0, 10)
  const ref = alert.isKnown ? alert.ref : `${day}:${alert.ref.slice(0, 20)}`
  services.log.warn(
    { gateway: gateway.name, detail: alert.detail },
    'a notification of a payment is not believed',
  )
  await services.writer.write((tx) =>
    queueException(tx, services, {
      ref: `hostile:${gateway.name}:${ref}`,
      kind: 'hostileNotification',
      gateway: gateway.name,
      detail: alert.detail,
    }),
  )
}
