import { must } from '@colok/shared/testing/conformance/case-failure'
import type { ConformanceCase } from '../kit/bench.ts'
import {
  booted,
  charging,
  configure,
  expectEveryStatus,
  expectStart,
  expectStop,
  idTag,
} from '../kit/states.ts'

/** The shortest that ConnectionTimeOut may be, in whole seconds, with room to see that it is waited for. */
const connectionTimeOutS = 2

export const coreStart: readonly ConformanceCase[] = [
  {
    id: 'TC_001_CS',
    title: 'cold boot charge point',
    profile: 'Core',
    async run({ central, charger }) {
      const answerWith = (status: 'Accepted' | 'Rejected') => {
        central.answers.BootNotification = () => ({
          status,
          interval: 1,
          currentTime: new Date().toISOString(),
        })
      }
      answerWith('Rejected')
      await charger.start(central.url())
      const { protocols } = await central.expectConnection()
      must(protocols.includes('ocpp1.6'), `sub-protocol ocpp1.6 was not offered: ${protocols.join(', ')}`)
      await central.expectCall('BootNotification')
      answerWith('Accepted')
      await central.expectCall('BootNotification')
      requireOnlyBoots(central.received.slice(0, -1), 'before it was accepted')
      await expectEveryStatus(central, 'Available')
      await central.expectCall('Heartbeat')
      await central.expectCall('Heartbeat')
    },
  },
  {
    id: 'TC_002_CS',
    title: 'cold boot charge point, pending',
    profile: 'Core',
    async run({ central, charger }) {
      const accept = central.answers.BootNotification
      central.answers.BootNotification = () => ({
        status: 'Pending',
        interval: 2,
        currentTime: new Date().toISOString(),
      })
      await charger.start(central.url())
      await central.expectConnection()
      await central.expectCall('BootNotification')
      const { configurationKey = [] } = await central.call('GetConfiguration', {})
      must(configurationKey.length > 0, 'GetConfiguration.conf holds no configurationKey')
      await central.callFor(
        'ChangeConfiguration',
        { key: 'MeterValueSampleInterval', value: '15' },
        'Accepted',
      )
      central.answers.BootNotification = (request) => ({ ...accept(request), interval: 1 })
      await central.expectCall('BootNotification')
      requireOnlyBoots(central.received.slice(0, -1), 'while pending')
      await expectEveryStatus(central, 'Available')
      await central.expectCall('Heartbeat')
    },
  },
  {
    id: 'TC_003_CS',
    title: 'regular charging session, plugin first',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await charger.plugIn()
      await central.expectStatus(1, 'Preparing')
      await charger.present(idTag)
      await central.expectCall('Authorize', { idTag })
      await expectStart(bench, { idTag })
    },
  },
  {
    id: 'TC_004_1_CS',
    title: 'regular charging session, identification first',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await charger.present(idTag)
      await central.expectCall('Authorize', { idTag })
      await central.expectStatus(1, 'Preparing')
      await charger.plugIn()
      await expectStart(bench, { idTag })
    },
  },
  {
    id: 'TC_004_2_CS',
    title: 'regular charging session, identification first, ConnectionTimeOut',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await configure(bench, { ConnectionTimeOut: String(connectionTimeOutS) })
      await charger.present(idTag)
      await central.expectCall('Authorize', { idTag })
      const preparing = await central.expectStatus(1, 'Preparing')
      const available = await central.expectStatus(1, 'Available')
      requireWaited(preparing.receivedAtMs, available.receivedAtMs)
      await charger.plugIn()
      await central.expectStatus(1, 'Preparing')
      await central.expectNone('StartTransaction')
    },
  },
  {
    id: 'TC_007_1_CS',
    title: 'regular start charging session, cached id',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await configure(bench, {
        AuthorizationCacheEnabled: 'true',
        LocalAuthListEnabled: 'false',
        LocalPreAuthorize: 'true',
      })
      await rememberInCache(bench)
      await charger.plugIn()
      await central.expectStatus(1, 'Preparing')
      await charger.present(idTag)
      await expectStart(bench, { idTag })
      must(central.calls('Authorize').length === 1, 'Authorize.req was sent for an id in the cache')
    },
  },
  {
    id: 'TC_007_2_CS',
    title: 'remote start charging session, cached id',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await configure(bench, {
        AuthorizationCacheEnabled: 'true',
        LocalAuthListEnabled: 'false',
        LocalPreAuthorize: 'true',
        AuthorizeRemoteTxRequests: 'true',
      })
      await rememberInCache(bench)
      await charger.plugIn()
      await central.expectStatus(1, 'Preparing')
      await central.callFor('RemoteStartTransaction', { idTag, connectorId: 1 }, 'Accepted')
      await expectStart(bench, { idTag })
      must(central.calls('Authorize').length === 1, 'Authorize.req was sent for an id in the cache')
    },
  },
  {
    id: 'TC_010_CS',
    title: 'remote start charging session, cable plugged in first',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await configure(bench, { AuthorizeRemoteTxRequests: 'true', LocalPreAuthorize: 'false' })
      await charger.plugIn()
      await central.expectStatus(1, 'Preparing')
      await central.callFor('RemoteStartTransaction', { idTag, connectorId: 1 }, 'Accepted')
      await central.expectCall('Authorize', { idTag })
      await expectStart(bench, { idTag })
    },
  },
  {
    id: 'TC_011_1_CS',
    title: 'remote start charging session, remote start first',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await configure(bench, { AuthorizeRemoteTxRequests: 'false' })
      await central.callFor('RemoteStartTransaction', { idTag, connectorId: 1 }, 'Accepted')
      await central.expectStatus(1, 'Preparing')
      await charger.plugIn()
      await expectStart(bench, { idTag })
      must(
        central.calls('Authorize').length === 0,
        'Authorize.req was sent though AuthorizeRemoteTxRequests is false',
      )
    },
  },
  {
    id: 'TC_011_2_CS',
    title: 'remote start charging session, time out',
    profile: 'Core',
    async run(bench) {
      const { central } = bench
      await booted(bench)
      await configure(bench, {
        AuthorizeRemoteTxRequests: 'false',
        ConnectionTimeOut: String(connectionTimeOutS),
      })
      await central.callFor('RemoteStartTransaction', { idTag, connectorId: 1 }, 'Accepted')
      const preparing = await central.expectStatus(1, 'Preparing')
      const available = await central.expectStatus(1, 'Available')
      requireWaited(preparing.receivedAtMs, available.receivedAtMs)
      must(central.calls('StartTransaction').length === 0, 'StartTransaction.req was sent without a plug')
    },
  },
]

/** OCPP 1.6 §4.2: until it is accepted, a charger says nothing that it was not asked for. */
function requireOnlyBoots(received: readonly { action: string }[], when: string): void {
  const others = received.flatMap(({ action }) => (action === 'BootNotification' ? [] : [action]))
  must(others.length === 0, `${when} it sent ${others.join(', ')}`)
}

/** An id gets into the authorisation cache by a transaction that was accepted. */
async function rememberInCache(bench: Parameters<ConformanceCase['run']>[0]): Promise<void> {
  const { central, charger } = bench
  const start = await charging(bench)
  await charger.present(idTag)
  await expectStop(bench, start, { reason: 'Local or left out' })
  await central.expectStatus(1, 'Finishing')
  await charger.plugOut()
  await central.expectStatus(1, 'Available')
}

/** Messages may come a moment apart from what they tell: one second, as the test document allows. */
function requireWaited(fromMs: number, toMs: number): void {
  const waitedS = (toMs - fromMs) / 1000
  must(
    waitedS >= connectionTimeOutS - 1,
    `Available came ${waitedS.toFixed(1)} s after Preparing, with a ConnectionTimeOut of ${connectionTimeOutS} s`,
  )
}
