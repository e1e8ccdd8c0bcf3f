import boardData from '../../../hardware/boards/reference-1/board.json' with { type: 'json' }
import type { I2cPart } from '../devices/i2c.ts'
import { Atmega328p, eepromBytes, flashBytes, frequencyHz, type PinLevel } from './atmega328p.ts'
import { parseIntelHex } from './intel-hex.ts'
import { PlugExpander } from './plug-expander.ts'
import { SocketPower } from './socket-power.ts'

export const cyclesPerMs = frequencyHz / 1_000
/** How long one byte takes on the line from the host, start and stop bits included. */
const cyclesPerByte = (10 * frequencyHz) / boardData.baudRate
/** More than a driver ever has under way; what comes on top is lost, as in a USB adapter that is full. */
const maxBytesUnderWay = 4_096

const dataPin = 18
const clockPin = 19
const { emergencyStop, leakageTrip, leakageTest, plugInterrupt } = boardData
const plugAddress = Number(boardData.i2c.plugInputs.address)

export interface WiredBoardOptions {
  /** The text of the .hex that the board is flashed with. */
  readonly hex: string
  /** The displays and the lights, by address. The plug switches' expander is part of this board. */
  readonly i2c: ReadonlyMap<number, I2cPart>
  readonly onSent: (byte: number) => void
  /** A contact has opened or closed. */
  readonly onContact: () => void
  /** 1,024 bytes that outlive the board's power; blank without it. */
  readonly eeprom?: Uint8Array
}

/**
 * The I/O board's controller with all that hardware/boards/reference-1/board.json wires to it, in the controller's own
 * time: it runs only in `runMs` and `runTo`, so that every run of a test is the same to the cycle.
 */
export class WiredBoard {
  readonly machine: Atmega328p
  readonly sockets: readonly SocketPower[]
  readonly faults = {
    /** No part on the I2C bus acknowledges. */
    i2cSilent: false,
    /** The plug switches' expander does not acknowledge. */
    plugExpanderSilent: false,
    /** A part has lost its place and holds SDA low until it has seen so many clocks; `Infinity` for a short. */
    clocksUntilSdaIsFree: 0,
  }
  readonly #options: WiredBoardOptions
  readonly #plugExpander: PlugExpander
  #powered = true
  #poweredTimes = 0
  #emergencyStop = false
  #leakage = false
  #clockWasLow = false
  #lineFreeAt = 0
  #bytesUnderWay = 0

  constructor(options: WiredBoardOptions) {
    this.#options = options
    this.machine = new Atmega328p({
      flash: parseIntelHex(options.hex, flashBytes),
      eeprom: options.eeprom ?? new Uint8Array(eepromBytes).fill(0xff),
      wires: { part: (address) => this.#part(address), isHeld: () => this.faults.clocksUntilSdaIsFree > 0 },
      onSent: options.onSent,
      onPins: () => this.#onPins(),
    })
    this.#plugExpander = new PlugExpander((asserted) =>
      this.machine.setLevel(plugInterrupt.pin, asserted ? 'low' : 'open'),
    )
    this.sockets = boardData.sockets.map(
      ({ elements, contact }) =>
        new SocketPower({
          after: (ms, run) => this.after(ms, run),
          isCoilOn: (element) =>
            this.#powered && !this.#emergencyStop && this.machine.isDrivenHigh(elements[element]!),
          onSense: (conducts) => this.machine.setLevel(contact, conducts ? 'low' : 'open'),
          onChange: () => options.onContact(),
        }),
    )
    this.#pullBusUp()
    this.#applyAlarms()
  }

  get emergencyStop(): boolean {
    return this.#emergencyStop
  }

  /** Its wire opens the coils' supply, and a second contact of it opens the loop that the board sees. */
  setEmergencyStop(pressed: boolean): void {
    this.#emergencyStop = pressed
    this.#applyAlarms()
    this.update()
  }

