import type { Request } from '@colok/shared/ocpp/registry'
import type { ChargePointStatus } from '@colok/shared/ocpp/types'
import { must } from '@colok/shared/testing/conformance/case-failure'
import type { Bench } from './bench.ts'
import type { Received } from './central-system.ts'

/** The states that the cases begin in, and what they have in common. */

export const idTag = 'TAG-ACCEPTED-1'
export const otherIdTag = 'TAG-ACCEPTED-2'
export const parentIdTag = 'TAG-PARENT'

/** How far a charger's clock may be from ours once it was told the time. */
const clockToleranceMs = 5_000

/** Switches the charger on and waits until it has registered and told the status of every connector. */
export async function booted({ central, charger }: Bench, url = central.url()): Promise<void> {
  await charger.start(url)
  await central.expectConnection()
  await central.expectCall('BootNotification')
  await expectEveryStatus(central, 'Available')
}

export async function expectEveryStatus(
  central: Bench['central'],
  status: 'Available' | 'Unavailable',
  connectors = 2,
): Promise<void> {
  for (let id = 0; id <= connectors; id++) await central.expectStatus(id, status)
}

/** Sets keys as an operator does, each to be accepted. */
export async function configure({ central }: Bench, keys: Readonly<Record<string, string>>): Promise<void> {
  for (const [key, value] of Object.entries(keys))
    await central.callFor('ChangeConfiguration', { key, value }, 'Accepted')
}

/** The value that GetConfiguration tells. */
export async function configuredValue({ central }: Bench, key: string): Promise<string | undefined> {
  const { configurationKey = [] } = await central.call('GetConfiguration', { key: [key] })
  return configurationKey.find((each) => each.key === key)?.value
}

/** A transaction on connector 1, begun at the post by plug and card. */
export async function charging(
  bench: Bench,
  options: { idTag?: string; status?: readonly ChargePointStatus[] } = {},
): Promise<Received<'StartTransaction'>> {
  const { central, charger } = bench
  const tag = options.idTag ?? idTag
  await charger.plugIn()
  await central.expectStatus(1, 'Preparing')
  await charger.present(tag)
  await central.expectCall('Authorize', { idTag: tag })
  return expectStart(bench, { idTag: tag, status: options.status ?? ['Charging'] })
}

/** The charger knows the transactionId, and has kept it: it speaks of it. */
export async function settled({ central }: Bench, start: Received<'StartTransaction'>): Promise<void> {
  await central.callFor('TriggerMessage', { requestedMessage: 'MeterValues', connectorId: 1 }, 'Accepted')
  await central.expectCall('MeterValues', { transactionId: start.confirmation.transactionId })
}

/** StartTransaction.req with all that the standard wants of it, and the status that goes with it. */
export async function expectStart(
  { central }: Bench,
  fields: {
    idTag: string
    connectorId?: number
    reservationId?: number
    status?: readonly ChargePointStatus[]
  },
): Promise<Received<'StartTransaction'>> {
  const { connectorId = 1, reservationId } = fields
  const start = await central.expectCall('StartTransaction', {
    idTag: fields.idTag,
    connectorId,
    reservationId,
  })
  must(start.request.meterStart >= 0, `meterStart is ${start.request.meterStart} Wh, wanted 0 or more`)
  requireNow(start.request.timestamp, 'StartTransaction.req')
  await central.expectStatus(connectorId, fields.status ?? 'Charging', { via: ['Preparing'] })
  return start
}

/** StopTransaction.req of a transaction that was started, with consistent readings. */
export async function expectStop(
  { central }: Bench,
  start: Received<'StartTransaction'>,
  fields: { reason: Request<'StopTransaction'>['reason'] | 'Local or left out'; idTag?: string },
): Promise<Received<'StopTransaction'>> {
  const stop = await central.expectCall('StopTransaction', {
    transactionId: start.confirmation.transactionId,
    // OCPP 1.6 §4.10: the reason may be left out when it is Local.
    reason: fields.reason === 'Local or left out' ? ['Local', undefined] : fields.reason,
    ...(fields.idTag === undefined ? {} : { idTag: fields.idTag }),
  })
  requireStopFits(start, stop)
  return stop
}

/** Meter and clock do not run backwards in a transaction. */
export function requireStopFits(
  { request: start }: Received<'StartTransaction'>,
  { request: stop }: Received<'StopTransaction'>,
): void {
  must(
    stop.meterStop >= start.meterStart,
    `meterStop ${stop.meterStop} Wh is below meterStart ${start.meterStart} Wh`,
  )
  must(
    Date.parse(stop.timestamp) >= Date.parse(start.timestamp),
    `StopTransaction.req at ${stop.timestamp} lies before StartTransaction.req at ${start.timestamp}`,
  )
}

/** The time of a message that tells what happens at this moment. */
function requireNow(timestamp: string, what: string): void {
  requireBetween(timestamp, { from: Date.now(), to: Date.now() }, what)
}

/** The time of a message that tells what happened then. */
export function requireBetween(timestamp: string, span: { from: number; to: number }, what: string): void {
  const atMs = Date.parse(timestamp)
  must(
    atMs >= span.from - clockToleranceMs && atMs <= span.to + clockToleranceMs,
    `${what}: timestamp ${timestamp} does not lie between ${iso(span.from)} and ${iso(span.to)}`,
  )
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
