import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IdTag } from '@colok/shared/ids'
import { afterEach, expect, test } from 'vitest'
import { chargerConfig } from './config.ts'
import { type FakeDevices, fakeDevices } from './devices/fakes.ts'
import { Supervisor } from './supervisor.ts'
import { ThirdPartyCentralSystem } from './testing/third-party-central-system.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }
const ends: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** Real time passes here: sampling once a second, and meters that are waited for. */
const timeoutMs = 60_000

/** The real loop, store and socket on fake devices, against a central system of another maker. */
async function begin(): Promise<{
  central: ThirdPartyCentralSystem
  devices: FakeDevices
  supervisor: Supervisor
}> {
  const folder = mkdtempSync(join(tmpdir(), 'colok-story-'))
  ends.push(() => rmSync(folder, { recursive: true, force: true }))
  const central = new ThirdPartyCentralSystem()
  ends.push(() => central.close())
  const csmsUrl = await central.listen()
  let devices: FakeDevices | undefined
  const supervisor = new Supervisor({
    config: chargerConfig.parse({
      chargePointId: 'CLK-0001',
      csmsUrl,
      password: 'a password of the charger',
      dataDir: folder,
      priceIdrPerKwh: 2_466,
      maxPowerW: 50_000,
      maxCurrentMa: 200_000,
      keys: { MeterValueSampleInterval: '1', StopTxnSampledData: 'Energy.Active.Import.Register' },
      devices: {},
    }),
    openDevices: ({ clock }) => {
      devices = fakeDevices({ clock, sockets: [{ plugged: false, loadW: 36_000 }] })
      return devices
    },
    log,
    onEnd: () => {},
  })
  ends.push(() => supervisor.end())
  if (devices === undefined) throw new Error('the supervisor opened no devices')
  await central.until(() => central.statuses(1).length > 0)
  return { central, devices, supervisor }
}

test(
  'a full session, strict by the schemas of another maker, from boot to the last message',
  async () => {
    const { central, devices } = await begin()
    expect(central.credentials).toBe('a password of the charger')
    devices.relays.setPlugged(1, true)
    await central.until(() => central.statuses(1).at(-1) === 'Preparing')
    devices.cardReaders[0].present('04A1B2C3D4E5F6' as IdTag)
    await central.until(() => central.statuses(1).at(-1) === 'Charging')
    await central.until(() => central.sent('MeterValues').length >= 2)
    const { configurationKey } = await central.call('GetConfiguration', {})
    expect(configurationKey).toContainEqual({ key: 'MeterValueSampleInterval', readonly: false, value: '1' })
    devices.cardReaders[0].present('04A1B2C3D4E5F6' as IdTag)
    await central.until(() => central.statuses(1).at(-1) === 'Finishing')
    devices.relays.setPlugged(1, false)
    await central.until(() => central.statuses(1).at(-1) === 'Available')
    const [stop] = central.sent('StopTransaction')
    expect(stop).toMatchObject({ transactionId: 1, reason: 'Local' })
    expect(stop?.meterStop).toBe(Math.floor((devices.meters[0]?.energyMwh ?? 0) / 1_000))
    expect(stop?.transactionData).toHaveLength(2 + central.sent('MeterValues').length)
    expect(central.violations).toEqual([])
  },
  timeoutMs,
)

test(
  'refused cards, remote start and stop, and a soft reset',
  async () => {
    const { central, devices } = await begin()
    central.refused.set('04FFEEDDCCBBAA', 'Blocked')
    devices.relays.setPlugged(1, true)
    devices.cardReaders[0].present('04FFEEDDCCBBAA' as IdTag)
    await central.until(() => central.sent('Authorize').length === 1)
    expect(await central.call('RemoteStartTransaction', { idTag: 'phone-1', connectorId: 1 })).toEqual({
      status: 'Accepted',
    })
    await central.until(() => central.statuses(1).at(-1) === 'Charging')
    expect(await central.call('RemoteStopTransaction', { transactionId: 1 })).toEqual({ status: 'Accepted' })
    await central.until(() => central.sent('StopTransaction').length === 1)
    expect(central.sent('StopTransaction')).toMatchObject([{ reason: 'Remote' }])
    expect(await central.call('Reset', { type: 'Soft' })).toEqual({ status: 'Accepted' })
    await central.until(() => central.sent('BootNotification').length === 2)
    expect(central.violations).toEqual([])
  },
  timeoutMs,
)
