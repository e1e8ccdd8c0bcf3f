import type { BytePort } from '@colok/firmware/devices/byte-port'
import type { Cancel, Clock } from '@colok/shared/time'
import { AvrBoard } from '../avr/avr-board.ts'
import type { DeviceFaults } from './faults.ts'
import { Hd44780 } from './hd44780.ts'
import type { I2cPart } from './i2c.ts'
import { IoBoard, type ResetCause } from './io-board.ts'
import type { IoBoardFaults } from './io-board-line.ts'
import { LightWatcher, mixedColour } from './light-watcher.ts'
import { Mcp23017 } from './mcp23017.ts'
import { type MeterFaults, type MeterInput, MeterSlave } from './meter-slave.ts'
import { Pn532 } from './pn532.ts'
import { PostLines, type PostLinesOptions } from './post-lines.ts'
import type { PostSnapshot, SocketSnapshot } from './post-snapshot.ts'
import { pzem004t } from './pzem-004t.ts'
import { Rdm6300 } from './rdm6300.ts'
import { sdm120 } from './sdm120.ts'
import { type LoadModel, Socket } from './socket.ts'

export type { PostSnapshot, SocketSnapshot } from './post-snapshot.ts'
export type { LoadModel, Supply } from './socket.ts'

export interface PostOptions extends PostLinesOptions {
  /** 1 to 4. */
  sockets: number
  lcd: '20x4' | '16x2'
  initialRegisterWh?: number
  /** The I/O board as a model of what it does, or as the machine code that real boards are flashed with. */
  board?: 'model' | 'machineCode'
  /** Which meters it has; a PZEM-004T v3 at each socket without it. */
  meter?: keyof typeof meterModels
  /** Which card reader it has; a PN532 without it. */
  cardReader?: keyof typeof cardReaders
}

/** The SDM230 has the registers of the SDM120. */
const meterModels = { 'pzem-004t': pzem004t, sdm120, sdm230: sdm120 }
const cardReaders = { pn532: Pn532, rdm6300: Rdm6300 }

/** How often energy is added up and the load asked what it draws. */
const tickMs = 100
/** How long `presentCard` holds a card to the reader. */
const tapMs = 1_000
/** Changes that come together, such as a display that is being redrawn, are told of together. */
const notifyMs = 20
const mainsFrequencyMhz = 50_000
const lightsAddress = 0x20
const displayAddress = 0x27

/** Red, green and blue of each socket on the lights' expander (hardware/boards/reference-1/board.json). */
const lampPins = [
  { red: 0, green: 1, blue: 2 },
  { red: 3, green: 4, blue: 5 },
  { red: 8, green: 9, blue: 10 },
  { red: 11, green: 12, blue: 13 },
]

/**
 * A charger post without its controller: an I/O board with display and lights, a card reader, and a meter for each
 * socket, every one on a serial line of its own. What a person does to it goes in by the methods, what a person sees
 * comes out by `snapshot()`; the controller has nothing but the bytes.
 */
export class VirtualPost {
  readonly faults: {
    readonly board: IoBoardFaults
    readonly cardReader: DeviceFaults
    readonly meters: MeterFaults[]
  }
  readonly #clock: Clock
  readonly #lines: PostLines
  readonly #sockets: Socket[]
  readonly #lightWatchers: LightWatcher[]
  readonly #display: Hd44780
  readonly #lights: Mcp23017
  readonly #board: IoBoard | AvrBoard
  readonly #reader: Pn532 | Rdm6300
  readonly #meters: MeterSlave[]
  readonly #listeners = new Set<() => void>()
  #running = false
  #powered = true
  #mainsMv = 220_000
  #cancelTick: Cancel = () => {}
  #cancelTap: Cancel = () => {}
  /** One that is under way, and what the mains were before. */
  #dip: { beforeMv: number; cancel: Cancel } | undefined
  #cancelNotify: Cancel | undefined
  #told = ''

