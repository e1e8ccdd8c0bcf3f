import { isDeepStrictEqual } from 'node:util'
import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import type { ChargePointErrorCode, ChargePointStatus } from '@colok/shared/ocpp/types'
import { must } from '@colok/shared/testing/conformance/case-failure'
import type { Session } from '../../src/features/charging/schemas.ts'
import { idTag } from './cards.ts'
import type { ChargePoint, ConnectOptions, ToChargePoint } from './charge-point.ts'
import type { Bench } from './conformance-case.ts'
import type { Outcome } from './operator.ts'

/** The states that the cases begin in, and the steps that they have in common. */

export const meterStartWh = 1_000

export function now(): string {
  return new Date().toISOString()
}

export function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString()
}

/** Connects, boots and tells the status of every connector. */
export async function booted(
  bench: Bench,
  { firmwareVersion = '1.0.0', ...options }: ConnectOptions & { firmwareVersion?: string } = {},
): Promise<void> {
  const { chargePoint, operator } = bench
  await chargePoint.connect(options)
  const { status, interval, currentTime } = await chargePoint.call('BootNotification', {
    chargePointVendor: 'Conformance',
    chargePointModel: 'Test',
    firmwareVersion,
  })
  must(status === 'Accepted', `BootNotification.conf: status is ${status}, wanted Accepted`)
  must(interval > 0, `BootNotification.conf: interval is ${interval} s, and there are to be heartbeats`)
  requireNow(currentTime, 'BootNotification.conf: currentTime')
  for (const connectorId of [0, 1, 2]) await tellStatus(bench, connectorId, 'Available')
  const shown = await operator.charger()
  must(shown.online, 'the API says that the charge point is offline')
  must(
    shown.firmwareVersion === firmwareVersion,
    `the API says that its firmware is ${shown.firmwareVersion}`,
  )
}

/** The charge point goes down and comes up again. */
export async function restarted(
  bench: Bench,
  options: ConnectOptions & { firmwareVersion?: string } = {},
): Promise<void> {
  await bench.chargePoint.disconnect()
  await booted(bench, options)
}

/** The clocks of one machine agree; a message may be on its way for a while. */
const clockToleranceMs = 10_000

export function requireNow(instant: string, what: string): void {
  must(Math.abs(Date.parse(instant) - Date.now()) <= clockToleranceMs, `${what} is ${instant}, not now`)
}

/** Tells a status, and requires that the API shows it. */
export async function tellStatus(
  { chargePoint, operator }: Bench,
  connectorId: number,
  status: ChargePointStatus,
  errorCode: ChargePointErrorCode = 'NoError',
): Promise<void> {
  await chargePoint.call('StatusNotification', { connectorId, status, errorCode, timestamp: now() })
  if (connectorId === 0) return
  const { connectors } = await operator.charger()
  const shown = connectors.find((each) => each.connectorId === connectorId)
  must(
    shown?.status === status && shown.errorCode === errorCode,
    `the API shows connector ${connectorId} as ${shown?.status} ${shown?.errorCode}, wanted ${status} ${errorCode}`,
  )
}

export async function authorise({ chargePoint }: Bench, tag: string = idTag): Promise<void> {
  const { idTagInfo } = await chargePoint.call('Authorize', { idTag: tag })
  must(idTagInfo.status === 'Accepted', `Authorize.conf: status is ${idTagInfo.status}, wanted Accepted`)
}

/** Whatever was tried, nobody has charged. */
export async function requireNoSession({ operator }: Bench): Promise<void> {
  const count = await operator.sessionCount()
  must(count === 0, `the API knows ${count} sessions, and there were to be none`)
}

/** What the API must show of the charge point's messages of one action, the oldest first. */
export async function requireHistory(
  { operator }: Bench,
  kind: string,
  field: string,
  values: readonly string[],
): Promise<void> {
  const told = (await operator.history(kind)).map((detail) => detail[field])
  must(
    isDeepStrictEqual(told, values),
    `the API shows ${kind} with ${field} ${told.join(', ')}; wanted ${values.join(', ')}`,
  )
}

