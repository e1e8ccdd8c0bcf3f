import type { Cancel, Clock } from '@colok/shared/time'
import {
  type Control,
  controlCommand,
  measurementsFrame,
  type Picture,
  parseControl,
  stateFrame,
} from './board-frames.ts'
import { FirmataPins } from './firmata-pins.ts'
import { type FirmataMessage, FirmataReceiver } from './firmata-receiver.ts'
import type { I2cPart } from './i2c.ts'
import type { IoBoardLine } from './io-board-line.ts'
import { LeakageSelfTest, type SelfTestResult } from './leakage-self-test.ts'
import { ResidualCurrentModule } from './residual-current-module.ts'
import { SwitchingElements } from './switching-elements.ts'
import { type Terminals, thermistorMv } from './thermistor.ts'

/** Why a board that has power may start again. */
export type ResetCause = 'watchdog' | 'brownOut' | 'resetPin'

/** How often the board looks at what does not say that it has changed. */
const lookMs = 20
const deadManMs = 2_000
const minStateGapMs = 10
const solenoidMs = 5_000
const measureMs = 1_000
/** An alarm ends when its input has been quiet for so long. */
const quietMs = 100
const roomCelsius = 30
/** Above it the board opens a relay by itself (hardware/boards/reference-1/board.json). */
const hotBelowMv = thermistorMv({ celsius: 71, wire: 'whole' })
const hotReadings = 2
/** The inputs' expander and the thermistors' converter: the host's I2C requests to them are ignored. */
const ownAddresses: readonly number[] = [0x21, 0x48]

const flag = { emergencyStop: 1, deadMan: 2, inputsUnreadable: 4, leakage: 8, i2c: 16 }
const inputBit = { doorOpen: 1, tampered: 2, solenoidOn: 4 }
const testCode: Record<SelfTestResult, number> = { running: 0, passed: 1, stuck: 2, noTrip: 3, wontClear: 4 }
const resetCauseBits = { powerOn: 1, resetPin: 2, brownOut: 4, watchdog: 8 }

/**
 * The I/O board as a model of what it does, byte for byte as hardware/protocols/io-board.md says; `AvrBoard` is the
 * machine code with the same face.
 */
export class IoBoard {
  readonly #line: IoBoardLine
  readonly #clock: Clock
  readonly #i2c: ReadonlyMap<number, I2cPart>
  readonly #onChange: () => void
  readonly #receiver: FirmataReceiver
  readonly #firmata: FirmataPins
  readonly #elements: readonly SwitchingElements[]
  readonly #terminals: readonly Terminals[]
  readonly #leakageModule: ResidualCurrentModule
  readonly #leakageTest = new LeakageSelfTest()
  readonly #timers = new Set<Cancel>()
  #running = false
  // What outlives power.
  #boots = 0
  #weldedA = 0
  #weldedB = 0
  // What the world does to the board.
  #plugs = 0
  #emergencyStop = false
  #doorOpen = false
  #tampered = false
  // What it knows since its start.
  #cause = 0
  #seq = 0
  #wanted = 0
  #blocked = 0
  #refused = 0
  #letDoorGo = true
  #testLeakage = true
  #forget = 0
  #hot = 0
  #hotCounts: number[] = []
  #deadMan = false
  #solenoidOn = false
  #i2cError = false
  #quietSince = { emergencyStop: 0, leakage: 0, door: 0 }
  #lastControlMs = Number.NEGATIVE_INFINITY
  #lastStateMs = Number.NEGATIVE_INFINITY
  #told = ''
  #cancelDeadMan: Cancel = () => {}
  #cancelSolenoid: Cancel = () => {}
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
    const connectors = Array.from({ length: options.sockets }, (_, index) => index + 1)
    this.#elements = connectors.map((connectorId) => this.#makeElements(connectorId))
    this.#terminals = connectors.map(() => ({ celsius: roomCelsius, wire: 'whole' }))
    this.#leakageModule = new ResidualCurrentModule({
      after: (ms, run) => this.#after(ms, run),
      onOutput: () => this.#look(),
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