  constructor(options: PostOptions) {
    const { sockets, clock, initialRegisterWh = 0 } = options
    if (!Number.isInteger(sockets) || sockets < 1 || sockets > lampPins.length)
      throw new RangeError(`a post has 1 to ${lampPins.length} sockets, not ${sockets}`)
    this.#clock = clock
    const connectors = Array.from({ length: sockets }, (_, index) => index + 1)
    this.#lines = new PostLines(options)
    this.faults = this.#lines
    const model = meterModels[options.meter ?? 'pzem-004t']
    const { registerSizeWh } = model
    this.#sockets = connectors.map(() => new Socket({ initialRegisterWh, registerSizeWh }))
    this.#lightWatchers = connectors.map(() => new LightWatcher(clock))
    const [columns, rows] = options.lcd === '20x4' ? [20, 4] : [16, 2]
    this.#display = new Hd44780({
      rows,
      columns,
      onChange: () => this.#changed(),
    })
    this.#lights = new Mcp23017(() => this.#watchLights())
    const board = {
      line: this.#lines.board,
      clock,
      sockets,
      i2c: new Map<number, I2cPart>([
        [displayAddress, this.#display],
        [lightsAddress, this.#lights],
      ]),
      onChange: () => this.#settle(),
    }
    this.#board = options.board === 'machineCode' ? new AvrBoard(board) : new IoBoard(board)
    this.#reader = new cardReaders[options.cardReader ?? 'pn532']({ line: this.#lines.cardReader, clock })
    this.#meters = this.#lines.meters.map(
      (line, index) =>
        new MeterSlave({
          line,
          address: this.#lines.meterAddress(index),
          model,
          read: () => this.#meterInput(index + 1),
        }),
    )
  }

  /** Paths for the firmware's configuration, once started; in memory they are names for `openPort`. */
  get ports(): PostLines['ports'] {
    return this.#lines.ports
  }

  /** Opens a port of a post that is in memory; one behind pseudo-terminals is opened as any serial port is. */
  openPort({ path }: { path: string }): Promise<BytePort> {
    return this.#lines.open(path)
  }

  async start(): Promise<void> {
    await this.#lines.start()
    this.#running = true
    this.#supply(this.#powered)
    this.#tick()
  }

  async stop(): Promise<void> {
    this.#running = false
    this.#cancelTick()
    this.#cancelTap()
    this.#dip?.cancel()
    this.#supply(false)
    this.#cancelNotify?.()
    await this.#lines.stop()
  }

  plug(connectorId: number, load: LoadModel): void {
    this.#setLoad(connectorId, load)
  }

  unplug(connectorId: number): void {
    this.#setLoad(connectorId, undefined)
  }

  /**
   * Holds a card to the reader for a second; another takes its place. Throws unless it is hex of as many bytes as the
   * reader's cards have: 4, 7 or 10 for a PN532, 5 for an RDM6300.
   */
  presentCard(uidHex: string): void {
    const { cardBytes } = this.#reader
    if (!/^([0-9a-f]{2})+$/i.test(uidHex) || !cardBytes.includes(uidHex.length / 2))
      throw new RangeError(`a card's UID is ${anyOf(cardBytes)} bytes of hex, not "${uidHex}"`)
    this.#cancelTap()
    this.#reader.setCard([...Buffer.from(uidHex, 'hex')])
    this.#cancelTap = this.#clock.after(tapMs, () => this.#reader.setCard(undefined))
  }

  setEmergencyStop(pressed: boolean): void {
    this.#board.setEmergencyStop(pressed)
  }

  /** Current leaks to earth behind the residual-current module. */
  setLeakage(leaking: boolean): void {
    this.#board.setLeakage(leaking)
  }

  /** The service door, by whatever means. Open, it breaks the coils' supply by wire. */
  setDoor(open: boolean): void {
    this.#board.setDoor(open)
    this.#settle()
  }

  /** The tamper switch of the housing. */
  setTampered(tampered: boolean): void {
    this.#board.setTampered(tampered)
  }

  /** How hot the terminals of a socket are, in degrees Celsius; 30 at first. */
  setTemperature(connectorId: number, celsius: number): void {
    this.#assertSocket(connectorId)
    this.#board.setTemperature(connectorId, celsius)
  }

  /** As the AVR's watchdog, a brown-out or the reset button does. */
  resetBoard(cause: ResetCause): void {
    this.#board.reset(cause)
  }

  /** The mains: with it off the devices fall silent and the relays open; the ports stay open. */
  setPowered(on: boolean): void {
    this.#powered = on
    if (this.#running) this.#supply(on)
    this.#settle()
  }

  /** What the mains are from now on. 0 is an outage with the devices still fed, as by a supercapacitor. */
  setMainsVoltage(mv: number): void {
    this.#bookEnergy()
    this.#mainsMv = mv
    for (const meter of this.#meters) meter.setPowered(this.#running && this.#powered && mv > 0)
    this.#settle()
  }

  /**
   * The mains sag to `toMv` for so long and come back to what they were. The devices on the supercapacitor stay up;
   * meters, which the mains feed, are off for as long as there are none.
   */
  dip(durationMs: number, toMv = 0): void {
    this.#dip?.cancel()
    const beforeMv = this.#dip?.beforeMv ?? this.#mainsMv
    this.setMainsVoltage(toMv)
    const cancel = this.#clock.after(durationMs, () => {
      this.#dip = undefined
      this.setMainsVoltage(beforeMv)
    })
    this.#dip = { beforeMv, cancel }
  }

  snapshot(): PostSnapshot {
    this.#bookEnergy()
    return {
      lcd: this.#display.text(),
      backlight: this.#display.backlight,
      sockets: this.#sockets.map((socket, index) => this.#socketSnapshot(socket, index + 1)),
      emergencyStop: this.#board.emergencyStop,
      doorOpen: this.#board.doorOpen,
      solenoidOn: this.#board.solenoidOn,
      powered: this.#powered,
      boardAlive: this.#board.hostHeard,
    }
  }

  /** Calls `listener` soon after anything in the snapshot has changed. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #supply(on: boolean): void {
    this.#board.setPowered(on)
    this.#reader.setPowered(on)
    for (const meter of this.#meters) meter.setPowered(on && this.#mainsMv > 0)
    if (on) return
    this.#display.reset()
    this.#lights.reset()
  }

  #setLoad(connectorId: number, load: LoadModel | undefined): void {
    const socket = this.#assertSocket(connectorId)
    this.#settle()
    socket.setLoad(load)
    this.#board.setPlug(connectorId, load !== undefined)
    // From now on it is drawn by the new one: what left takes nothing until the next look.
    this.#settle()
  }

  #assertSocket(connectorId: number): Socket {
    const socket = this.#sockets[connectorId - 1]
    if (!socket) throw new RangeError(`this post has no socket ${connectorId}`)
    return socket
  }

  #isLive(connectorId: number): boolean {
    return this.#running && this.#powered && this.#board.isContactClosed(connectorId)
  }

  #tick(): void {
    this.#settle()
    this.#cancelTick = this.#clock.after(tickMs, () => this.#tick())
  }

  #settle(): void {
    this.#bookEnergy()
    this.#changed()
  }

  #bookEnergy(): void {
    const nowMs = this.#clock.monotonicMs()
    for (const [index, socket] of this.#sockets.entries())
      socket.settle({ nowMs, voltageMv: this.#isLive(index + 1) ? this.#mainsMv : 0 })
  }

  #watchLights(): void {
    this.#lightWatchers.forEach((watcher, index) => {
      const { red, green, blue } = lampPins[index]!
      const isHigh = (pin: number) => this.#lights.isHigh(pin)
      watcher.observe(
        mixedColour({
          red: isHigh(red),
          green: isHigh(green),
          blue: isHigh(blue),
        }),
      )
    })
    this.#changed()
  }

  #meterInput(connectorId: number): MeterInput {
    this.#bookEnergy()
    const socket = this.#sockets[connectorId - 1]!
    const { powerW, voltageMv, currentMa, registerWh } = this.#socketSnapshot(socket, connectorId)
    const { powerFactor } = socket
    return {
      powerW,
      voltageMv,
      currentMa,
      powerFactor,
      energyWh: registerWh,
      frequencyMhz: mainsFrequencyMhz,
    }
  }

  #socketSnapshot(socket: Socket, connectorId: number): SocketSnapshot {
    const { powerW, powerFactor } = socket
    const voltageMv = this.#powered ? this.#mainsMv : 0
    const apparentMv = voltageMv * powerFactor
    return {
      connectorId,
      plugged: socket.plugged,
      relayClosed: this.#isLive(connectorId),
      light: this.#lightWatchers[connectorId - 1]!.seen(),
      powerW,
      voltageMv,
      currentMa: (apparentMv > 0 ? Math.round((powerW * 1_000_000) / apparentMv) : 0) + socket.inrushMa,
      energyMwh: socket.energyMwh,
      registerWh: socket.registerWh,
    }
  }

  #changed(): void {
    if (this.#cancelNotify || this.#listeners.size === 0 || !this.#running) return
    this.#cancelNotify = this.#clock.after(notifyMs, () => this.#notify())
  }

  #notify(): void {
    this.#cancelNotify = undefined
    const now = JSON.stringify(this.snapshot())
    if (now === this.#told) return
    this.#told = now
    for (const listener of this.#listeners) listener()
  }
}

/** "4, 7 or 10". */
function anyOf(numbers: readonly number[]): string {
  return numbers.join(', ').replace(/, (\d+)$/, ' or $1')
}
