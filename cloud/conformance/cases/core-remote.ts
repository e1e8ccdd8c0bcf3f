import { must } from '@colok/shared/testing/conformance/case-failure'
import { idTag } from '../kit/cards.ts'
import type { Bench, ConformanceCase } from '../kit/conformance-case.ts'
import type { Outcome } from '../kit/operator.ts'
import {
  answered,
  authorise,
  booted,
  charging,
  requireNoSession,
  start,
  stop,
  tellStatus,
} from '../kit/states.ts'

const accepted = { confirmation: { status: 'Accepted' }, outcome: 'accepted' } as const
const rejected = { confirmation: { status: 'Rejected' }, outcome: 'rejected' } as const

export const coreRemote: readonly ConformanceCase[] = [
  {
    id: 'TC_010_CSMS',
    title: 'remote start charging session, cable plugged in first',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      await tellStatus(bench, 1, 'Preparing')
      await startRemotely(bench, accepted)
      await authorise(bench)
      await start(bench)
      await tellStatus(bench, 1, 'Charging')
    },
  },
  {
    id: 'TC_011_1_CSMS',
    title: 'remote start charging session, remote start first',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      await startRemotely(bench, accepted)
      await authorise(bench)
      await tellStatus(bench, 1, 'Preparing')
      await start(bench)
      await tellStatus(bench, 1, 'Charging')
    },
  },
  {
    id: 'TC_011_2_CSMS',
    title: 'remote start charging session, timeout',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      await startRemotely(bench, accepted)
      await authorise(bench)
      await tellStatus(bench, 1, 'Preparing')
      await tellStatus(bench, 1, 'Available')
      await requireNoSession(bench)
    },
  },
  {
    id: 'TC_012_CSMS',
    title: 'remote stop charging session',
    profile: 'Core',
    async run(bench) {
      const transactionId = await charging(bench)
      await stopRemotely(bench, transactionId, accepted)
      await stop(bench, transactionId, { reason: 'Remote' })
      await tellStatus(bench, 1, 'Finishing')
      await tellStatus(bench, 1, 'Available')
    },
  },
  {
    id: 'TC_026_CSMS',
    title: 'remote start charging session, rejected',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      await startRemotely(bench, rejected)
      await requireNoSession(bench)
    },
  },
  {
    id: 'TC_028_CSMS',
    title: 'remote stop transaction, rejected',
    profile: 'Core',
    async run(bench) {
      const transactionId = await charging(bench)
      await stopRemotely(bench, transactionId, rejected)
      const { state } = await bench.operator.session(transactionId)
      must(state === 'charging', `the stop was refused, and the API says that the session is ${state}`)
    },
  },
]

type Answer = typeof accepted | typeof rejected

async function startRemotely(bench: Bench, answer: Answer): Promise<void> {
  const { operator, chargePoint } = bench
  const request = { idTag, connectorId: 1 }
  await answered(bench.chargePoint, 'RemoteStartTransaction', answer, () =>
    operator.post<Outcome>(`/chargers/${operator.chargePointId}/start`, request),
  )
  await chargePoint.expectCall('RemoteStartTransaction', request)
}

async function stopRemotely(bench: Bench, transactionId: number, answer: Answer): Promise<void> {
  const { operator, chargePoint } = bench
  const { id } = await operator.session(transactionId)
  await answered(bench.chargePoint, 'RemoteStopTransaction', answer, () =>
    operator.post<Outcome>(`/sessions/${id}/stop`, {}),
  )
  await chargePoint.expectCall('RemoteStopTransaction', { transactionId })
}
