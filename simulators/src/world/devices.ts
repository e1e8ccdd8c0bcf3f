import type {
  CardReader,
  ChargerDevices,
  DeviceFault,
  Meter,
  RelayBoard,
  SafetySensors,
} from '@colok/firmware/devices/contracts'
import type { IdTag } from '@colok/shared/ids'
import type { Cancel, Clock } from '@colok/shared/time'
import type { Life } from './mortal.ts'
import type { Outlet, Post } from './post.ts'

/** A meter speaks once a second while its contact is closed; another is asked less often, to save the run's time. */
const busyReadingMs = 1_000
const idleReadingMs = 5_000

/** What a driver calls a fault of its device. */
const silence: DeviceFault = { code: 'silent', message: 'The I/O board is silent; every relay is open.' }
const readerFault: DeviceFault = {
  code: 'notResponding',
  message: 'The card reader does not answer; asked again.',
}

/** The drivers of one process, on hardware that was there before it and stays behind it. */
export function openDevices(post: Post, life: Life, clock: Clock): ChargerDevices {
  const relays = new WorldRelayBoard(post, life)
  const reader = new WorldCardReader()
  const sensors = new WorldSensors(post, life)
  let doorListener: DoorListener | undefined
  const meters = post.outlets.map((outlet) => new WorldMeter({ post, outlet, life, clock }))
  relays.onMoved = (connectorId) => meters[connectorId - 1]?.speakSoon()
  post.listener = {
    onContact: (connectorId, closed) => relays.tell((listener) => listener.onContact(connectorId, closed)),
    onPlug: (connectorId, plugged) => relays.tell((listener) => listener.onPlug(connectorId, plugged)),
    onEmergencyStop: (pressed) => relays.tell((listener) => listener.onEmergencyStop(pressed)),
    onBoard: (silent) => relays.tell((listener) => listener.onFault(silent ? silence : undefined)),
    onReader: (broken) => reader.tell((listener) => listener.onFault(broken ? readerFault : undefined)),
    onDoor: (open) => relays.tell(() => doorListener?.onDoor(open ? 'open' : 'closed')),
    onHazard: (connectorId, errorCode, present) =>
      sensors.tell((listener) => listener.onHazard({ connectorId, errorCode, present })),
    onCard: (idTag, connectorIds) => reader.tell((listener) => listener.onCard(idTag as IdTag, connectorIds)),
  }
  return {
    relays,
    meters,
    sensors,
    cardReaders: [reader],
    door: {
      letGo() {
        if (life.alive) post.letDoorGo()
      },
      listen(listener) {
        doorListener = listener
      },
    },
    lights: {
      set(connectorId, { colour }) {
        if (life.alive) post.outlet(connectorId).light = colour
      },
    },
    display: { columns: 20, rows: 4, show() {} },
  }
}

type DoorListener = Parameters<NonNullable<ChargerDevices['door']>['listen']>[0]
type RelayListener = Parameters<RelayBoard['listen']>[0]

class WorldRelayBoard implements RelayBoard {
  readonly #post: Post
  readonly #life: Life
  #listener: RelayListener | undefined
  #running = false
  onMoved: (connectorId: number) => void = () => {}

  constructor(post: Post, life: Life) {
    this.#post = post
    this.#life = life
  }

  start(): void {
    this.#running = true
    if (this.#post.boardSilent) this.#listener?.onFault(silence)
    else this.#post.announce()
  }

  async stop(): Promise<void> {
    for (const { connectorId } of this.#post.outlets) this.request(connectorId, false)
    this.#running = false
  }

  listen(listener: RelayListener): void {
    this.#listener = listener
  }

  request(connectorId: number, closed: boolean): void {
    if (!this.#running || !this.#life.alive) return
    const outlet = this.#post.outlet(connectorId)
    const before = outlet.contactClosed
    this.#post.drive(connectorId, closed)
    if (before !== outlet.contactClosed) this.onMoved(connectorId)
  }

  tell(what: (listener: RelayListener) => void): void {
    if (this.#running && this.#listener !== undefined) what(this.#listener)
  }
}

type CardListener = Parameters<CardReader['listen']>[0]

class WorldCardReader implements CardReader {
  #listener: CardListener | undefined
  start(): void {}
  async stop(): Promise<void> {
    this.#listener = undefined
  }
  listen(listener: CardListener): void {
    this.#listener = listener
  }
  tell(what: (listener: CardListener) => void): void {
    if (this.#listener !== undefined) what(this.#listener)
  }
}

type SensorListener = Parameters<SafetySensors['listen']>[0]

class WorldSensors implements SafetySensors {
  readonly #post: Post
  readonly #life: Life
  #listener: SensorListener | undefined

  constructor(post: Post, life: Life) {
    this.#post = post
    this.#life = life
  }

  start(): void {
    if (!this.#life.alive) return
    for (const { connectorId, errorCode } of this.#post.hazards.values())
      this.#listener?.onHazard({ connectorId, errorCode, present: true })
  }

  async stop(): Promise<void> {
    this.#listener = undefined
  }

  listen(listener: SensorListener): void {
    this.#listener = listener
  }

  tell(what: (listener: SensorListener) => void): void {
    if (this.#listener !== undefined) what(this.#listener)
  }
}

type MeterListener = Parameters<Meter['listen']>[0]

class WorldMeter implements Meter {
  readonly rollsOverAtWh = 9_999_990
  readonly #post: Post
  readonly #outlet: Outlet
  readonly #life: Life
  readonly #clock: Clock
  #listener: MeterListener | undefined
  #timer: Cancel | undefined
  #running = false

  constructor(parts: { post: Post; outlet: Outlet; life: Life; clock: Clock }) {
    this.#post = parts.post
    this.#outlet = parts.outlet
    this.#life = parts.life
    this.#clock = parts.clock
  }

  start(): void {
    this.#running = true
    this.#speak()
  }

  async stop(): Promise<void> {
    this.#running = false
    this.#timer?.()
  }

  listen(listener: MeterListener): void {
    this.#listener = listener
  }

  /** The contact has moved: what it says next is what the session is closed or opened with. */
  speakSoon(): void {
    if (!this.#running) return
    this.#timer?.()
    this.#timer = this.#clock.after(0, () => this.#speak())
  }

  #speak(): void {
    if (!this.#running || !this.#life.alive) return
    const outlet = this.#outlet
    this.#post.count(outlet)
    this.#timer = this.#clock.after(outlet.contactClosed ? busyReadingMs : idleReadingMs, () => this.#speak())
    // The meter is fed by the mains that it measures.
    if (outlet.meter.silent || !this.#post.mains) return
    const powerW = outlet.powerW(this.#post.mains)
    this.#listener?.onReading({
      energyWh: Math.floor(outlet.registerMwh / 1_000) % this.rollsOverAtWh,
      powerW,
      voltageMv: 220_000,
      currentMa: Math.round((powerW * 1_000) / 220),
      frequencyMhz: 50_000,
      powerFactorPermille: 1_000,
    })
  }
}
