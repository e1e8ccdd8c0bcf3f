import { idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { Tx } from '../../db/database.ts'
import type { ReserveResult } from '../../gateways/contract.ts'
import type { Services } from '../../services.ts'
import { tell } from '../webhooks/events.ts'
import type { ReservingGateway } from './desk.ts'
import { queueException } from './exceptions.ts'
import { changePayment, findPayment, type Payment } from './payment-rows.ts'
import { goOnWith } from './receiving.ts'
import { changeReserve, type Reserve } from './reserve-rows.ts'
import { endLink, findLink, lastingToken } from './wallet-links.ts'

/** So long before it lapses everything is captured, be the session over or not. */
const captureAheadMs = 3_600_000

/** The driver stands before the post: what is not certain by then is given up, and given back. */
const askingForMs = 60_000
const askAgainMs = 3000

/** One try at having the money set aside; the same again is harmless, since the provider knows it by its reference. */
export async function askToReserve(services: Services, reserve: Reserve, payment: Payment): Promise<void> {
  const gateway = services.payments.reserving(payment.gateway)
  const link = await findLink(services.read, reserve.linkId)
  if (gateway === undefined || link === undefined)
    return giveUp(services, { reserve, payment, why: 'reserveRefused' })
  const token = await lastingToken(services, gateway.reservations, link)
  if (token.kind !== 'token')
    return token.kind === 'ended'
      ? giveUp(services, { reserve, payment, why: 'linkEnded' })
      : askAgain(services, { reserve, payment, problem: 'The link could not be renewed.' })
  const result = await gateway.reservations.reserve({
    reference: payment.reference,
    customerToken: token.token,
    amountIdr: idr(payment.amountIdr),
    title: `Isi daya ${payment.chargePointId} soket ${payment.connectorId}`.slice(0, 60),
    expiresAt: fromStoredInstant(reserve.expiresAt ?? payment.expiresAt),
  })
  await takeAnswer(services, { reserve, payment, gateway }, result)
}

async function takeAnswer(
  services: Services,
  { reserve, payment, gateway }: { reserve: Reserve; payment: Payment; gateway: ReservingGateway },
  result: ReserveResult,
): Promise<void> {
  switch (result.kind) {
    case 'reserved':
      return stand(services, { reserve, payment, providerRef: result.providerRef })
    case 'unknown':
      return askAgain(services, { reserve, payment, problem: result.message })
    case 'misconfigured':
      await services.writer.write((tx) =>
        queueException(tx, services, {
          ref: `misconfigured:${gateway.name}:${result.code}`,
          kind: 'misconfigured',
          gateway: gateway.name,
          paymentId: payment.id,
          detail: `${gateway.name} sets nothing aside: ${result.message}.`,
        }),
      )
      return giveUp(services, { reserve, payment, why: 'reserveRefused' })
    case 'declined':
    case 'invalid': {
      const why = whyDeclined(result.code)
      if (why === 'linkEnded') await services.writer.write((tx) => endLink(tx, services, reserve.linkId))
      return giveUp(services, { reserve, payment, why })
    }
  }
}

/** What the driver can do something about; SNAP's codes of service 63, and of customer tokens. */
function whyDeclined(code: string): 'insufficientFunds' | 'linkEnded' | 'reserveRefused' {
  if (code.startsWith('403') && code.endsWith('14')) return 'insufficientFunds'
  return code.startsWith('401') ? 'linkEnded' : 'reserveRefused'
}

async function askAgain(
  services: Services,
  { reserve, payment, problem }: { reserve: Reserve; payment: Payment; problem: string },
): Promise<void> {
  const now = services.clock.wallMs()
  if (now - fromStoredInstant(reserve.since) > askingForMs)
    return giveUp(services, { reserve, payment, why: 'reserveUncertain' })
  await services.writer.write((tx) =>
    changeReserve(tx, services, reserve, {
      attempts: reserve.attempts + 1,
      dueAt: toIso(now + askAgainMs),
      problem: problem.slice(0, 500),
    }),
  )
}

/** Nothing is charged. What an earlier try may have set aside is given back. */
async function giveUp(
  services: Services,
  { reserve, payment, why }: { reserve: Reserve; payment: Payment; why: string },
): Promise<void> {
  const endedAt = toIso(services.clock.wallMs())
  // The first try's clear no is the only certain one: after a lost answer a no may be the second try's alone.
  const mayStand = reserve.attempts > 0 || why === 'reserveUncertain'
  await services.writer.write(async (tx) => {
    await changePayment(tx, payment, { state: 'failed', problem: why, dueAt: null, endedAt })
    await changeReserve(
      tx,
      services,
      reserve,
      mayStand ? { state: 'voiding' } : { state: 'refused', dueAt: null, problem: why },
    )
  })
  services.payments.somethingIsDue()
  services.changes.changed(payment.chargePointId)
}

/** The money is set aside: what it is for begins, in the same commit. */
async function stand(
  services: Services,
  { reserve, payment, providerRef }: { reserve: Reserve; payment: Payment; providerRef: string },
): Promise<void> {
  const now = services.clock.wallMs()
  const captureBy = fromStoredInstant(reserve.expiresAt ?? toIso(now)) - captureAheadMs
  await services.writer.write(async (tx) => {
    const current = await findPayment(tx, payment.id)
    const goesOn = current?.state === 'reserving' && (await isStillWanted(tx, payment))
    const change = goesOn
      ? ({ state: 'standing', dueAt: toIso(captureBy) } as const)
      : ({ state: 'voiding' } as const)
    if (!(await changeReserve(tx, services, reserve, { ...change, problem: null })) || current === undefined)
      return
    const facts = { paidAt: toIso(now), providerRef, issuer: 'AstraPay', attempts: 0 }
    if (goesOn) {
      await goOnWith(tx, services, current, facts)
      await tell(tx, services, {
        type: 'payment.reserved',
        chargePointId: payment.chargePointId,
        data: { id: payment.id, amountIdr: payment.amountIdr, gateway: payment.gateway },
      })
    } else
      await changePayment(tx, current, {
        ...facts,
        state: 'returned',
        usedIdr: 0,
        problem: 'sessionEnded',
        dueAt: null,
        endedAt: toIso(now),
      })
  })
  services.payments.somethingIsDue()
  services.changes.changed(payment.chargePointId)
}

/** What adds to a session that has ended meanwhile is given back. */
async function isStillWanted(tx: Tx, payment: Payment): Promise<boolean> {
  if (payment.topsUp === null) return true
  return (await findPayment(tx, payment.topsUp))?.state === 'charging'
}
