import { must } from '@colok/shared/testing/conformance/case-failure'
import { blockedIdTag, expiredIdTag, unknownIdTag } from '../kit/cards.ts'
import type { Bench, ConformanceCase } from '../kit/conformance-case.ts'
import { authorise, booted, command, requireNoSession, tellStatus } from '../kit/states.ts'

export const coreAuthorisation: readonly ConformanceCase[] = [
  {
    id: 'TC_023_1_CSMS',
    title: 'start charging session, authorize invalid',
    profile: 'Core',
    run: (bench) => refused(bench, unknownIdTag, 'Invalid'),
  },
  {
    id: 'TC_023_2_CSMS',
    title: 'start charging session, authorize expired',
    profile: 'Core',
    run: (bench) => refused(bench, expiredIdTag, 'Expired'),
  },
  {
    id: 'TC_023_3_CSMS',
    title: 'start charging session, authorize blocked',
    profile: 'Core',
    run: (bench) => refused(bench, blockedIdTag, 'Blocked'),
  },
  {
    id: 'TC_024_CSMS',
    title: 'start charging session, lock failure',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      await authorise(bench)
      await tellStatus(bench, 1, 'Preparing')
      await tellStatus(bench, 1, 'Faulted', 'ConnectorLockFailure')
      await requireNoSession(bench)
    },
  },
  {
    id: 'TC_061_CSMS',
    title: 'clear authorization data in authorization cache',
    profile: 'Core',
    async run(bench) {
      await booted(bench)
      await command(bench, 'ClearCache', {}, { confirmation: { status: 'Accepted' }, outcome: 'accepted' })
    },
  },
]

async function refused(
  bench: Bench,
  idTag: string,
  wanted: 'Invalid' | 'Expired' | 'Blocked',
): Promise<void> {
  await booted(bench)
  await tellStatus(bench, 1, 'Preparing')
  const { idTagInfo } = await bench.chargePoint.call('Authorize', { idTag })
  must(idTagInfo.status === wanted, `Authorize.conf: status is ${idTagInfo.status}, wanted ${wanted}`)
  await tellStatus(bench, 1, 'Available')
  await requireNoSession(bench)
}
