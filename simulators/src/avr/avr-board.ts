import { readFileSync } from 'node:fs'
import type { Cancel, Clock } from '@colok/shared/time'
import { FirmataReceiver } from '../devices/firmata-receiver.ts'
import type { I2cPart } from '../devices/i2c.ts'
import type { IoBoardLine } from '../devices/io-board-line.ts'
import type { ResetCause } from './atmega328p.ts'
import { BoardMessages } from './board-messages.ts'
import { cyclesPerMs, WiredBoard } from './wired-board.ts'

/** The .hex that boards are flashed with. */
const hexUrl = new URL('../../../firmware/board/colok-io.hex', import.meta.url)

/** How much of the controller's time is run in one go; also the most by which a byte may be late. */
const sliceMs = 5
/** A computer that has been held up for longer does not catch up: to the board it is as if it had stood still too. */
const maxLagMs = 250
const deadManMs = 2_000
const controlCommand = 0x01

/**
 * The I/O board as machine code: the committed .hex in an emulated ATmega328P on a line, with the face of `IoBoard`, so
 * that a post can have either. It runs in the clock's time, real or virtual. The sketch sleeps when it has nothing to
 * do and sleep is skipped, so that a board takes some 6 % of a core; it needs no process of its own.
 */
export class AvrBoard {
  readonly #line: IoBoardLine
  readonly #clock: Clock
  readonly #onChange: () => void
  readonly #messages: BoardMessages
  readonly #receiver: FirmataReceiver
  readonly #board: WiredBoard
  #running = false
  #startedMs = 0
  #startedCycles = 0
  #lastControlMs = Number.NEGATIVE_INFINITY
  #cancelSlice: Cancel = () => {}

  constructor(options: {
    line: IoBoardLine
    clock: Clock
    /** The displays and the lights; the other parts of the bus are the board's own. */
    i2c: ReadonlyMap<number, I2cPart>
    /** Contacts, flags or liveness may have changed. */
    onChange: () => void
  }) {
    this.#line = options.line
    this.#clock = options.clock
    this.#onChange = options.onChange
    this.#messages = new BoardMessages((message) => this.#line.send(message))
    this.#receiver = new FirmataReceiver((message) => {
      if (message.kind === 'sysex' && message.command === controlCommand)
        this.#lastControlMs = this.#clock.monotonicMs()
    })
    this.#board = new WiredBoard({
      hex: readFileSync(hexUrl, 'latin1'),
      i2c: options.i2c,
      onSent: (byte) => this.#messages.push(byte),
      onContact: () => this.#onChange(),
    })
    this.#line.onBytes((bytes) => {
      if (!this.#running) return
      this.#receiver.push(bytes)
      this.#board.receive(bytes)
    })
  }

  /** Gives the board power, or takes it: then its time stands still, and every coil is without current. */
  setPowered(on: boolean): void {
    if (on === this.#running) return
    this.#running = on
    this.#cancelSlice()
    this.#lastControlMs = Number.NEGATIVE_INFINITY
    this.#board.setPowered(on)
    if (!on) this.#messages.flush()
    else this.#startRunning()
    this.#onChange()
  }

  reset(cause: Exclude<ResetCause, 'powerOn'>): void {
    this.#board.machine.reset(cause)
  }

  /** The program hangs, until its watchdog notices. */
  freeze(): void {
    this.#board.machine.hang()
  }

  setPlug(connectorId: number, plugged: boolean): void {
    this.#board.setPlug(connectorId, plugged)
  }

  setEmergencyStop(pressed: boolean): void {
    this.#board.setEmergencyStop(pressed)
    this.#onChange()
  }

  /** The residual-current module sees a leakage. */
  setLeakage(leaking: boolean): void {
    this.#board.leakageModule.setLeaking(leaking)
    this.#onChange()
  }

  setDoor(open: boolean): void {
    this.#board.setDoor(open)
    this.#onChange()
  }

  setTampered(tampered: boolean): void {
    this.#board.setTampered(tampered)
  }

  setTemperature(connectorId: number, celsius: number): void {
    this.#board.terminals[connectorId - 1]!.celsius = celsius
  }

  get emergencyStop(): boolean {
    return this.#board.emergencyStop
  }

  get doorOpen(): boolean {
    return this.#board.doorOpen
  }

  get solenoidOn(): boolean {
    return this.#board.solenoidOn
  }

  /** The controller's own time. */
  get cycles(): number {
    return this.#board.machine.cycles
  }

  /** The cycle in which the last coil was let go of; `undefined` while one is driven. */
  get coilsOffSince(): number | undefined {
    return this.#board.coilsOffSince
  }

  /** The host has been heard in the last 2 s. */
  get hostHeard(): boolean {
    return this.#running && this.#clock.monotonicMs() - this.#lastControlMs < deadManMs
  }

  isContactClosed(connectorId: number): boolean {
    this.#applyFaults()
    return this.#board.sockets[connectorId - 1]?.isLive ?? false
  }

  #startRunning(): void {
    this.#startedMs = this.#clock.monotonicMs()
    this.#startedCycles = this.#board.machine.cycles
    this.#runSlice()
  }

  #runSlice(): void {
    this.#applyFaults()
    const lagMs = this.#lagMs()
    if (lagMs > maxLagMs) this.#startedMs += lagMs - maxLagMs
    this.#board.runMs(this.#lagMs())
    this.#cancelSlice = this.#clock.after(sliceMs, () => this.#runSlice())
  }

  #lagMs(): number {
    const ranMs = (this.#board.machine.cycles - this.#startedCycles) / cyclesPerMs
    return Math.max(0, this.#clock.monotonicMs() - this.#startedMs - ranMs)
  }

  /** The knobs may have been turned at any time. */
  #applyFaults(): void {
    const { weldedA, weldedB, deadContacts, brokenThermistors, leakageModule, i2cFailed, inputsFailed } =
      this.#line
    const board = this.#board
    board.faults.i2cSilent = i2cFailed
    board.faults.expanderSilent = inputsFailed
    board.leakageModule.setFault(leakageModule)
    board.sockets.forEach(({ elements: [a, b] }, index) => {
      const connectorId = index + 1
      a.welded = weldedA.has(connectorId)
      b.welded = weldedB.has(connectorId)
      a.dead = b.dead = deadContacts.has(connectorId)
      board.terminals[index]!.wire = brokenThermistors.has(connectorId) ? 'cut' : 'whole'
    })
    this.#board.update()
  }
}
