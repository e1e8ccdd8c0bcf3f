import boardData from '../../../hardware/boards/reference-1/board.json' with { type: 'json' }
import type { I2cPart } from '../devices/i2c.ts'
import { ResidualCurrentModule } from '../devices/residual-current-module.ts'
import { type Terminals, thermistorMv } from '../devices/thermistor.ts'
import { Ads1115 } from './ads1115.ts'
import { Atmega328p, eepromBytes, flashBytes, frequencyHz, type PinLevel } from './atmega328p.ts'
import { InputExpander } from './input-expander.ts'
import { parseIntelHex } from './intel-hex.ts'
import { SocketPower } from './socket-power.ts'

export const cyclesPerMs = frequencyHz / 1_000
/** How long one byte takes on the line from the host, start and stop bits included. */
const cyclesPerByte = (10 * frequencyHz) / boardData.baudRate
/** More than a driver ever has under way; what comes on top is lost, as in a USB adapter that is full. */
const maxBytesUnderWay = 4_096

const dataPin = 18
const clockPin = 19
const { emergencyStop, leakageTrip, leakageTest, solenoid, door, tamper } = boardData
const inputsAddress = Number(boardData.i2c.inputs.address)
const thermistorsAddress = Number(boardData.i2c.thermistors.address)
const roomCelsius = 30
const elementPins = boardData.sockets.flatMap(({ elements }) => elements)

export interface WiredBoardOptions {
  /** The text of the .hex that the board is flashed with. */
  readonly hex: string
  /** The displays and the lights, by address; the inputs' expander and the thermistors' converter are this board's own. */
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
  /** `terminals[n]` are those of connector n + 1. */
  readonly terminals: readonly Terminals[]
  readonly leakageModule: ResidualCurrentModule
  readonly faults = {
    /** No part on the I2C bus acknowledges. */
    i2cSilent: false,
    /** The inputs' expander does not acknowledge. */
    expanderSilent: false,
    /** The thermistors' converter does not acknowledge. */
    converterSilent: false,
    /** A part has lost its place and holds SDA low until it has seen so many clocks; `Infinity` for a short. */
    clocksUntilSdaIsFree: 0,
  }
  readonly #options: WiredBoardOptions
  readonly #expander = new InputExpander()
  readonly #converter: Ads1115
  #powered = true
  #poweredTimes = 0
  #emergencyStop = false
  #doorOpen = false
  #clockWasLow = false
  #lineFreeAt = 0
  #coilsOffSince: number | undefined = 0
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
    const after = (ms: number, run: () => void) => this.after(ms, run)
    this.terminals = boardData.sockets.map(() => ({ celsius: roomCelsius, wire: 'whole' as const }))
    this.#converter = new Ads1115({ after, millivolts: (channel) => this.#thermistorMv(channel) })
    this.leakageModule = new ResidualCurrentModule({ after, onOutput: () => this.#applyAlarms() })
    this.sockets = boardData.sockets.map(
      ({ elements, contact }) =>
        new SocketPower({
          after,
          isCoilOn: (element) => this.#coilsHaveSupply && this.machine.isDrivenHigh(elements[element]!),
          onSense: (conducts) => this.machine.setLevel(contact, conducts ? 'low' : 'open'),
          onChange: () => options.onContact(),
        }),
    )
    this.setDoor(false)
    this.setTampered(false)
    this.#pullBusUp()
    this.#applyAlarms()
  }

  get #coilsHaveSupply(): boolean {
    return this.#powered && !this.#emergencyStop && !this.#doorOpen
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

  get doorOpen(): boolean {
    return this.#doorOpen
  }

  /** The service door's switch opens the coils' supply, and a second contact of it is an input. */
  setDoor(open: boolean): void {
    this.#doorOpen = open
    this.#expander.setSwitch(door.input, open === (door.openLevel === 'low'))
    this.update()
  }

  setTampered(tampered: boolean): void {
    this.#expander.setSwitch(tamper.input, tampered === (tamper.tamperedLevel === 'low'))
  }

  get solenoidOn(): boolean {
    return this.#powered && this.machine.isDrivenHigh(solenoid.pin)
  }

  setPlug(connectorId: number, plugged: boolean): void {
    const socket = boardData.sockets[connectorId - 1]
    if (!socket) throw new RangeError(`this board has no socket ${connectorId}`)
    this.#expander.setSwitch(socket.plugInput, plugged)
  }

  /** The expander's supply has dipped: it is back, without its settings. */
  dipExpander(): void {
    this.#expander.reset()
  }

  /** Without power every output is open and every coil without current; with it again the program starts anew. */
  setPowered(on: boolean): void {
    this.#powered = on
    this.#poweredTimes += 1
    this.machine.reset('powerOn')
    if (!on) for (const socket of this.sockets) socket.dropOut()
    this.#expander.reset()
    this.#converter.reset()
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
    if (address === inputsAddress) return this.faults.expanderSilent ? undefined : this.#expander
    if (address === thermistorsAddress) return this.faults.converterSilent ? undefined : this.#converter
    return this.#options.i2c.get(address)
  }

  #thermistorMv(channel: number): number {
    const index = boardData.sockets.findIndex(({ thermistorInput }) => thermistorInput === channel)
    return thermistorMv(this.terminals[index]!)
  }

  /** The cycle in which the last coil was let go of; `undefined` while one is driven. */
  get coilsOffSince(): number | undefined {
    return this.#coilsOffSince
  }

  #onPins(): void {
    if (elementPins.some((pin) => this.machine.isDrivenHigh(pin))) this.#coilsOffSince = undefined
    else this.#coilsOffSince ??= this.machine.cycles
    this.update()
    this.#clockOutHeldPart()
    this.leakageModule.setTestInput(this.machine.isDrivenHigh(leakageTest.pin))
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
    const { tripped } = this.leakageModule
    this.machine.setLevel(emergencyStop.pin, loop(this.#emergencyStop, emergencyStop.pressedLevel))
    this.machine.setLevel(leakageTrip.pin, loop(tripped, leakageTrip.trippedLevel))
  }
}
