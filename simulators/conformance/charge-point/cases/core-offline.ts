import type { AuthorizationStatus } from '@colok/shared/ocpp/types'
import { must } from '@colok/shared/testing/conformance/case-failure'
import type { Bench, ConformanceCase } from '../kit/bench.ts'
import type { Received } from '../kit/central-system.ts'
import {
  booted,
  charging,
  configure,
  expectStop,
  idTag,
  requireBetween,
  requireStopFits,
  settled,
} from '../kit/states.ts'

/** What must be sampled while nobody listens, to see that it is kept. */
const samplesOffline = 3
const sampleIntervalS = 1
/** The test document allows one second. */
const toleranceMs = 1_000

export const coreOffline: readonly ConformanceCase[] = [
  {
    id: 'TC_036_CS',
    title: 'connection loss during transaction',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await configure(bench, {
        MeterValueSampleInterval: String(sampleIntervalS),
        ClockAlignedDataInterval: '0',
      })
      const start = await charging(bench)
      const { transactionId } = start.confirmation
      await central.expectCall('MeterValues', { connectorId: 1, transactionId })
      await charger.goOffline()
      await central.expectDisconnection()
      const offlineFromMs = Date.now()
      await central.expectNone('MeterValues', { during: (samplesOffline + 1) * sampleIntervalS * 1_000 })
      const offlineToMs = Date.now()
      await charger.goOnline()
      await central.expectConnection()
      const samples: string[] = []
      while (!samples.some((at) => Date.parse(at) > offlineToMs)) {
        const { request } = await central.expectCall('MeterValues', { connectorId: 1, transactionId })
        samples.push(...request.meterValue.map(({ timestamp }) => timestamp))
      }
      const kept = samples.filter((at) => Date.parse(at) >= offlineFromMs && Date.parse(at) <= offlineToMs)
      must(
        kept.length >= samplesOffline,
        `${kept.length} samples taken while offline were delivered, wanted ${samplesOffline} or more`,
      )
      requireNoGap(samples)
      await central.callFor('RemoteStopTransaction', { transactionId }, 'Accepted')
      await expectStop(bench, start, { reason: 'Remote' })
      await central.expectStatus(1, 'Finishing')
      await charger.plugOut()
      await central.expectStatus(1, 'Available')
    },
  },
  {
    id: 'TC_037_1_CS',
    title: 'offline start transaction, valid idTag',
    profile: 'Core',
    async run(bench) {
      const { start } = await startedOffline(bench, { StopTransactionOnInvalidId: 'true' }, 'Accepted')
      await bench.central.expectStatus(1, 'Charging', { via: ['Preparing'] })
      await bench.central.expectNone('StopTransaction')
      await bench.charger.present(idTag)
      await expectStop(bench, start, { reason: 'Local or left out' })
    },
  },
  {
    id: 'TC_037_2_CS',
    title: 'offline start transaction, invalid idTag, StopTransactionOnInvalidId = false',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      const { start } = await startedOffline(bench, { StopTransactionOnInvalidId: 'false' }, 'Invalid')
      // OCPP 1.6 §9.1.26: the transaction stays, energy does not flow.
      await central.expectStatus(1, 'SuspendedEVSE', { via: ['Preparing', 'Charging'] })
      await central.expectNone('StopTransaction')
      await charger.plugOut()
      await expectStop(bench, start, { reason: 'EVDisconnected' })
      await central.expectStatus(1, 'Available', { via: ['SuspendedEV', 'Finishing'] })
    },
  },
  {
    id: 'TC_037_3_CS',
    title: 'offline start transaction, invalid idTag, StopTransactionOnInvalidId = true',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      const { start } = await startedOffline(bench, { StopTransactionOnInvalidId: 'true' }, 'Invalid')
      await expectStop(bench, start, { reason: 'DeAuthorized' })
      await central.expectStatus(1, 'Finishing', { via: ['Preparing', 'Charging'] })
      await charger.plugOut()
      await central.expectStatus(1, 'Available')
    },
  },
  {
    id: 'TC_038_CS',
    title: 'offline stop transaction',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      const start = await charging(bench)
      await settled(bench, start)
      await charger.goOffline()
      await central.expectDisconnection()
      const fromMs = Date.now()
      await charger.present(idTag)
      await quietOffline(bench)
      const toMs = Date.now()
      await charger.goOnline()
      await central.expectConnection()
      const stop = await expectStop(bench, start, { reason: 'Local or left out' })
      requireBetween(stop.request.timestamp, { from: fromMs, to: toMs }, 'StopTransaction.req')
      await central.expectStatus(1, 'Finishing')
      await charger.plugOut()
      await central.expectStatus(1, 'Available')
    },
  },
  {
    id: 'TC_039_CS',
    title: 'offline transaction',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await configure(bench, { LocalAuthorizeOffline: 'true', AllowOfflineTxForUnknownId: 'true' })
      await charger.goOffline()
      await central.expectDisconnection()
      const fromMs = Date.now()
      await charger.plugIn()
      await charger.present(idTag)
      await quietOffline(bench)
      await charger.present(idTag)
      await charger.plugOut()
      await quietOffline(bench)
      const toMs = Date.now()
      await charger.goOnline()
      await central.expectConnection()
      const start = await central.expectCall('StartTransaction', { idTag, connectorId: 1 })
      const stop = await central.expectCall('StopTransaction', {
        transactionId: start.confirmation.transactionId,
        reason: ['Local', undefined],
      })
      requireStopFits(start, stop)
      requireBetween(start.request.timestamp, { from: fromMs, to: toMs }, 'StartTransaction.req')
      requireBetween(stop.request.timestamp, { from: fromMs, to: toMs }, 'StopTransaction.req')
      // What happened meanwhile is not replayed as statuses: the socket is free, as it was when it was last told.
      const stale = central
        .calls('StatusNotification')
        .filter(({ request }) => request.connectorId === 1 && request.status !== 'Available')
      must(stale.length === 0, `${stale[0]?.request.status} was told of a socket that is free`)
    },
  },
]

