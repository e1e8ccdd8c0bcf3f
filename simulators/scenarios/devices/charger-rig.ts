import { devicesConfig, openDevices } from '@colok/firmware/devices/catalogue'
import type {
  ChargerDevices,
  DeviceFault,
  LeakageTestResult,
  MeterReading,
  SwitchingElement,
} from '@colok/firmware/devices/contracts'
import { seededRandom } from '@colok/shared/testing/seeded-random'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import type { Clock } from '@colok/shared/time'
import { type PostOptions, VirtualPost } from '../../src/devices/post.ts'

/** What the drivers have told, in order of arrival. */
class Heard {
  readonly contacts: [connectorId: number, closed: boolean][] = []
  readonly plugs: [connectorId: number, plugged: boolean][] = []
  readonly emergencyStops: boolean[] = []
  readonly hazards: Hazard[] = []
  readonly leakageTests: LeakageTestResult[] = []
  readonly welded: [connectorId: number, elements: readonly SwitchingElement[]][] = []
  /** Of each socket, in tenths of a degree Celsius. */
  readonly temperatures: (number | undefined)[][] = []
  readonly doors: string[] = []
  readonly tampers: boolean[] = []
  readonly solenoids: boolean[] = []
  readonly cards: string[] = []
  readonly readings: MeterReading[][] = []
  /** The present fault of each device. */
  readonly faults: {
    board?: DeviceFault | undefined
    cardReader?: DeviceFault | undefined
    meters: (DeviceFault | undefined)[]
  } = {
    meters: [],
  }
  readonly log: string[] = []

  constructor(devices: ChargerDevices) {
    devices.relays.listen({
      onContact: (connectorId, closed) => this.contacts.push([connectorId, closed]),
      onPlug: (connectorId, plugged) => this.plugs.push([connectorId, plugged]),
      onEmergencyStop: (pressed) => this.emergencyStops.push(pressed),
      onFault: (fault) => {
        this.faults.board = fault
      },
    })
    this.#listenToSensors(devices)
    for (const reader of devices.cardReaders)
      reader.listen({
        onCard: (idTag) => this.cards.push(idTag),
        onFault: (fault) => {
          this.faults.cardReader = fault
        },
      })
    for (const [index, meter] of devices.meters.entries()) {
      const readings: MeterReading[] = []
      this.readings.push(readings)
      meter.listen({
        onReading: (reading) => readings.push(reading),
        onFault: (fault) => {
          this.faults.meters[index] = fault
        },
      })
    }
  }

  /** Those that have not been taken back. */
  get presentHazards(): Hazard[] {
    const latest = new Map(
      this.hazards.map((hazard) => [`${hazard.connectorId} ${hazard.errorCode}`, hazard]),
    )
    return [...latest.values()].filter(({ present }) => present)
  }

  #listenToSensors({ sensors, door, meters }: ChargerDevices): void {
    for (const _ of meters) this.temperatures.push([])
    sensors?.listen({
      onHazard: (hazard) => this.hazards.push(hazard),
      onLeakageTest: (result) => this.leakageTests.push(result),
      onWelded: (connectorId, elements) => this.welded.push([connectorId, elements]),
      onTemperature: (connectorId, temperature) => this.temperatures[connectorId - 1]?.push(temperature),
    })
    door?.listen({
      onDoor: (state) => this.doors.push(state),
      onTamper: (tampered) => this.tampers.push(tampered),
      onSolenoid: (on) => this.solenoids.push(on),
    })
  }
}

interface Hazard {
  readonly connectorId: number
  readonly errorCode: string
  readonly present: boolean
  readonly detail?: string
}

/** The real drivers on a virtual post. */
export interface Rig<C extends Clock> {
  readonly clock: C
  readonly post: VirtualPost
  readonly devices: ChargerDevices
  readonly heard: Heard
  readonly log: string[]
  stop(): Promise<void>
}

type RigOptions = Partial<Omit<PostOptions, 'clock' | 'ptys'>>

/** In memory and virtual time: a second of the charger costs a few milliseconds. */
export function memoryRig(options: RigOptions = {}): Promise<Rig<VirtualClock>> {
  return startRig(new VirtualClock(), { ...options, ptys: false })
}

/** On pseudo-terminals, with the serial port library, in real time. */
export function ptyRig(options: RigOptions = {}): Promise<Rig<Clock>> {
  return startRig(realClock, { ...options, ptys: true })
}

async function startRig<C extends Clock>(clock: C, options: RigOptions & { ptys: boolean }): Promise<Rig<C>> {
  const { sockets = 2, lcd = '20x4', random = seededRandom(1) } = options
  const post = new VirtualPost({ ...options, sockets, lcd, random, clock })
  await post.start()
  const config = devicesConfig.parse({
    ioBoard: { product: 'reference-1', port: post.ports.board, display: { size: lcd } },
    cardReaders: [{ product: options.cardReader ?? 'pn532', port: post.ports.cardReader }],
    connectors: post.ports.meters.map((port, index) => ({
      meter: {
        product: options.meter ?? 'pzem-004t',
        port,
        address: post.ports.meterAddresses[index],
        ...(options.meterBus && { baudRate: 9_600 }),
      },
    })),
  })
  const log: string[] = []
  const logger = {
    info: (_details: object, message: string) => void log.push(message),
    warn: (_details: object, message: string) => void log.push(message),
  }
  const devices = openDevices(config, {
    clock,
    log: logger,
    ...(!options.ptys && { openPort: (line) => post.openPort(line) }),
  })
  const heard = new Heard(devices)
  const all = [devices.relays, ...devices.cardReaders, ...devices.meters]
  for (const device of all) device.start()
  const stop = async () => {
    await Promise.all(all.map((device) => device.stop()))
    await post.stop()
  }
  return { clock, post, devices, heard, log, stop }
}

export const realClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}