/** Starts a transaction on connector 1, which is to be accepted, and returns its transactionId. */
export async function start(
  { chargePoint, operator }: Bench,
  fields: { idTag?: string; connectorId?: number; timestamp?: string; reservationId?: number } = {},
): Promise<number> {
  const request = { connectorId: 1, idTag, meterStart: meterStartWh, timestamp: now(), ...fields }
  const { transactionId, idTagInfo } = await chargePoint.call('StartTransaction', request)
  must(idTagInfo.status === 'Accepted', `StartTransaction.conf: status is ${idTagInfo.status}`)
  const session = await operator.session(transactionId)
  must(session.state === 'charging', `the API says that the session is ${session.state}`)
  must(session.idTag === request.idTag, `the API says that ${session.idTag} charges`)
  must(session.connectorId === request.connectorId, `the API shows connector ${session.connectorId}`)
  return transactionId
}

/** A transaction on connector 1, begun at the post by plug and card. */
export async function charging(bench: Bench, tag: string = idTag): Promise<number> {
  await booted(bench)
  await tellStatus(bench, 1, 'Preparing')
  await authorise(bench, tag)
  const transactionId = await start(bench, { idTag: tag })
  await tellStatus(bench, 1, 'Charging')
  return transactionId
}

/** What a session of so much energy is billed: 2,466 rupiah a kilowatt-hour, rounded half up. */
const deliveredWh = 60
const billedIdr = 148

/** Stops a transaction, and requires that its session is billed to the rupiah. */
export async function stop(
  { chargePoint, operator }: Bench,
  transactionId: number,
  fields: { reason: NonNullable<Request<'StopTransaction'>['reason']>; idTag?: string; timestamp?: string },
): Promise<Session> {
  const { idTagInfo } = await chargePoint.call('StopTransaction', {
    transactionId,
    meterStop: meterStartWh + deliveredWh,
    timestamp: now(),
    ...fields,
  })
  if (fields.idTag !== undefined)
    must(idTagInfo?.status === 'Accepted', `StopTransaction.conf: status is ${idTagInfo?.status}`)
  const session = await operator.session(transactionId)
  must(session.state === 'finished', `the API says that the session is ${session.state}`)
  must(session.stopReason === fields.reason, `the API says that it ended by ${session.stopReason}`)
  must(session.energyWh === deliveredWh, `the API says that it took ${session.energyWh} Wh`)
  must(session.suspectReasons.length === 0, `the session is suspect: ${session.suspectReasons.join(', ')}`)
  must(session.bill?.totalIdr === billedIdr, `the bill is ${session.bill?.totalIdr}, wanted ${billedIdr}`)
  return session
}

/**
 * The operator asks for a command by the API. The charge point must be sent that request, field by field, and what it
 * confirms must be told to the operator under the right word.
 */
export async function command<A extends ToChargePoint>(
  bench: Bench,
  action: A,
  request: Request<A>,
  answer: { readonly confirmation: Confirmation<A>; readonly outcome: 'accepted' | 'rejected' },
): Promise<void> {
  const { chargePoint, operator } = bench
  await answered(chargePoint, action, answer, () =>
    operator.post<Outcome>(`/chargers/${operator.chargePointId}/commands/${action}`, request),
  )
  await chargePoint.expectCall(action, request)
}

/** What the operator does by another way than the commands, and what the charge point answers to it. */
export async function answered<A extends ToChargePoint, Told extends Outcome>(
  chargePoint: ChargePoint,
  action: A,
  { confirmation, outcome }: { confirmation: Confirmation<A>; outcome: 'accepted' | 'rejected' },
  act: () => Promise<Told>,
): Promise<void> {
  chargePoint.answer(action, confirmation)
  const told = await act()
  must(told.outcome === outcome, `the operator is told ${told.outcome} (${told.detail}), wanted ${outcome}`)
  must(
    isDeepStrictEqual(told.confirmation, confirmation),
    `the operator is told that ${action} was confirmed by ${JSON.stringify(told.confirmation)}`,
  )
}
