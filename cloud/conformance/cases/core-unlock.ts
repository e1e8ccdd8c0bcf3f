import type { Confirmation } from '@colok/shared/ocpp/registry'
import type { Bench, ConformanceCase } from '../kit/conformance-case.ts'
import { booted, charging, command, stop, tellStatus } from '../kit/states.ts'

const noSuchConnectorId = 9

export const coreUnlock: readonly ConformanceCase[] = [
  {
    id: 'TC_017_1_CSMS',
    title: 'unlock connector, no transaction, not fixed cable',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      await unlock(bench, 'Unlocked')
    },
  },
  {
    id: 'TC_017_2_CSMS',
    title: 'unlock connector, no transaction, fixed cable',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      await unlock(bench, 'NotSupported')
    },
  },
  {
    id: 'TC_018_1_CSMS',
    title: 'unlock connector, with charging session',
    profile: 'Core',
    async run(bench) {
      const transactionId = await charging(bench)
      await unlock(bench, 'Unlocked')
      await stop(bench, transactionId, { reason: 'UnlockCommand' })
      await tellStatus(bench, 1, 'Finishing')
      await tellStatus(bench, 1, 'Available')
    },
  },
  {
    id: 'TC_030_CSMS',
    title: 'unlock connector, unlock failure',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      await unlock(bench, 'UnlockFailed')
      await tellStatus(bench, 1, 'Faulted', 'ConnectorLockFailure')
    },
  },
  {
    id: 'TC_031_CSMS',
    title: 'unlock connector, unknown connector',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      await unlock(bench, 'NotSupported', noSuchConnectorId)
    },
  },
]

function unlock(
  bench: Bench,
  status: Confirmation<'UnlockConnector'>['status'],
  connectorId = 1,
): Promise<void> {
  const outcome = status === 'Unlocked' ? 'accepted' : 'rejected'
  return command(bench, 'UnlockConnector', { connectorId }, { confirmation: { status }, outcome })
}
