import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '@colok/shared/testing/seeded-random'
import { chargerConfiguration } from '../demo/charger-configuration.ts'
import { NetworkCable } from '../demo/network-cable.ts'
import { systemClock } from '../demo/system-clock.ts'
import type { WireTap } from '../devices/faults.ts'
import { VirtualPost } from '../devices/post.ts'
import { AccountingCentralSystem } from './accounting-central-system.ts'
import { ChargerProcess } from './charger-process.ts'

const startMs = 30_000

/** The charge controller's process on a post of four sockets with the board's machine code, and a central system. */
export interface ChargerRig {
  readonly post: VirtualPost
  readonly network: NetworkCable
  readonly central: AccountingCentralSystem
  readonly charger: ChargerProcess
  stop(): Promise<void>
}

/** Files are left in `folder`. Resolves when the charger is ready for customers; rejects when it is not in time. */
export async function startChargerRig(options: {
  readonly folder: string
  readonly seed: number
  readonly onBytes?: (wire: string, ...traffic: Parameters<WireTap>) => void
}): Promise<ChargerRig> {
  const { folder, seed, onBytes } = options
  const post = new VirtualPost({
    sockets: 4,
    clock: systemClock,
    lcd: '20x4',
    ptys: true,
    board: 'machineCode',
    random: seededRandom(seed),
    ...(onBytes && { onBytes }),
  })
  await post.start()
  const central = await AccountingCentralSystem.listen(() => systemClock.wallMs())
  const network = new NetworkCable(() => central.port)
  await network.start()
  const configFile = join(folder, 'charger.json')
  const configuration = chargerConfiguration({
    csmsUrl: `ws://127.0.0.1:${network.port}/ocpp`,
    password: 'only-for-this-machine',
    dataDir: join(folder, 'data'),
    ports: post.ports,
    keys: { MeterValueSampleInterval: '1', ConnectionTimeOut: '20' },
  })
  // Values every second are measured here, not what they cost.
  writeFileSync(configFile, JSON.stringify({ ...configuration, mobileDataMbPerMonth: 0 }))
  const charger = new ChargerProcess({ configFile, logFile: join(folder, 'charger.log') })
  const stop = async () => {
    await charger.stop()
    await Promise.all([network.stop(), central.stop(), post.stop()])
  }
  try {
    await until('the charger to be ready', () => post.snapshot().lcd.join().includes('SIAP'), startMs)
  } catch (error) {
    await stop()
    throw new Error(`${(error as Error).message}\n${charger.complaints.join('\n')}`, { cause: error })
  }
  return { post, network, central, charger, stop }
}

/** Waits for a fact. Rejects after the deadline. */
export async function until(what: string, fact: () => boolean, deadlineMs: number): Promise<void> {
  const endMs = systemClock.monotonicMs() + deadlineMs
  while (!fact()) {
    if (systemClock.monotonicMs() > endMs) throw new Error(`waited ${deadlineMs} ms in vain for ${what}`)
    await pause(50)
  }
}

export function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => void systemClock.after(durationMs, resolve))
}
