import { must } from '@colok/shared/testing/conformance/case-failure'
import type { Bench, ConformanceCase } from '../kit/bench.ts'
import type { Received } from '../kit/central-system.ts'
import {
  booted,
  charging,
  configure,
  expectStart,
  expectStop,
  idTag,
  otherIdTag,
  parentIdTag,
} from '../kit/states.ts'

/**
 * The vehicle's end of the cable and the charger's are one plug here: pulled out, the socket is free at once. So
 * Finishing may be passed over where the test document has the driver remove the cable from the charger afterwards.
 */
const whileUnplugging = ['SuspendedEV', 'Finishing'] as const

export const coreStop: readonly ConformanceCase[] = [
  {
    id: 'TC_005_1_CS',
    title:
      'EV side disconnected, StopTransactionOnEVSideDisconnect = true, UnlockConnectorOnEVSideDisconnect = true',
    profile: 'Core',
    async run(bench) {
      await unplugged(bench, { UnlockConnectorOnEVSideDisconnect: 'true' })
      await nextIsServed(bench)
    },
  },
  {
    id: 'TC_005_2_CS',
    title:
      'EV side disconnected, StopTransactionOnEVSideDisconnect = true, UnlockConnectorOnEVSideDisconnect = false',
    profile: 'Core',
    async run(bench) {
      await unplugged(bench, { UnlockConnectorOnEVSideDisconnect: 'false' })
      await bench.central.callFor('UnlockConnector', { connectorId: 1 }, 'Unlocked')
      await nextIsServed(bench)
    },
  },
  {
    id: 'TC_005_3_CS',
    title: 'EV side disconnected, StopTransactionOnEVSideDisconnect = false',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await configure(bench, {
        MinimumStatusDuration: '0',
        StopTransactionOnEVSideDisconnect: 'false',
        UnlockConnectorOnEVSideDisconnect: 'false',
      })
      const start = await charging(bench)
      await charger.plugOut()
      await central.expectStatus(1, ['SuspendedEV', 'SuspendedEVSE'])
      await central.expectNone('StopTransaction')
      await stopRemotely(bench, start)
      await central.expectStatus(1, 'Available', { via: ['Finishing'] })
    },
  },
  {
    id: 'TC_012_CS',
    title: 'remote stop charging session',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      const start = await charging(bench)
      await stopRemotely(bench, start)
      await central.expectStatus(1, 'Finishing')
      await charger.plugOut()
      await central.expectStatus(1, 'Available')
    },
  },
  {
    id: 'TC_068_CS',
    title: 'stop transaction, idTag matches StartTransaction idTag',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      const start = await charging(bench)
      await charger.present(idTag)
      await expectStop(bench, start, { reason: 'Local or left out', idTag })
      await central.expectStatus(1, 'Finishing')
      await charger.plugOut()
      await central.expectStatus(1, 'Available')
    },
  },
  {
    id: 'TC_069_CS',
    title: 'stop transaction, parentIdTag matches StartTransaction parentIdTag',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      central.answers.Authorize = () => ({ idTagInfo: { status: 'Accepted', parentIdTag } })
      const accept = central.answers.StartTransaction
      central.answers.StartTransaction = (request) => ({
        transactionId: accept(request).transactionId,
        idTagInfo: { status: 'Accepted', parentIdTag },
      })
      await booted(bench)
      const start = await charging(bench)
      await charger.present(otherIdTag)
      await central.expectCall('Authorize', { idTag: otherIdTag })
      await expectStop(bench, start, { reason: 'Local or left out', idTag: otherIdTag })
      await central.expectStatus(1, 'Finishing')
      await charger.plugOut()
      await central.expectStatus(1, 'Available')
    },
  },
  {
    id: 'TC_028_CS',
    title: 'remote stop transaction, rejected',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      const start = await charging(bench)
      const unknown = start.confirmation.transactionId + 1
      await central.callFor('RemoteStopTransaction', { transactionId: unknown }, 'Rejected')
      await central.expectNone('StopTransaction')
      await charger.present(idTag)
      await expectStop(bench, start, { reason: 'Local or left out' })
    },
  },
  {
    id: 'TC_026_CS',
    title: 'remote start charging session, rejected',
    profile: 'Core',
    async run(bench) {
      const { central } = bench
      await booted(bench)
      await charging(bench)
      await central.callFor('RemoteStartTransaction', { idTag: otherIdTag, connectorId: 1 }, 'Rejected')
      await central.expectNone('StartTransaction')
    },
  },
  {
    id: 'TC_027_CS',
    title: 'remote start transaction, connector id shall not be 0',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await charger.plugIn()
      await central.expectStatus(1, 'Preparing')
      await central.callFor('RemoteStartTransaction', { idTag, connectorId: 0 }, 'Rejected')
      await central.expectNone('StartTransaction')
    },
  },
  {
    id: 'TC_023_4_CS',
    title: 'start local charging session, authorize invalid',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await configure(bench, { LocalPreAuthorize: 'true' })
      for (const status of ['Invalid', 'Expired', 'Blocked'] as const) {
        central.answers.Authorize = () => ({ idTagInfo: { status } })
        await charger.present(`TAG-${status}`)
        await central.expectCall('Authorize', { idTag: `TAG-${status}` })
        await charger.plugIn()
        await central.expectStatus(1, 'Preparing')
        await central.expectNone('StartTransaction')
        await charger.plugOut()
        await central.expectStatus(1, 'Available')
      }
    },
  },
  {
    id: 'TC_023_5_CS',
    title: 'start remote charging session, authorize invalid',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await configure(bench, { AuthorizeRemoteTxRequests: 'true' })
      central.answers.Authorize = () => ({ idTagInfo: { status: 'Invalid' } })
      await charger.plugIn()
      await central.expectStatus(1, 'Preparing')
      await central.callFor('RemoteStartTransaction', { idTag: 'TAG-INVALID', connectorId: 1 }, 'Accepted')
      await central.expectCall('Authorize', { idTag: 'TAG-INVALID' })
      await central.expectNone('StartTransaction')
      await charger.plugOut()
      await central.expectStatus(1, 'Available')
    },
  },
]

async function unplugged(bench: Bench, keys: Readonly<Record<string, string>>): Promise<void> {
  const { central, charger } = bench
  await booted(bench)
  await configure(bench, { MinimumStatusDuration: '0', StopTransactionOnEVSideDisconnect: 'true', ...keys })
  const start = await charging(bench)
  await charger.plugOut()
  await expectStop(bench, start, { reason: 'EVDisconnected' })
  await central.expectStatus(1, 'Available', { via: whileUnplugging })
}

/** The socket is of use again, and its next session is a new transaction. */
async function nextIsServed(bench: Bench): Promise<void> {
  const { central, charger } = bench
  await charger.plugIn()
  await central.expectStatus(1, 'Preparing')
  await charger.present(otherIdTag)
  await central.expectCall('Authorize', { idTag: otherIdTag })
  await expectStart(bench, { idTag: otherIdTag })
  const ids = central.calls('StartTransaction').map(({ confirmation }) => confirmation.transactionId)
  must(ids.length === 2, `${ids.length} transactions were started, wanted 2`)
}

async function stopRemotely(bench: Bench, start: Received<'StartTransaction'>): Promise<void> {
  const { transactionId } = start.confirmation
  await bench.central.callFor('RemoteStopTransaction', { transactionId }, 'Accepted')
  await expectStop(bench, start, { reason: 'Remote' })
}
