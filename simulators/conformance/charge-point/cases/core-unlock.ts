import { must } from '@colok/shared/testing/conformance/case-failure'
import type { ConformanceCase } from '../kit/bench.ts'
import { booted, charging, expectStop, idTag, otherIdTag } from '../kit/states.ts'

export const coreUnlock: readonly ConformanceCase[] = [
  {
    id: 'TC_017_1_CS',
    title: 'unlock connector, no session (not fixed cable)',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await charger.plugIn()
      await central.expectStatus(1, 'Preparing')
      await central.callFor('UnlockConnector', { connectorId: 1 }, 'Unlocked')
    },
  },
  {
    id: 'TC_017_2_CS',
    title: 'unlock connector, no session (fixed cable)',
    profile: 'Core',
    charger: { socketKind: 'fixedCable' },
    async run(bench) {
      await booted(bench)
      await bench.central.callFor('UnlockConnector', { connectorId: 1 }, 'NotSupported')
    },
  },
  {
    id: 'TC_018_1_CS',
    title: 'unlock connector, with charging session (not fixed cable)',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      const start = await charging(bench)
      await central.callFor('UnlockConnector', { connectorId: 1 }, 'Unlocked')
      await expectStop(bench, start, { reason: 'UnlockCommand' })
      await central.expectStatus(1, 'Finishing')
      await charger.plugOut()
      await central.expectStatus(1, 'Available')
    },
  },
  {
    id: 'TC_018_2_CS',
    title: 'unlock connector, with charging session (fixed cable)',
    profile: 'Core',
    charger: { socketKind: 'fixedCable' },
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      const start = await charging(bench)
      await central.callFor('UnlockConnector', { connectorId: 1 }, 'NotSupported')
      await central.expectNone('StopTransaction')
      await charger.present(idTag)
      await expectStop(bench, start, { reason: 'Local or left out' })
    },
  },
  {
    id: 'TC_024_CS',
    title: 'start charging session, lock failure',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await charger.present(idTag)
      await central.expectCall('Authorize', { idTag })
      await central.expectStatus(1, 'Preparing')
      await charger.raiseError('ConnectorLockFailure')
      await central.expectStatus(1, 'Faulted', { errorCode: 'ConnectorLockFailure' })
      await charger.plugIn()
      await central.expectNone('StartTransaction')
    },
  },
  {
    id: 'TC_030_CS',
    title: 'unlock connector, unlock failure',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await charger.plugIn()
      await central.expectStatus(1, 'Preparing')
      await charger.raiseError('ConnectorLockFailure')
      await central.callFor('UnlockConnector', { connectorId: 1 }, 'UnlockFailed')
    },
  },
  {
    id: 'TC_031_CS',
    title: 'unlock connector, unknown connector',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      await bench.central.callFor('UnlockConnector', { connectorId: 3 }, 'NotSupported')
    },
  },
  {
    id: 'TC_041_CS',
    title: 'fault behavior',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await charger.plugIn()
      await central.expectStatus(1, 'Preparing')
      await charger.raiseError('GroundFailure')
      await central.expectStatus(1, 'Faulted', { errorCode: 'GroundFailure' })
      await central.callFor('RemoteStartTransaction', { idTag, connectorId: 1 }, 'Rejected')
      await charger.present(idTag)
      await central.expectNone('StartTransaction')
      await charger.clearError()
      await central.expectStatus(1, 'Preparing')
      await charger.present(otherIdTag)
      await central.expectCall('StartTransaction', { idTag: otherIdTag, connectorId: 1 })
      await central.expectStatus(1, 'Charging')
      await charger.raiseError('GroundFailure')
      await central.expectStatus(1, 'Faulted', { errorCode: 'GroundFailure', via: ['Finishing'] })
      const stop = await central.expectCall('StopTransaction')
      must(
        stop.request.reason === 'Other' || stop.request.reason === 'EmergencyStop',
        `a fault ended the transaction with reason ${stop.request.reason}`,
      )
    },
  },
]
