import { must } from '@colok/shared/testing/conformance/case-failure'
import { idTag, unknownIdTag } from '../kit/cards.ts'
import type { Bench, ConformanceCase } from '../kit/conformance-case.ts'
import {
  booted,
  charging,
  command,
  meterStartWh,
  minutesAgo,
  now,
  restarted,
  start,
  stop,
  tellStatus,
} from '../kit/states.ts'

const offlineWh = 30

export const coreOutages: readonly ConformanceCase[] = [
  {
    id: 'TC_013_CSMS',
    title: 'hard reset',
    profile: 'Core',
    run: (bench) => reset(bench, 'Hard'),
  },
  {
    id: 'TC_014_CSMS',
    title: 'soft reset',
    profile: 'Core',
    run: (bench) => reset(bench, 'Soft'),
  },
  {
    id: 'TC_032_1_CSMS',
    title: 'power failure boot, stop transactions',
    profile: 'Core',
    async run(bench) {
      const transactionId = await charging(bench)
      await restarted(bench)
      await stop(bench, transactionId, { reason: 'PowerLoss' })
      await tellStatus(bench, 1, 'Finishing')
      await tellStatus(bench, 1, 'Available')
    },
  },
  {
    id: 'TC_037_1_CSMS',
    title: 'offline start transaction, valid idtag',
    profile: 'Core',
    async run(bench) {
      const startedAt = minutesAgo(20)
      await wasOffline(bench)
      const transactionId = await start(bench, { timestamp: startedAt })
      await tellStatus(bench, 1, 'Charging')
      const session = await bench.operator.session(transactionId)
      must(session.startedAt === startedAt, `the API says that it started at ${session.startedAt}`)
    },
  },
  {
    id: 'TC_037_3_CSMS',
    title: 'offline start transaction, invalid idtag, stop on invalid true',
    profile: 'Core',
    async run(bench) {
      const { chargePoint, operator } = bench
      await wasOffline(bench)
      const { transactionId, idTagInfo } = await chargePoint.call('StartTransaction', {
        connectorId: 1,
        idTag: unknownIdTag,
        meterStart: meterStartWh,
        timestamp: minutesAgo(20),
      })
      must(idTagInfo.status === 'Invalid', `StartTransaction.conf: status is ${idTagInfo.status}`)
      await tellStatus(bench, 1, 'Charging')
      await chargePoint.call('StopTransaction', {
        transactionId,
        meterStop: meterStartWh + offlineWh,
        timestamp: now(),
        reason: 'DeAuthorized',
      })
      await tellStatus(bench, 1, 'Finishing')
      const session = await operator.session(transactionId)
      must(
        session.state === 'finished' && session.stopReason === 'DeAuthorized',
        `the API says that the session is ${session.state} by ${session.stopReason}`,
      )
      must(session.authorization === 'Invalid', `the API says that its card was ${session.authorization}`)
      must(session.energyWh === offlineWh, `the API says that it took ${session.energyWh} Wh`)
    },
  },
  {
    id: 'TC_039_CSMS',
    title: 'offline transaction',
    profile: 'Core',
    async run(bench) {
      await wasOffline(bench)
      const transactionId = await start(bench, { timestamp: minutesAgo(20) })
      const stoppedAt = minutesAgo(5)
      const session = await stop(bench, transactionId, { reason: 'Local', idTag, timestamp: stoppedAt })
      must(session.stoppedAt === stoppedAt, `the API says that it stopped at ${session.stoppedAt}`)
    },
  },
]

async function reset(bench: Bench, type: 'Hard' | 'Soft'): Promise<void> {
  await booted(bench)
  await command(bench, 'Reset', { type }, { confirmation: { status: 'Accepted' }, outcome: 'accepted' })
  await restarted(bench)
}

/** It lost the connection, and has it again: then it need not boot (OCPP 1.6 §4.2). */
async function wasOffline(bench: Bench): Promise<void> {
  await booted(bench)
  await bench.chargePoint.disconnect()
  await bench.chargePoint.connect()
}
