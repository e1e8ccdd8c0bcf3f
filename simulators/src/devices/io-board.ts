import type { Cancel, Clock } from '@colok/shared/time'
import { type DeviceFaults, FaultyLine } from './faults.ts'
import { FirmataPins } from './firmata-pins.ts'
import { type FirmataMessage, FirmataReceiver } from './firmata-receiver.ts'
import type { I2cPart } from './i2c.ts'

/** What can break on the I/O board besides its line. */
export interface IoBoardFaults extends DeviceFaults {
  /** Connectors whose contacts stay closed whatever the board drives. */
  readonly weldedContacts: Set<number>
  /** Connectors whose contacts never close. */
  readonly deadContacts: Set<number>
  /** The plug switches' expander does not answer. */
  plugInputsFailed: boolean
  /** No part on the I2C bus acknowledges. */
  i2cFailed: boolean
  /** The n-th byte from now that the host sends is lost; -1 for none. */
  loseHostByte: number
}

/** The I/O board's line together with all that can break on the board. */
export class IoBoardLine extends FaultyLine implements IoBoardFaults {
  readonly weldedContacts = new Set<number>()
  readonly deadContacts = new Set<number>()
  plugInputsFailed = false
  i2cFailed = false
  loseHostByte = -1

  override onBytes(listener: (bytes: Uint8Array) => void): void {
    super.onBytes((bytes) => {
      const lost = this.loseHostByte
      if (lost >= 0) this.loseHostByte = Math.max(-1, lost - bytes.length)
      listener(lost >= 0 && lost < bytes.length ? bytes.filter((_, index) => index !== lost) : bytes)
    })
  }
}

/** Why a board that has power may start again. */
export type ResetCause = 'watchdog' | 'brownOut' | 'resetPin'

const controlCommand = 0x01
const stateCommand = 0x02
const protocolVersion = 1
const deadManMs = 2_000
const minStateGapMs = 10
/** How long a relay's contacts take to follow its coil. */
const contactDelayMs = 10

const flag = {
  emergencyStop: 1,
  deadMan: 2,
  plugInputs: 4,
  leakage: 8,
  i2c: 16,
}
const resetCauseBits = { powerOn: 1, resetPin: 2, brownOut: 4, watchdog: 8 }

/**
 * The I/O board, byte for byte as hardware/protocols/io-board.md says: Firmata for the I2C bus, our CONTROL and STATE
 * for relays, contacts, plugs and the emergency stop, and the dead-man that opens everything when the host is silent.
 */
export class IoBoard {
  readonly #line: IoBoardLine
  readonly #clock: Clock
  readonly #sockets: number
  readonly #i2c: ReadonlyMap<number, I2cPart>
  readonly #onChange: () => void
  readonly #receiver: FirmataReceiver
  readonly #firmata: FirmataPins
  #running = false
  #boots = 0
  #cause = 0
  #seq = 0
  #driven = 0
  #blocked = 0
  #contacts = 0
  #plugs = 0
  #refused = 0
  #deadMan = false
  #emergencyStop = false
  #leakage = false
  #i2cError = false
  #lastControlMs = Number.NEGATIVE_INFINITY
  #lastStateMs = Number.NEGATIVE_INFINITY
  #cancelDeadMan: Cancel = () => {}
  #cancelState: Cancel | undefined

