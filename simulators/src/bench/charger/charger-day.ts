/**
 * A day of the real firmware on a virtual clock, with its real store on the disk and everything else in memory. Run as a
 * process of its own, since the kernel counts writes by process; prints one JSON object.
 */
import { mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ChargerParts, composeCharger } from '@colok/firmware/compose'
import { chargerConfig } from '@colok/firmware/config'
import { fakeDevices } from '@colok/firmware/devices/fakes'
import { SqliteStore } from '@colok/firmware/store/sqlite-store'
import { idTag } from '@colok/shared/ids'
import { seededRandom } from '@colok/shared/testing/seeded-random'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { AcceptingCentralSystem } from './accepting-central-system.ts'
import { messageBytes, pingBytes } from './network-cost.ts'

/** What a post does in a day. */
export interface DayPlan {
  readonly sockets: number
  readonly sessionsPerSocket: number
  readonly sessionMs: number
  readonly loadW: number
  readonly sampleIntervalS: number
  readonly durationMs: number
}

export interface DayFigures {
  readonly writtenBytes: number
  readonly logBytes: number
  readonly networkBytes: number
  readonly residentBytes: number
  readonly energyWh: number
  readonly transactions: number
}

const plan = JSON.parse(process.argv[2] ?? '') as DayPlan
process.stdout.write(`${JSON.stringify(await liveThrough(plan))}\n`)

async function liveThrough(plan: DayPlan): Promise<DayFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'colok-day-'))
  const clock = new VirtualClock()
  const central = new AcceptingCentralSystem(() => clock.wallMs())
  const traffic = { bytes: 0 }
  const sockets = Array.from({ length: plan.sockets }, () => ({ plugged: false, loadW: plan.loadW }))
  const devices = fakeDevices({ clock, sockets })
  const log = logInto(join(folder, 'charger.log'))
  const store = new SqliteStore(join(folder, 'charger.db'))
  const charger = composeCharger({
    config: chargerConfig.parse({
      chargePointId: 'CLK-DAY',
      csmsUrl: 'ws://127.0.0.1:9/ocpp',
      keys: { MeterValueSampleInterval: String(plan.sampleIntervalS) },
      mobileDataMbPerMonth: plan.sampleIntervalS < 60 ? 0 : 50,
      devices: {},
    }),
    devices,
    store,
    clock,
    random: seededRandom(1),
    dial: dialInMemory(clock, central, traffic),
    log,
    onReset: () => {},
    onFatal: (cause) => {
      throw cause
    },
  })
  charger.start()
  await clock.advance(10_000)
  const before = { written: writtenBytes(), log: log.bytes(), network: traffic.bytes }
  await useSockets(plan, clock, devices)
  const figures: DayFigures = {
    writtenBytes: writtenBytes() - before.written,
    logBytes: log.bytes() - before.log,
    networkBytes: traffic.bytes - before.network,
    residentBytes: residentBytes(),
    energyWh: devices.meters.reduce((sum, { energyMwh }) => sum + Math.floor(energyMwh / 1_000), 0),
    transactions: central.counts.get('StopTransaction') ?? 0,
  }
  await charger.stop()
  store.close()
  rmSync(folder, { recursive: true })
  return figures
}

/** Sessions on all sockets at once, spread over the day. */
async function useSockets(
  { sockets, sessionsPerSocket, sessionMs, durationMs }: DayPlan,
  clock: VirtualClock,
  devices: ReturnType<typeof fakeDevices>,
): Promise<void> {
  const connectorIds = Array.from({ length: sockets }, (_, index) => index + 1)
  const everyMs = Math.floor(durationMs / Math.max(1, sessionsPerSocket))
  for (let round = 0; round < sessionsPerSocket; round += 1) {
    for (const connectorId of connectorIds) {
      devices.relays.setPlugged(connectorId, true)
      await clock.advance(1_000)
      devices.cardReaders[0].present(idTag(`CARD-${connectorId}`), [connectorId])
      await clock.advance(1_000)
    }
    await clock.advance(sessionMs)
    for (const connectorId of connectorIds) {
      devices.cardReaders[0].present(idTag(`CARD-${connectorId}`), [connectorId])
      await clock.advance(3_000)
      devices.relays.setPlugged(connectorId, false)
      await clock.advance(1_000)
    }
    await clock.advance(Math.max(0, everyMs - sessionMs - 6_000 * sockets))
  }
  if (sessionsPerSocket === 0) await clock.advance(durationMs)
}

function dialInMemory(
  clock: VirtualClock,
  central: AcceptingCentralSystem,
  traffic: { bytes: number },
): ChargerParts['dial'] {
  return (_, listener) => {
    const receive = (text: string) => {
      traffic.bytes += messageBytes(Buffer.byteLength(text), 'charger')
      const answer = central.answer(text)
      if (answer === undefined) return
      traffic.bytes += messageBytes(Buffer.byteLength(answer), 'centralSystem')
      clock.after(50, () => listener.onMessage(answer))
    }
    clock.after(0, () => listener.onOpen())
    return {
      send: (text) => void clock.after(50, () => receive(text)),
      ping: () => {
        traffic.bytes += pingBytes
        clock.after(100, () => listener.onPong())
      },
      close: () => void clock.after(0, () => listener.onClose('closed')),
    }
  }
}

/** The lines that the charger's log on the disk would have. */
function logInto(path: string) {
  const file = openSync(path, 'a')
  let written = 0
  const line = (level: number) => (details: object, message: string) => {
    written += writeSync(file, `${JSON.stringify({ level, time: Date.now(), ...details, msg: message })}\n`)
  }
  return { debug: () => {}, info: line(30), warn: line(40), error: line(50), bytes: () => written }
}

/** Everything that this process has handed to the kernel for writing (`wchar`). */
function writtenBytes(): number {
  return Number(/^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1] ?? Number.NaN)
}

function residentBytes(): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) * 1024
}
