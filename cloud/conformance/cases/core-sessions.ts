import { idTag } from '../kit/cards.ts'
import type { ConformanceCase } from '../kit/conformance-case.ts'
import {
  authorise,
  booted,
  charging,
  now,
  requireNoSession,
  requireNow,
  start,
  stop,
  tellStatus,
} from '../kit/states.ts'

export const coreSessions: readonly ConformanceCase[] = [
  {
    id: 'TC_001_CSMS',
    title: 'cold boot charge point',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      const { currentTime } = await bench.chargePoint.call('Heartbeat', {})
      requireNow(currentTime, 'Heartbeat.conf: currentTime')
    },
  },
  {
    id: 'TC_003_CSMS',
    title: 'regular charging session, plugin first',
    profile: 'Core',
    async run(bench) {
      const transactionId = await charging(bench)
      await bench.chargePoint.call('MeterValues', {
        connectorId: 1,
        transactionId,
        meterValue: [{ timestamp: now(), sampledValue: [{ value: '1030', unit: 'Wh' }] }],
      })
      await stop(bench, transactionId, { reason: 'Local', idTag })
      await tellStatus(bench, 1, 'Finishing')
      await tellStatus(bench, 1, 'Available')
    },
  },
  {
    id: 'TC_004_1_CSMS',
    title: 'regular charging session, identification first',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      await authorise(bench)
      await tellStatus(bench, 1, 'Preparing')
      const transactionId = await start(bench)
      await tellStatus(bench, 1, 'Charging')
      await stop(bench, transactionId, { reason: 'Local', idTag })
      await tellStatus(bench, 1, 'Finishing')
      await tellStatus(bench, 1, 'Available')
    },
  },
  {
    id: 'TC_004_2_CSMS',
    title: 'regular charging session, identification first, connection timeout',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      await authorise(bench)
      await tellStatus(bench, 1, 'Preparing')
      await tellStatus(bench, 1, 'Available')
      await requireNoSession(bench)
    },
  },
  {
    id: 'TC_005_1_CSMS',
    title: 'evside disconnected, stop transaction and unlock',
    profile: 'Core',
    async run(bench) {
      const transactionId = await charging(bench)
      await tellStatus(bench, 1, 'SuspendedEV')
      await stop(bench, transactionId, { reason: 'EVDisconnected' })
      await tellStatus(bench, 1, 'Finishing')
      await tellStatus(bench, 1, 'Available')
    },
  },
  {
    id: 'TC_007_CSMS',
    title: 'regular start charging session, cached id',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      await tellStatus(bench, 1, 'Preparing')
      const transactionId = await start(bench)
      await tellStatus(bench, 1, 'Charging')
      await stop(bench, transactionId, { reason: 'Local', idTag })
    },
  },
]