/** A session that begins while nobody listens, and is told to a central system that thinks `status` of the card. */
async function startedOffline(
  bench: Bench,
  keys: Readonly<Record<string, string>>,
  status: AuthorizationStatus,
): Promise<{ start: Received<'StartTransaction'> }> {
  const { central, charger } = bench
  const accept = central.answers.StartTransaction
  central.answers.StartTransaction = (request) => ({ ...accept(request), idTagInfo: { status } })
  await booted(bench)
  await configure(bench, { LocalAuthorizeOffline: 'true', AllowOfflineTxForUnknownId: 'true', ...keys })
  await charger.goOffline()
  await central.expectDisconnection()
  const fromMs = Date.now()
  await charger.plugIn()
  await charger.present(idTag)
  await quietOffline(bench)
  const toMs = Date.now()
  await charger.goOnline()
  await central.expectConnection()
  const start = await central.expectCall('StartTransaction', { idTag, connectorId: 1 })
  requireBetween(start.request.timestamp, { from: fromMs, to: toMs }, 'StartTransaction.req')
  return { start }
}

/** Time for what happens at the post; nothing may reach the central system meanwhile. */
async function quietOffline({ central }: Bench): Promise<void> {
  await central.expectNone('StartTransaction')
  await central.expectNone('StopTransaction', { during: 0 })
}

/** Every sample that was due is there, in the order in which they were taken. */
function requireNoGap(instants: readonly string[]): void {
  for (const [index, at] of instants.entries()) {
    const before = instants[index - 1]
    if (before === undefined) continue
    const apartMs = Date.parse(at) - Date.parse(before)
    must(
      apartMs >= 0 && Math.abs(apartMs - sampleIntervalS * 1_000) <= toleranceMs,
      `samples at ${before} and ${at} follow each other, with an interval of ${sampleIntervalS} s`,
    )
  }
}