  /** As the AVR's watchdog or a brown-out does: everything is forgotten but what the EEPROM holds. */
  reset(cause: ResetCause): void {
    if (!this.#running) return
    this.#halt()
    this.#boot(resetCauseBits[cause])
  }

  setPlug(connectorId: number, plugged: boolean): void {
    const bit = 1 << (connectorId - 1)
    this.#plugs = plugged ? this.#plugs | bit : this.#plugs & ~bit
    this.#look()
  }

  /** The stop breaks the coils' supply by wire, so the contacts open without the board's doing. */
  setEmergencyStop(pressed: boolean): void {
    this.#emergencyStop = pressed
    this.#supplyCoils()
  }

  /** The residual-current module sees a leakage. */
  setLeakage(leaking: boolean): void {
    this.#leakageModule.setLeaking(leaking)
  }

  /** The service door breaks the coils' supply by wire too. */
  setDoor(open: boolean): void {
    this.#doorOpen = open
    this.#supplyCoils()
  }

  setTampered(tampered: boolean): void {
    this.#tampered = tampered
    this.#look()
  }

  setTemperature(connectorId: number, celsius: number): void {
    this.#terminals[connectorId - 1]!.celsius = celsius
  }

  get emergencyStop(): boolean {
    return this.#emergencyStop
  }

  get doorOpen(): boolean {
    return this.#doorOpen
  }

  get solenoidOn(): boolean {
    return this.#solenoidOn
  }

  /** The host has been heard in the last 2 s. */
  get hostHeard(): boolean {
    return this.#running && this.#clock.monotonicMs() - this.#lastControlMs < deadManMs
  }

  isContactClosed(connectorId: number): boolean {
    return this.#elements[connectorId - 1]?.isLive ?? false
  }

  #makeElements(connectorId: number): SwitchingElements {
    const { weldedA, weldedB, deadContacts } = this.#line
    const bit = 1 << (connectorId - 1)
    return new SwitchingElements({
      clock: this.#clock,
      isWelded: (element) => (element === 'A' ? weldedA : weldedB).has(connectorId),
      isDead: () => deadContacts.has(connectorId),
      onWelded: (elements) => {
        if (elements.includes('A')) this.#weldedA |= bit
        if (elements.includes('B')) this.#weldedB |= bit
        this.#settle()
      },
      onChange: () => this.#look(),
    })
  }