  constructor(options: {
    line: IoBoardLine
    clock: Clock
    sockets: number
    i2c: ReadonlyMap<number, I2cPart>
    /** Contacts, flags or liveness may have changed. */
    onChange: () => void
  }) {
    this.#line = options.line
    this.#clock = options.clock
    this.#sockets = options.sockets
    this.#i2c = options.i2c
    this.#onChange = options.onChange
    this.#receiver = new FirmataReceiver((message) => this.#onMessage(message))
    this.#firmata = new FirmataPins({
      send: (bytes) => this.#line.send(bytes),
      i2c: {
        write: (address, bytes) => this.#i2cWrite(address, bytes),
        read: (address, register, count) => this.#i2cRead(address, register, count),
      },
    })
    this.#line.onBytes((bytes) => {
      if (this.#running) this.#receiver.push(bytes)
    })
  }

  /** Gives the board power, or takes it; a start opens every relay and announces itself. */
  setPowered(on: boolean): void {
    if (on === this.#running) return
    if (on) this.#boot(resetCauseBits.powerOn)
    else this.#halt()
  }

  /** As the AVR's watchdog or a brown-out does: everything is forgotten but the count of starts. */
  reset(cause: ResetCause): void {
    if (!this.#running) return
    this.#halt()
    this.#boot(resetCauseBits[cause])
  }

  setPlug(connectorId: number, plugged: boolean): void {
    const bit = 1 << (connectorId - 1)
    this.#plugs = plugged ? this.#plugs | bit : this.#plugs & ~bit
    this.#changed()
  }

  /** The stop breaks the coils' supply by wire, so the contacts open without the board's doing. */
  setEmergencyStop(pressed: boolean): void {
    this.#emergencyStop = pressed
    if (pressed) this.#openAll()
    this.#changed()
  }

  /** The residual-current module's trip output. */
  setLeakage(tripped: boolean): void {
    this.#leakage = tripped
    if (tripped) this.#openAll()
    this.#changed()
  }

  get emergencyStop(): boolean {
    return this.#emergencyStop
  }

  /** The host has been heard in the last 2 s. */
  get hostHeard(): boolean {
    return this.#running && this.#clock.monotonicMs() - this.#lastControlMs < deadManMs
  }

  isContactClosed(connectorId: number): boolean {
    if (this.#line.weldedContacts.has(connectorId)) return true
    if (this.#line.deadContacts.has(connectorId)) return false
    return (this.#contacts & (1 << (connectorId - 1))) !== 0
  }

  #boot(cause: number): void {
    this.#running = true
    this.#boots = (this.#boots + 1) & 0x7f
    this.#cause = cause
    this.#receiver.reset()
    this.#firmata.reset()
    this.#firmata.announce()
    this.#sendState()
    this.#onChange()
  }

  #halt(): void {
    this.#running = false
    this.#cancelDeadMan()
    this.#cancelState?.()
    this.#cancelState = undefined
    this.#seq = this.#driven = this.#blocked = this.#contacts = this.#refused = 0
    this.#deadMan = this.#i2cError = false
    this.#lastControlMs = this.#lastStateMs = Number.NEGATIVE_INFINITY
    this.#onChange()
  }

  #onMessage(message: FirmataMessage): void {
    if (message.kind === 'sysex' && message.command === controlCommand) this.#onControl(message.data)
    else this.#firmata.handle(message)
  }

  #onControl(data: readonly number[]): void {
    const [version, seq, relays, ...sum] = data
    const known = (1 << this.#sockets) - 1
    if (
      version !== protocolVersion ||
      seq === undefined ||
      relays === undefined ||
      (relays & ~known) !== 0 ||
      !sameBytes(sum, checksum([controlCommand, version, seq, relays]))
    ) {
      this.#refused = (this.#refused + 1) & 0x7f
      return
    }
    this.#seq = seq
    this.#deadMan = false
    this.#lastControlMs = this.#clock.monotonicMs()
    this.#cancelDeadMan()
    this.#cancelDeadMan = this.#clock.after(deadManMs, () => this.#onHostSilent())
    if (this.#emergencyStop || this.#leakage) this.#blocked |= relays
    this.#blocked &= relays
    this.#drive(relays & ~this.#blocked)
    this.#sendState()
    this.#onChange()
  }

  #onHostSilent(): void {
    this.#deadMan = true
    this.#openAll()
    this.#changed()
  }

  #openAll(): void {
    this.#blocked |= this.#driven
    this.#driven = 0
    this.#contacts = 0
  }

  #drive(relays: number): void {
    if (relays === this.#driven) return
    this.#driven = relays
    this.#clock.after(contactDelayMs, () => {
      if (this.#contacts === this.#driven) return
      this.#contacts = this.#driven
      this.#changed()
    })
  }

  #changed(): void {
    this.#onChange()
    if (!this.#running || this.#cancelState) return
    const wait = this.#lastStateMs + minStateGapMs - this.#clock.monotonicMs()
    if (wait <= 0) this.#sendState()
    else
      this.#cancelState = this.#clock.after(wait, () => {
        this.#cancelState = undefined
        this.#sendState()
      })
  }

  #sendState(): void {
    const body = [
      stateCommand,
      protocolVersion,
      this.#seq,
      this.#boots,
      this.#cause,
      this.#driven,
      this.#readContacts(),
      this.#line.plugInputsFailed ? 0 : this.#plugs,
      this.#flags(),
      this.#refused,
    ]
    this.#i2cError = false
    this.#lastStateMs = this.#clock.monotonicMs()
    this.#line.send(Uint8Array.from([0xf0, ...body, ...checksum(body), 0xf7]))
  }

  #readContacts(): number {
    let mask = 0
    for (let connectorId = 1; connectorId <= this.#sockets; connectorId++)
      if (this.isContactClosed(connectorId)) mask |= 1 << (connectorId - 1)
    return mask
  }

  #flags(): number {
    return (
      (this.#emergencyStop ? flag.emergencyStop : 0) |
      (this.#deadMan ? flag.deadMan : 0) |
      (this.#line.plugInputsFailed ? flag.plugInputs : 0) |
      (this.#leakage ? flag.leakage : 0) |
      (this.#i2cError ? flag.i2c : 0)
    )
  }

  #i2cWrite(address: number, bytes: readonly number[]): void {
    const part = this.#line.i2cFailed ? undefined : this.#i2c.get(address)
    if (part) part.write(bytes)
    else {
      this.#i2cError = true
      this.#changed()
    }
  }

  #i2cRead(address: number, register: number, count: number): number[] | undefined {
    return this.#line.i2cFailed ? undefined : this.#i2c.get(address)?.read(register, count)
  }
}

/** CRC-16/CCITT-FALSE as three bytes of 7, 7 and 2 bits. */
function checksum(bytes: readonly number[]): number[] {
  let crc = 0xffff
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff
  }
  return [crc & 0x7f, (crc >> 7) & 0x7f, crc >> 14]
}

function sameBytes(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