  /** The residual-current module's trip output. */
  setLeakage(tripped: boolean): void {
    this.#leakage = tripped
    this.#applyAlarms()
  }

  setPlug(connectorId: number, plugged: boolean): void {
    const socket = boardData.sockets[connectorId - 1]
    if (!socket) throw new RangeError(`this board has no socket ${connectorId}`)
    this.#plugExpander.setSwitch(socket.plugInput, plugged)
  }

  /** The expander's supply has dipped: it is back, without its settings. */
  dipPlugExpander(): void {
    this.#plugExpander.reset()
  }

  /** Without power every output is open and every coil without current; with it again the program starts anew. */
  setPowered(on: boolean): void {
    this.#powered = on
    this.#poweredTimes += 1
    this.machine.reset('powerOn')
    if (on) this.#plugExpander.reset()
    else for (const socket of this.sockets) socket.dropOut()
  }

  /**
   * Bytes from the host, which come in one after another at the line's speed. `broken`: without their stop bits.
   * `onLast` is called when the last has come in.
   */
  receive(bytes: Iterable<number>, options: { broken?: boolean; onLast?: () => void } = {}): void {
    const poweredTimes = this.#poweredTimes
    for (const byte of bytes) {
      if (this.#bytesUnderWay >= maxBytesUnderWay) break
      this.#bytesUnderWay += 1
      this.#lineFreeAt = Math.max(this.#lineFreeAt, this.machine.cycles) + cyclesPerByte
      this.machine.at(Math.round(this.#lineFreeAt), () => {
        this.#bytesUnderWay -= 1
        if (poweredTimes === this.#poweredTimes) this.machine.receive(byte, options.broken ?? false)
      })
    }
    if (options.onLast) this.machine.at(Math.round(this.#lineFreeAt), options.onLast)
  }

  after(ms: number, run: () => void): void {
    this.machine.at(this.machine.cycles + Math.round(ms * cyclesPerMs), run)
  }

  runMs(ms: number): void {
    this.machine.runTo(this.machine.cycles + Math.round(ms * cyclesPerMs))
  }

  /** To be called when a fault of a switching element has been set or taken away. */
  update(): void {
    for (const socket of this.sockets) socket.update()
  }

  #part(address: number): I2cPart | undefined {
    if (this.faults.i2cSilent) return undefined
    if (address !== plugAddress) return this.#options.i2c.get(address)
    return this.faults.plugExpanderSilent ? undefined : this.#plugExpander
  }

  #onPins(): void {
    this.update()
    this.#clockOutHeldPart()
    this.#applyAlarms()
  }

  #pullBusUp(): void {
    this.machine.setLevel(dataPin, this.faults.clocksUntilSdaIsFree > 0 ? 'low' : 'high')
    this.machine.setLevel(clockPin, 'high')
  }

  /** A part in the middle of a byte lets go of SDA when it has been clocked to the byte's end. */
  #clockOutHeldPart(): void {
    const clockIsLow = this.machine.isDrivenLow(clockPin)
    if (clockIsLow && !this.#clockWasLow && this.faults.clocksUntilSdaIsFree > 0)
      this.faults.clocksUntilSdaIsFree -= 1
    this.#clockWasLow = clockIsLow
    this.#pullBusUp()
  }

  #applyAlarms(): void {
    const loop = (alarm: boolean, alarmLevel: string): PinLevel => {
      if (alarmLevel === 'high') return alarm ? 'open' : 'low'
      return alarm ? 'low' : 'open'
    }
    // The module's test input makes it trip, as a real leakage would.
    const tripped = this.#leakage || this.machine.isDrivenHigh(leakageTest.pin)
    this.machine.setLevel(emergencyStop.pin, loop(this.#emergencyStop, emergencyStop.pressedLevel))
    this.machine.setLevel(leakageTrip.pin, loop(tripped, leakageTrip.trippedLevel))
  }
}
