import type { Confirmation, Request } from '@colok/shared/ocpp/registry'
import { must } from '@colok/shared/testing/conformance/case-failure'
import { blockedIdTag, familyIdTag, idTag, parentIdTag } from '../kit/cards.ts'
import type { Bench, ConformanceCase } from '../kit/conformance-case.ts'
import { booted, command } from '../kit/states.ts'

const newIdTag = 'TAG-NEW'

export const localList: readonly ConformanceCase[] = [
  {
    id: 'TC_042_1_CSMS',
    title: 'get local list version, not supported',
    profile: 'LocalAuthListManagement',
    async run(bench) {
      await booted(bench)
      bench.chargePoint.answer('GetLocalListVersion', { listVersion: -1 })
      await synchronise(bench, 'unsupported')
      await bench.chargePoint.expectCall('GetLocalListVersion')
      await requireState(bench, 'unsupported')
    },
  },
  {
    id: 'TC_042_2_CSMS',
    title: 'get local list version, empty',
    profile: 'LocalAuthListManagement',
    async run(bench) {
      await booted(bench)
      const answer = { confirmation: { listVersion: 0 }, outcome: 'accepted' } as const
      await command(bench, 'GetLocalListVersion', {}, answer)
    },
  },
  {
    id: 'TC_043_1_CSMS',
    title: 'send local authorization list, not supported',
    profile: 'LocalAuthListManagement',
    async run(bench) {
      await booted(bench)
      await sent(bench, { version: 0, status: 'NotSupported', outcome: 'unsupported' })
      await requireState(bench, 'unsupported')
    },
  },
  {
    id: 'TC_043_3_CSMS',
    title: 'send local authorization list, failed',
    profile: 'LocalAuthListManagement',
    async run(bench) {
      await booted(bench)
      await sent(bench, { version: 0, status: 'Failed', outcome: 'failed' })
      await requireState(bench, 'failed')
    },
  },
  {
    id: 'TC_043_4_CSMS',
    title: 'send local authorization list, full',
    profile: 'LocalAuthListManagement',
    async run(bench) {
      await booted(bench)
      await sentInFull(bench)
    },
  },
  {
    id: 'TC_043_5_CSMS',
    title: 'send local authorization list, differential',
    profile: 'LocalAuthListManagement',
    async run(bench) {
      await booted(bench)
      const full = await sentInFull(bench)
      await bench.operator.put(`/id-tags/${newIdTag}`, { status: 'Accepted' })
      const update = await sent(bench, {
        version: full.listVersion,
        status: 'Accepted',
        outcome: 'inStep',
      })
      must(update.updateType === 'Differential', `SendLocalList.req: updateType is ${update.updateType}`)
      must(update.listVersion > full.listVersion, `listVersion ${update.listVersion} is not a higher one`)
      const changed = update.localAuthorizationList?.map(
        (entry) => `${entry.idTag} ${entry.idTagInfo?.status}`,
      )
      must(changed?.join() === `${newIdTag} Accepted`, `the difference is ${changed?.join()}`)
      await requireState(bench, 'inStep', update.listVersion)
    },
  },
]

/** The full list, taken by a charge point that has none yet. */
async function sentInFull(bench: Bench): Promise<Request<'SendLocalList'>> {
  const update = await sent(bench, { version: 0, status: 'Accepted', outcome: 'inStep' })
  must(update.updateType === 'Full', `SendLocalList.req: updateType is ${update.updateType}, wanted Full`)
  must(update.listVersion > 0, `SendLocalList.req: listVersion is ${update.listVersion}`)
  const told = new Map(update.localAuthorizationList?.map((entry) => [entry.idTag, entry.idTagInfo]))
  must(told.get(idTag)?.status === 'Accepted', 'a good card is not in the list as Accepted')
  must(told.get(blockedIdTag)?.status === 'Blocked', 'a blocked card is not in the list as Blocked')
  must(told.get(familyIdTag)?.parentIdTag === parentIdTag, 'a card is in the list without its parentIdTag')
  await requireState(bench, 'inStep', update.listVersion)
  return update
}

/** What has the list sent: its version and the charge point's limits are asked for before. */
async function sent(
  bench: Bench,
  charger: {
    readonly version: number
    readonly status: Confirmation<'SendLocalList'>['status']
    readonly outcome: string
  },
): Promise<Request<'SendLocalList'>> {
  const { chargePoint } = bench
  chargePoint.answer('GetLocalListVersion', { listVersion: charger.version })
  chargePoint.answer('GetConfiguration', {
    configurationKey: [
      { key: 'LocalAuthListMaxLength', readonly: true, value: '500' },
      { key: 'SendLocalListMaxLength', readonly: true, value: '100' },
    ],
  })
  chargePoint.answer('SendLocalList', { status: charger.status })
  await synchronise(bench, charger.outcome)
  await chargePoint.expectCall('GetLocalListVersion')
  await chargePoint.expectCall('GetConfiguration')
  return chargePoint.expectCall('SendLocalList')
}

async function synchronise({ operator }: Bench, wanted: string): Promise<void> {
  const path = `/chargers/${operator.chargePointId}/local-list/sync`
  const { outcome, detail } = await operator.post<{ outcome: string; detail: string }>(path, {})
  must(outcome === wanted, `the operator is told ${outcome} (${detail}), wanted ${wanted}`)
}

async function requireState({ operator }: Bench, wanted: string, version = 0): Promise<void> {
  const path = `/chargers/${operator.chargePointId}/local-list`
  const shown = await operator.get<{ state: string; version: number }>(path)
  must(
    shown.state === wanted && shown.version === version,
    `the API shows the list as ${shown.state}, version ${shown.version}; wanted ${wanted}, ${version}`,
  )
}
