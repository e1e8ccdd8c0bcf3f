import type { IdTag } from '@colok/shared/ids'
import type { Cancel, Clock } from '@colok/shared/time'
import type { ReadingSigner } from '../metering/contract.ts'
import type {
  CardReader,
  ChargerDevices,
  ConnectorLocks,
  Display,
  FaultListener,
  HazardCode,
  LeakageTestResult,
  LightColour,
  Lights,
  Meter,
  RelayBoard,
  SafetySensors,
  ServiceDoor,
  SwitchingElement,
} from './contracts.ts'

/**
 * Working devices in memory, on any clock: a post whose relays close, whose meters count what a load draws, and whose
 * display keeps what it shows. Read by the core's tests and used by simulators.
 */

const readingIntervalMs = 1_000

/** One socket as it physically is. */
export interface FakeSocket {
  plugged: boolean
  /** What is plugged in draws this while the contact is closed. */
  loadW: number
}

type RelayListener = Parameters<RelayBoard['listen']>[0]

/** Relays whose contacts follow at once, unless told to be welded or dead. */
export class FakeRelayBoard implements RelayBoard {
  readonly #sockets: readonly FakeSocket[]
  readonly #contacts: boolean[]
  readonly #onSwitch: (connectorId: number) => void
  #listener: RelayListener | undefined
  #running = false
  /** Connectors whose contact does not move any more. */
  readonly stuck = new Set<number>()

  constructor(sockets: readonly FakeSocket[], onSwitch: (connectorId: number) => void) {
    this.#sockets = sockets
    this.#contacts = sockets.map(() => false)
    this.#onSwitch = onSwitch
  }

  start(): void {
    this.#running = true
    for (const [index, socket] of this.#sockets.entries()) {
      this.#listener?.onContact(index + 1, this.#contacts[index] ?? false)
      this.#listener?.onPlug(index + 1, socket.plugged)
    }
  }