  #boot(cause: number): void {
    const nowMs = this.#clock.monotonicMs()
    this.#running = true
    this.#boots = (this.#boots + 1) & 0x7f
    this.#cause = cause
    // As though the host had wanted everything before, and been refused.
    this.#wanted = this.#blocked = this.#forget = this.#allSockets
    this.#letDoorGo = this.#testLeakage = true
    this.#leakageTest.begin(nowMs)
    this.#receiver.reset()
    this.#firmata.reset()
    this.#firmata.announce()
    this.#lookAgain()
    this.#after(measureMs, () => this.#measure())
  }

  #halt(): void {
    this.#running = false
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
    this.#cancelState = undefined
    for (const elements of this.#elements) elements.powerOff()
    this.#leakageModule.powerOff()
    this.#seq = this.#refused = this.#hot = 0
    this.#hotCounts = []
    this.#deadMan = this.#i2cError = this.#solenoidOn = false
    this.#lastControlMs = this.#lastStateMs = Number.NEGATIVE_INFINITY
    this.#quietSince = { emergencyStop: 0, leakage: 0, door: 0 }
    this.#told = ''
    this.#onChange()
  }

  get #allSockets(): number {
    return (1 << this.#elements.length) - 1
  }

  #onMessage(message: FirmataMessage): void {
    if (message.kind !== 'sysex' || message.command !== controlCommand) {
      this.#firmata.handle(message)
      return
    }
    const frame = parseControl(message.data, this.#elements.length)
    if (frame.kind === 'control') this.#onControl(frame.control)
    else {
      this.#refused = (this.#refused + 1) & 0x7f
      if (frame.kind === 'otherVersion') this.#sendState()
    }
  }

  #onControl({ seq, relays, letDoorGo, testLeakage, forget }: Control): void {
    const nowMs = this.#clock.monotonicMs()
    this.#seq = seq
    this.#deadMan = false
    this.#lastControlMs = nowMs
    this.#cancelDeadMan()
    this.#cancelDeadMan = this.#after(deadManMs, () => this.#onHostSilent())
    const forgotten = forget & ~this.#forget
    this.#weldedA &= ~forgotten
    this.#weldedB &= ~forgotten
    this.#wanted = relays
    this.#settle()
    if (letDoorGo !== this.#letDoorGo) this.#setSolenoid(letDoorGo)
    if (testLeakage && !this.#testLeakage && this.#driven === 0 && this.#leakageTest.result !== 'running')
      this.#leakageTest.begin(nowMs)
    this.#forget = forget
    this.#letDoorGo = letDoorGo
    this.#testLeakage = testLeakage
    this.#sendState()
    this.#onChange()
  }

  #onHostSilent(): void {
    this.#deadMan = true
    this.#setSolenoid(false)
    this.#look()
  }

  #setSolenoid(on: boolean): void {
    this.#cancelSolenoid()
    this.#solenoidOn = on
    if (!on) return
    this.#cancelSolenoid = this.#after(solenoidMs, () => {
      this.#solenoidOn = false
      this.#look()
    })
  }

  get #driven(): number {
    return this.#wanted & ~this.#blocked
  }

  get #mustBeOpen(): number {
    const everything =
      this.#deadMan ||
      this.#isRaised('emergencyStop', this.#emergencyStop) ||
      this.#leaks ||
      this.#leakageTest.result !== 'passed' ||
      this.#inputsUnreadable ||
      this.#isRaised('door', this.#doorOpen)
    return everything ? this.#allSockets : this.#hot | this.#weldedA | this.#weldedB
  }

  #settle(): void {
    this.#blocked |= this.#wanted & this.#mustBeOpen
    this.#blocked &= this.#wanted
    for (const [index, elements] of this.#elements.entries())
      elements.want((this.#driven & (1 << index)) !== 0)
  }

  /** An alarm begins at once here and ends when it has been quiet for a while. */
  #isRaised(which: 'emergencyStop' | 'leakage' | 'door', active: boolean): boolean {
    const nowMs = this.#clock.monotonicMs()
    if (active) this.#quietSince[which] = nowMs + quietMs
    return nowMs < this.#quietSince[which]
  }

  get #leaks(): boolean {
    const raised = this.#isRaised('leakage', this.#leakageModule.tripped)
    return raised && this.#leakageTest.result !== 'running'
  }

  get #inputsUnreadable(): boolean {
    return this.#line.inputsFailed || this.#line.i2cFailed
  }

  #supplyCoils(): void {
    for (const elements of this.#elements) elements.setSupply(!this.#emergencyStop && !this.#doorOpen)
    this.#look()
  }

  #lookAgain(): void {
    this.#look()
    this.#after(lookMs, () => this.#lookAgain())
  }

  /** Sees everything that may have changed, decides, and tells the host if there is something to tell. */
  #look(): void {
    this.#onChange()
    if (!this.#running) return
    this.#leakageModule.setFault(this.#line.leakageModule)
    this.#leakageTest.look(this.#isRaised('leakage', this.#leakageModule.tripped), this.#clock.monotonicMs())
    this.#leakageModule.setTestInput(this.#leakageTest.drivesTestInput)
    for (const elements of this.#elements) elements.look()
    this.#settle()
    if (this.#cancelState || JSON.stringify(this.#picture()) === this.#told) return
    const waitMs = this.#lastStateMs + minStateGapMs - this.#clock.monotonicMs()
    if (waitMs <= 0) this.#sendState()
    else
      this.#cancelState = this.#after(waitMs, () => {
        this.#cancelState = undefined
        this.#sendState()
      })
  }

  #sendState(): void {
    const picture = this.#picture()
    this.#i2cError = false
    this.#told = JSON.stringify(this.#picture())
    this.#lastStateMs = this.#clock.monotonicMs()
    const head = { seq: this.#seq, boots: this.#boots, cause: this.#cause, refused: this.#refused }
    this.#line.send(stateFrame(head, picture))
  }

  #picture(): Picture {
    const readable = !this.#inputsUnreadable
    return {
      driven: this.#driven,
      blocked: this.#blocked,
      contacts: this.#elements.reduce((mask, { isLive }, index) => (isLive ? mask | (1 << index) : mask), 0),
      plugs: readable ? this.#plugs : 0,
      weldedA: this.#weldedA,
      weldedB: this.#weldedB,
      hot: this.#hot,
      inputs:
        (readable && this.#isRaised('door', this.#doorOpen) ? inputBit.doorOpen : 0) |
        (readable && this.#tampered ? inputBit.tampered : 0) |
        (this.#solenoidOn ? inputBit.solenoidOn : 0),
      test: testCode[this.#leakageTest.result],
      flags:
        (this.#isRaised('emergencyStop', this.#emergencyStop) ? flag.emergencyStop : 0) |
        (this.#deadMan ? flag.deadMan : 0) |
        (readable ? 0 : flag.inputsUnreadable) |
        (this.#leaks ? flag.leakage : 0) |
        (this.#i2cError ? flag.i2c : 0),
    }
  }

  #measure(): void {
    const known = this.#line.i2cFailed ? 0 : this.#allSockets
    const voltages = this.#terminals.map(({ celsius }, index) => {
      const wire = this.#line.brokenThermistors.has(index + 1) ? 'cut' : 'whole'
      return thermistorMv({ celsius, wire })
    })
    if (known !== 0) this.#watchHeat(voltages)
    this.#line.send(
      measurementsFrame(
        known,
        voltages.map((millivolts) => Math.floor(4 * millivolts)),
      ),
    )
    this.#look()
    this.#after(measureMs, () => this.#measure())
  }

  #watchHeat(voltages: readonly number[]): void {
    for (const [index, millivolts] of voltages.entries()) {
      const bit = 1 << index
      const hotNow = millivolts < hotBelowMv
      const differs = hotNow !== ((this.#hot & bit) !== 0)
      const count = differs ? (this.#hotCounts[index] ?? 0) + 1 : 0
      this.#hotCounts[index] = count % hotReadings
      if (count === hotReadings) this.#hot ^= bit
    }
  }

  #after(ms: number, run: () => void): Cancel {
    const cancel = this.#clock.after(ms, () => {
      this.#timers.delete(cancel)
      run()
    })
    this.#timers.add(cancel)
    return () => {
      this.#timers.delete(cancel)
      cancel()
    }
  }

  #i2cWrite(address: number, bytes: readonly number[]): void {
    if (ownAddresses.includes(address)) return
    const part = this.#line.i2cFailed ? undefined : this.#i2c.get(address)
    if (part) part.write(bytes)
    else {
      this.#i2cError = true
      this.#look()
    }
  }

  #i2cRead(address: number, register: number, count: number): number[] | undefined {
    if (ownAddresses.includes(address) || this.#line.i2cFailed) return undefined
    return this.#i2c.get(address)?.read(register, count)
  }
}
