import type { Request } from '@colok/shared/ocpp/registry'
import { must } from '@colok/shared/testing/conformance/case-failure'
import type { Bench, ConformanceCase } from '../kit/bench.ts'
import { booted, configure, expectStart, idTag, otherIdTag } from '../kit/states.ts'

type Entry = NonNullable<Request<'SendLocalList'>['localAuthorizationList']>[number]

const accepted = (tag: string): Entry => ({
  idTag: tag,
  idTagInfo: { status: 'Accepted', expiryDate: '2042-06-19T09:10:00.000Z' },
})

export const localList: readonly ConformanceCase[] = [
  {
    id: 'TC_008_1_CS',
    title: 'regular start charging session, id in local authorization list',
    profile: 'LocalAuthListManagement',
    async run(bench) {
      const { central, charger } = bench
      await listed(bench)
      await charger.plugIn()
      await central.expectStatus(1, 'Preparing')
      await charger.present(idTag)
      await expectStart(bench, { idTag })
      must(central.calls('Authorize').length === 0, 'Authorize.req was sent for an id in the list')
    },
  },
  {
    id: 'TC_008_2_CS',
    title: 'remote start charging session, id in local authorization list',
    profile: 'LocalAuthListManagement',
    async run(bench) {
      const { central, charger } = bench
      await listed(bench)
      await charger.plugIn()
      await central.expectStatus(1, 'Preparing')
      await central.callFor('RemoteStartTransaction', { idTag, connectorId: 1 }, 'Accepted')
      await expectStart(bench, { idTag })
      must(central.calls('Authorize').length === 0, 'Authorize.req was sent for an id in the list')
    },
  },
  {
    id: 'TC_042_1_CS',
    title: 'get local list version (not supported)',
    profile: 'LocalAuthListManagement',
    async run(bench) {
      await booted(bench)
      await configure(bench, { LocalAuthListEnabled: 'false' })
      await requireVersion(bench, -1)
    },
  },
  {
    id: 'TC_042_2_CS',
    title: 'get local list version (empty)',
    profile: 'LocalAuthListManagement',
    async run(bench) {
      await booted(bench)
      await configure(bench, { LocalAuthListEnabled: 'true' })
      await bench.central.callFor('SendLocalList', { listVersion: 1, updateType: 'Full' }, 'Accepted')
      await requireVersion(bench, 0)
    },
  },
  {
    id: 'TC_043_CS',
    title: 'send local authorization list',
    profile: 'LocalAuthListManagement',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await configure(bench, { LocalAuthListEnabled: 'true', LocalPreAuthorize: 'true' })
      await send(
        bench,
        { listVersion: 1, updateType: 'Full', localAuthorizationList: [accepted(idTag)] },
        'Accepted',
      )
      await requireVersion(bench, 1)
      const changes = [accepted(otherIdTag), { idTag }]
      await send(
        bench,
        { listVersion: 2, updateType: 'Differential', localAuthorizationList: changes },
        'Accepted',
      )
      await requireVersion(bench, 2)
      await charger.plugIn()
      await central.expectStatus(1, 'Preparing')
      await charger.present(otherIdTag)
      await expectStart(bench, { idTag: otherIdTag })
      must(central.calls('Authorize').length === 0, 'Authorize.req was sent for an id in the list')
      await charger.plugIn(2)
      await charger.present(idTag, [2])
      await central.expectCall('Authorize', { idTag })
    },
  },
  {
    id: 'TC_043_1_CS',
    title: 'send local authorization list, NotSupported',
    profile: 'LocalAuthListManagement',
    async run(bench) {
      await booted(bench)
      await configure(bench, { LocalAuthListEnabled: 'false' })
      await send(
        bench,
        { listVersion: 1, updateType: 'Full', localAuthorizationList: [accepted(idTag)] },
        'NotSupported',
      )
    },
  },
  {
    id: 'TC_043_2_CS',
    title: 'send local authorization list, VersionMismatch',
    profile: 'LocalAuthListManagement',
    async run(bench) {
      await booted(bench)
      await configure(bench, { LocalAuthListEnabled: 'true' })
      const localAuthorizationList = [accepted(idTag)]
      await send(bench, { listVersion: 2, updateType: 'Full', localAuthorizationList }, 'Accepted')
      await send(bench, { listVersion: 5, updateType: 'Full', localAuthorizationList }, 'Accepted')
      await requireVersion(bench, 5)
      await send(
        bench,
        { listVersion: 4, updateType: 'Differential', localAuthorizationList },
        'VersionMismatch',
      )
      await requireVersion(bench, 5)
    },
  },
  {
    id: 'TC_043_3_CS',
    title: 'send local authorization list, failed',
    profile: 'LocalAuthListManagement',
    charger: { keys: { LocalAuthListMaxLength: '2', SendLocalListMaxLength: '2' } },
    async run(bench) {
      await booted(bench)
      await configure(bench, { LocalAuthListEnabled: 'true' })
      const three = ['TAG-1', 'TAG-2', 'TAG-3'].map(accepted)
      const first = three.slice(0, 1)
      await send(bench, { listVersion: 1, updateType: 'Full', localAuthorizationList: first }, 'Accepted')
      await send(bench, { listVersion: 2, updateType: 'Full', localAuthorizationList: three }, 'Failed')
      await requireVersion(bench, 1)
    },
  },
]

async function listed(bench: Bench): Promise<void> {
  await booted(bench)
  await configure(bench, {
    LocalAuthListEnabled: 'true',
    AuthorizationCacheEnabled: 'false',
    LocalPreAuthorize: 'true',
    AuthorizeRemoteTxRequests: 'true',
  })
  await send(
    bench,
    { listVersion: 1, updateType: 'Full', localAuthorizationList: [accepted(idTag)] },
    'Accepted',
  )
}

async function send({ central }: Bench, request: Request<'SendLocalList'>, status: string): Promise<void> {
  await central.callFor('SendLocalList', request, status)
}

async function requireVersion({ central }: Bench, wanted: number): Promise<void> {
  const { listVersion } = await central.call('GetLocalListVersion', {})
  must(listVersion === wanted, `GetLocalListVersion.conf: listVersion is ${listVersion}, wanted ${wanted}`)
}
