import { must } from '@colok/shared/testing/conformance/case-failure'
import type { Bench, ConformanceCase } from '../kit/bench.ts'
import type { Received } from '../kit/central-system.ts'
import {
  booted,
  charging,
  expectEveryStatus,
  expectStart,
  expectStop,
  otherIdTag,
  requireStopFits,
  settled,
} from '../kit/states.ts'

export const coreReset: readonly ConformanceCase[] = [
  {
    id: 'TC_013_CS',
    title: 'hard reset without transaction',
    profile: 'Core',
    run: (bench) => resetWhileUnavailable(bench, 'Hard'),
  },
  {
    id: 'TC_014_CS',
    title: 'soft reset without transaction',
    profile: 'Core',
    run: (bench) => resetWhileUnavailable(bench, 'Soft'),
  },
  {
    id: 'TC_015_CS',
    title: 'hard reset with transaction',
    profile: 'Core',
    async run(bench) {
      const { central } = bench
      await booted(bench)
      const start = await charging(bench)
      await central.callFor('Reset', { type: 'Hard' }, 'Accepted')
      // OCPP 1.6 §5.14: a hard reset need not wait; then StopTransaction.req follows the boot.
      const [boot, stop] = await central.expectBoth(
        ['BootNotification', {}],
        ['StopTransaction', { transactionId: start.confirmation.transactionId, reason: 'HardReset' }],
      )
      requireStopFits(start, stop)
      if (central.received.indexOf(stop) < central.received.indexOf(boot))
        await central.expectStatus(1, 'Finishing')
      await stillOfUse(bench)
    },
  },
  {
    id: 'TC_016_CS',
    title: 'soft reset with transaction',
    profile: 'Core',
    async run(bench) {
      const { central } = bench
      await booted(bench)
      const start = await charging(bench)
      await central.callFor('Reset', { type: 'Soft' }, 'Accepted')
      await expectStop(bench, start, { reason: 'SoftReset' })
      await central.expectStatus(1, 'Finishing')
      await central.expectCall('BootNotification')
      await stillOfUse(bench)
    },
  },
  {
    id: 'TC_032_1_CS',
    title: 'power failure, stop transaction(s) before going down',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      const start = await charging(bench)
      await settled(bench, start)
      await charger.shutDown()
      await expectStop(bench, start, { reason: 'PowerLoss' })
      await central.expectStatus(1, 'Finishing')
      await charger.start(central.url())
      await central.expectCall('BootNotification')
      await central.expectNone('StopTransaction')
      await stillOfUse(bench)
    },
  },
  {
    id: 'TC_032_2_CS',
    title: 'power failure, stop transaction(s) after going down',
    profile: 'Core',
    charger: { loadW: 1_200 },
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      const start = await charging(bench)
      await settled(bench, start)
      await charger.cutPower()
      await charger.start(central.url())
      await central.expectCall('BootNotification')
      await expectStop(bench, start, { reason: 'PowerLoss' })
      await stillOfUse(bench)
      await stoppedOnce(bench, start)
    },
  },
  {
    id: 'TC_034_CS',
    title: 'power failure with unavailable status',
    profile: 'Core',
    async run(bench) {
      const { central, charger } = bench
      await booted(bench)
      await central.callFor('ChangeAvailability', { connectorId: 0, type: 'Inoperative' }, 'Accepted')
      await expectEveryStatus(central, 'Unavailable')
      await charger.cutPower()
      await charger.start(central.url())
      await central.expectCall('BootNotification')
      central.skipStatusesToLastBoot()
      await expectEveryStatus(central, 'Unavailable')
      await central.callFor('ChangeAvailability', { connectorId: 0, type: 'Operative' }, 'Accepted')
      await expectEveryStatus(central, 'Available')
    },
  },
]

async function resetWhileUnavailable(bench: Bench, type: 'Hard' | 'Soft'): Promise<void> {
  const { central } = bench
  await booted(bench)
  await central.callFor('ChangeAvailability', { connectorId: 1, type: 'Inoperative' }, 'Accepted')
  await central.expectStatus(1, 'Unavailable')
  await central.callFor('Reset', { type }, 'Accepted')
  await central.expectCall('BootNotification')
  central.skipStatusesToLastBoot()
  await central.expectStatus(0, 'Available')
  await central.expectStatus(1, 'Unavailable')
  await central.expectStatus(2, 'Available')
  await central.callFor('ChangeAvailability', { connectorId: 1, type: 'Operative' }, 'Accepted')
  await central.expectStatus(1, 'Available')
}

/** After the boot the plug is still in, no transaction goes on by itself, and the next driver is served. */
async function stillOfUse(bench: Bench): Promise<void> {
  const { central, charger } = bench
  central.skipStatusesToLastBoot()
  await central.expectStatus(0, 'Available')
  await central.expectStatus(1, ['Finishing', 'Preparing'])
  await central.expectStatus(2, 'Available')
  await charger.plugOut()
  await central.expectStatus(1, 'Available', { via: ['Finishing', 'Preparing'] })
  await charger.plugIn()
  await central.expectStatus(1, 'Preparing')
  await charger.present(otherIdTag)
  await central.expectCall('Authorize', { idTag: otherIdTag })
  await expectStart(bench, { idTag: otherIdTag })
}

/** No transaction is reported twice. */
async function stoppedOnce({ central }: Bench, start: Received<'StartTransaction'>): Promise<void> {
  const { transactionId } = start.confirmation
  const stops = central
    .calls('StopTransaction')
    .filter(({ request }) => request.transactionId === transactionId)
  must(stops.length === 1, `transaction ${transactionId} was stopped ${stops.length} times`)
}