  async stop(): Promise<void> {
    for (const index of this.#contacts.keys()) this.request(index + 1, false)
    this.#running = false
  }

  listen(listener: RelayListener): void {
    this.#listener = listener
  }

  request(connectorId: number, closed: boolean): void {
    if (!this.#running) return
    if (!this.stuck.has(connectorId) && this.#contacts[connectorId - 1] !== closed) {
      this.#contacts[connectorId - 1] = closed
      this.#onSwitch(connectorId)
    }
    this.#listener?.onContact(connectorId, this.isClosed(connectorId))
  }

  isClosed(connectorId: number): boolean {
    return this.#contacts[connectorId - 1] ?? false
  }

  setPlugged(connectorId: number, plugged: boolean): void {
    const socket = this.#sockets[connectorId - 1]
    if (socket === undefined) throw new RangeError(`there is no socket ${connectorId}`)
    socket.plugged = plugged
    if (this.#running) this.#listener?.onPlug(connectorId, plugged)
  }

  pressEmergencyStop(pressed: boolean): void {
    if (pressed) for (const index of this.#contacts.keys()) this.#force(index + 1, false)
    this.#listener?.onEmergencyStop(pressed)
  }

  /** Moves a contact though nobody asked: a welded relay, or the board's own dead-man. */
  #force(connectorId: number, closed: boolean): void {
    if (this.#contacts[connectorId - 1] === closed) return
    this.#contacts[connectorId - 1] = closed
    this.#onSwitch(connectorId)
    this.#listener?.onContact(connectorId, closed)
  }

  /** The board's own dead-man: the host is gone, so the relay opens. */
  dropOut(connectorId: number): void {
    if (!this.stuck.has(connectorId)) this.#force(connectorId, false)
  }

  weld(connectorId: number): void {
    this.stuck.add(connectorId)
    this.#force(connectorId, true)
  }

  fault(fault: Parameters<FaultListener>[0]): void {
    this.#listener?.onFault(fault)
  }
}

type MeterListener = Parameters<Meter['listen']>[0]

/** A meter that integrates the load in integer mWh and speaks once a second. */
export class FakeMeter implements Meter {
  readonly rollsOverAtWh: number
  readonly #clock: Clock
  readonly #powerW: () => number
  readonly #onCount: (energyMwh: number) => void
  #listener: MeterListener | undefined
  #timer: Cancel | undefined
  #countedMs: number
  #lastW = 0
  /** W·ms that have not become a whole mWh yet: 3,600 of them are one. */
  #restWms = 0
  #energyMwh: number
  /** For a meter that vouches for its readings by itself. */
  signer?: ReadingSigner
  /** While true it says nothing. */
  silent = false
  /** While true power shows, and the register does not move. */
  registerStuck = false
  /** The supply's voltage. */
  mainsMv = 230_000
  powerFactorPermille = 1_000

  constructor(options: {
    clock: Clock
    /** What flows through it now. */
    powerW: () => number
    energyMwh?: number
    rollsOverAtWh?: number
    /** Told of every new count, for those who keep it. */
    onCount?: (energyMwh: number) => void
  }) {
    this.#clock = options.clock
    this.#powerW = options.powerW
    this.#energyMwh = options.energyMwh ?? 0
    this.rollsOverAtWh = options.rollsOverAtWh ?? 9_999_990
    this.#onCount = options.onCount ?? (() => {})
    this.#countedMs = options.clock.monotonicMs()
  }

  start(): void {
    this.#countedMs = this.#clock.monotonicMs()
    this.#speakRepeatedly()
  }

  async stop(): Promise<void> {
    this.#timer?.()
  }

  listen(listener: MeterListener): void {
    this.#listener = listener
  }

  /** Counts what has flowed until now; to be called before the power changes. */
  count(): void {
    const nowMs = this.#clock.monotonicMs()
    const flowed = this.#lastW * (nowMs - this.#countedMs) + this.#restWms
    const stepMwh = Math.floor(flowed / 3_600)
    this.#restWms = flowed - stepMwh * 3_600
    this.#countedMs = nowMs
    this.#lastW = this.#powerW()
    if (stepMwh === 0 || this.registerStuck) return
    this.#energyMwh += stepMwh
    this.#onCount(this.#energyMwh)
  }

  /** What has flowed since it was made, in mWh. */
  get energyMwh(): number {
    return this.#energyMwh
  }

  /** Adds energy that nobody delivered, as a broken meter does. */
  jump(energyWh: number): void {
    this.#energyMwh += energyWh * 1_000
  }

  speak(): void {
    this.count()
    if (this.silent) return
    const powerW = Math.round(this.#lastW)
    this.#listener?.onReading({
      energyWh: Math.floor(this.#energyMwh / 1_000) % this.rollsOverAtWh,
      powerW,
      voltageMv: this.mainsMv,
      currentMa: Math.round((powerW * 1_000_000_000) / (this.mainsMv * this.powerFactorPermille)),
      frequencyMhz: 50_000,
      powerFactorPermille: this.powerFactorPermille,
    })
  }

  fault(fault: Parameters<FaultListener>[0]): void {
    this.#listener?.onFault(fault)
  }

  #speakRepeatedly(): void {
    this.speak()
    this.#timer = this.#clock.after(readingIntervalMs, () => this.#speakRepeatedly())
  }
}

export class FakeCardReader implements CardReader {
  cardsAreCopyable?: true
  #listener: Parameters<CardReader['listen']>[0] | undefined

  start(): void {}
  async stop(): Promise<void> {}
  listen(listener: Parameters<CardReader['listen']>[0]): void {
    this.#listener = listener
  }

  present(idTag: IdTag, connectorIds?: readonly number[]): void {
    this.#listener?.onCard(idTag, connectorIds)
  }

  fault(fault: Parameters<FaultListener>[0]): void {
    this.#listener?.onFault(fault)
  }
}

export class FakeDisplay implements Display {
  readonly columns: 16 | 20
  readonly rows: 2 | 4
  lines: readonly string[] = []

  constructor(size: { columns: 16 | 20; rows: 2 | 4 } = { columns: 20, rows: 4 }) {
    this.columns = size.columns
    this.rows = size.rows
  }

  show(lines: readonly string[]): void {
    this.lines = lines
  }
}

export class FakeLights implements Lights {
  readonly colours = new Map<number, { colour: LightColour; blinking: boolean }>()

  set(connectorId: number, light: { colour: LightColour; blinking: boolean }): void {
    this.colours.set(connectorId, light)
  }
}

/** Sockets that hold their plug; a lock releases at once unless it is jammed. */
export class FakeLocks implements ConnectorLocks {
  #listener: Parameters<ConnectorLocks['listen']>[0] | undefined
  readonly jammed = new Set<number>()

  start(): void {}
  async stop(): Promise<void> {}
  listen(listener: Parameters<ConnectorLocks['listen']>[0]): void {
    this.#listener = listener
  }

  unlock(connectorId: number): void {
    this.#listener?.onUnlocked(connectorId, this.jammed.has(connectorId) ? 'failed' : 'unlocked')
  }
}

/** Hazards and welds that stay until they are taken back, and are told anew at each start; a leakage module that is well. */
export class FakeSensors implements SafetySensors {
  #listener: Parameters<SafetySensors['listen']>[0] | undefined
  readonly #present = new Map<string, { connectorId: number; errorCode: HazardCode }>()
  readonly #welded = new Map<number, readonly SwitchingElement[]>()
  /** How each test of the leakage module ends at once; one that is `running` ends by `endLeakageTest`. */
  leakageOutcome: LeakageTestResult = 'passed'
  /** How often the module was asked to be tested. */
  leakageTests = 0

  start(): void {
    for (const hazard of this.#present.values()) this.#listener?.onHazard({ ...hazard, present: true })
    for (const [connectorId, elements] of this.#welded) this.#listener?.onWelded?.(connectorId, elements)
    this.endLeakageTest('passed')
  }

  testLeakage(): void {
    this.leakageTests += 1
    this.#listener?.onLeakageTest?.('running')
    if (this.leakageOutcome !== 'running') this.endLeakageTest(this.leakageOutcome)
  }

  endLeakageTest(result: LeakageTestResult): void {
    this.#listener?.onLeakageTest?.(result)
  }

  weld(connectorId: number, elements: readonly SwitchingElement[]): void {
    this.#welded.set(connectorId, elements)
    this.#listener?.onWelded?.(connectorId, elements)
  }

  forgetWelded(connectorId: number): void {
    this.weld(connectorId, [])
  }

  reportTemperature(connectorId: number, temperatureDeciC: number | undefined): void {
    this.#listener?.onTemperature?.(connectorId, temperatureDeciC)
  }

  async stop(): Promise<void> {}
  listen(listener: Parameters<SafetySensors['listen']>[0]): void {
    this.#listener = listener
  }

  report(connectorId: number, errorCode: HazardCode, present: boolean): void {
    if (present)
      this.#present.set(`${connectorId} ${errorCode}`, {
        connectorId,
        errorCode,
      })
    else this.#present.delete(`${connectorId} ${errorCode}`)
    this.#listener?.onHazard({ connectorId, errorCode, present })
  }

  /** What is present at one connector. */
  presentAt(connectorId: number): readonly HazardCode[] {
    return [...this.#present.values()]
      .filter((hazard) => hazard.connectorId === connectorId)
      .map(({ errorCode }) => errorCode)
  }
}

/** A service door with its solenoid: whether somebody pulls it open is up to them. */
export class FakeServiceDoor implements ServiceDoor {
  #listener: Parameters<ServiceDoor['listen']>[0] | undefined
  /** How often it was let go. */
  letGoes = 0

  listen(listener: Parameters<ServiceDoor['listen']>[0]): void {
    this.#listener = listener
  }

  letGo(): void {
    this.letGoes += 1
    this.#listener?.onSolenoid(true)
  }

  setDoor(state: 'open' | 'closed' | 'unknown'): void {
    this.#listener?.onDoor(state)
  }

  setTampered(tampered: boolean): void {
    this.#listener?.onTamper(tampered)
  }
}

/** A whole post in memory. */
export interface FakeDevices extends ChargerDevices {
  readonly relays: FakeRelayBoard
  readonly display: FakeDisplay
  readonly lights: FakeLights
  readonly cardReaders: readonly [FakeCardReader]
  readonly meters: readonly FakeMeter[]
  readonly locks: FakeLocks
  readonly sensors: FakeSensors
  readonly door: FakeServiceDoor
  readonly sockets: readonly FakeSocket[]
}

export interface FakeDevicesOptions {
  readonly clock: Clock
  readonly sockets: readonly FakeSocket[]
  readonly display?: { columns: 16 | 20; rows: 2 | 4 }
  /** What each meter has counted already, in mWh. */
  readonly energyMwh?: readonly number[]
  readonly rollsOverAtWh?: number
  readonly onCount?: (connectorId: number, energyMwh: number) => void
}

export function fakeDevices(options: FakeDevicesOptions): FakeDevices {
  const { clock, sockets } = options
  const meters = sockets.map(
    (socket, index) =>
      new FakeMeter({
        clock,
        powerW: () => (relays.isClosed(index + 1) && socket.plugged ? socket.loadW : 0),
        energyMwh: options.energyMwh?.[index] ?? 0,
        ...(options.rollsOverAtWh === undefined ? {} : { rollsOverAtWh: options.rollsOverAtWh }),
        onCount: (energyMwh) => options.onCount?.(index + 1, energyMwh),
      }),
  )
  // A meter counts up to the moment of switching, and says so once the contact has been read back.
  const relays: FakeRelayBoard = new FakeRelayBoard(sockets, (connectorId) => {
    meters[connectorId - 1]?.count()
    clock.after(0, () => meters[connectorId - 1]?.speak())
  })
  return {
    relays,
    display: new FakeDisplay(options.display),
    lights: new FakeLights(),
    cardReaders: [new FakeCardReader()],
    meters,
    locks: new FakeLocks(),
    sensors: new FakeSensors(),
    door: new FakeServiceDoor(),
    sockets,
  }
}
