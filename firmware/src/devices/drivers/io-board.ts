import type { Cancel, Clock } from '@colok/shared/time'
import type { Board } from '../board.ts'
import type { OpenBytePort } from '../byte-port.ts'
import type { Display, Lights, RelayBoard, SafetySensors, ServiceDoor } from '../contracts.ts'
import type { DeviceLog } from '../device-log.ts'
import { ControlLine, isAtLeast, silentMs } from './control-line.ts'
import { PlugDebounce } from './debounce.ts'
import { FaultReporter } from './fault-reporter.ts'
import { FirmataLink } from './firmata-link.ts'
import { type DisplaySize, IoBoardDisplay } from './io-board-display.ts'
import { IoBoardDoor } from './io-board-door.ts'
import { type BoardState, buildControl, MessageSplitter, parseBoardMessage } from './io-board-frames.ts'
import { IoBoardLights } from './io-board-lights.ts'
import { IoBoardSensors } from './io-board-sensors.ts'
import { PortKeeper } from './port-keeper.ts'

/** By then it is worth opening the port anew: some USB adapters hang until then. */
const reopenMs = 5_000
/**
 * Until then the old position is not yet an answer: contacts follow their coils in tens of ms, and before it closes the
 * board proves for 270 ms that each element opens.
 */
const openSettleMs = 200
const closeSettleMs = 600
/** How long `stop()` waits for the contacts to be open; welded ones never are. */
const stopMs = 500

type RelayListener = Parameters<RelayBoard['listen']>[0]

/**
 * The I/O board on its one serial port (hardware/protocols/io-board.md). CONTROL carries all the relays that are
 * wanted, is repeated as a keep-alive, and counts as done only when STATE says so.
 *
 * A relay that the board opened by itself, or could not be told about for a while, is no longer wanted: closing it
 * again takes a new `request`.
 */
export class IoBoard implements RelayBoard {
  readonly lights: Lights
  readonly display: Display
  readonly sensors: SafetySensors
  readonly door: ServiceDoor
  readonly #options: IoBoardOptions
  readonly #clock: Clock
  readonly #keeper: PortKeeper
  readonly #splitter: MessageSplitter
  readonly #fault: FaultReporter
  readonly #control: ControlLine
  readonly #link: FirmataLink
  readonly #lights: IoBoardLights
  readonly #display: IoBoardDisplay
  readonly #sensors: IoBoardSensors
  readonly #door: IoBoardDoor
  readonly #plugs: readonly PlugDebounce[]
  /** Requests that `onContact` still has to answer, by connector, with the number of the frame that carried them. */
  readonly #unanswered = new Map<number, { seq: number; closed: boolean; sinceMs: number }>()
  #listener: RelayListener | undefined
  #wanted = 0
  #state: BoardState | undefined
  #badFrames = 0
  #otherMessages = 0
  #otherVersion: number | undefined
  #onConfirmedOpen: (() => void) | undefined
  #cancelSettle: Cancel = () => {}
  #cancelReopen: Cancel = () => {}

  constructor(options: IoBoardOptions) {
    const { path, board, clock, log, openPort } = options
    this.#options = options
    this.#clock = clock
    this.#fault = new FaultReporter({
      device: 'I/O board',
      log,
      onFault: (fault) => this.#listener?.onFault(fault),
    })
    this.#splitter = new MessageSplitter({
      onMessage: (message) => this.#onMessage(message),
      onDropped: () => this.#badFrames++,
    })
    this.#keeper = new PortKeeper({
      line: { path, baudRate: board.baudRate },
      openPort,
      clock,
      onOpen: () => this.#onOpen(),
      onData: (bytes) => this.#splitter.push(bytes),
      onLost: (reason) => this.#onLost(reason),
    })
    this.#control = new ControlLine({
      clock,
      transmit: (seq) => this.#transmit(seq),
      onSilent: () => this.#onSilence(),
    })
    this.#link = new FirmataLink({
      clock,
      log,
      send: (bytes) => this.#keeper.write(bytes),
      onReady: () => this.#display.resync(),
      onIdle: () => this.#display.pump(),
    })
    this.#lights = new IoBoardLights({
      board,
      clock,
      i2cWrite: (address, bytes) => this.#link.board?.i2cWrite(address, bytes),
    })
    this.#display = new IoBoardDisplay({
      size: options.display,
      clock,
      link: this.#link,
      onResync: () => this.#lights.refresh(),
    })
    const { connectors } = options
    this.#sensors = new IoBoardSensors({ board, connectors, log, onWish: () => this.#control.say() })
    this.#door = new IoBoardDoor({ clock, onWish: () => this.#control.say() })
    this.lights = this.#lights
    this.display = this.#display
    this.sensors = this.#sensors
    this.door = this.#door
    this.#plugs = this.#connectorIds().map(
      (connectorId) =>
        new PlugDebounce({ clock, onPlug: (plugged) => this.#listener?.onPlug(connectorId, plugged) }),
    )
  }

  listen(listener: RelayListener): void {
    this.#listener = listener
  }

  start(): void {
    this.#keeper.start()
  }

  async stop(): Promise<void> {
    this.#unanswered.clear()
    this.#door.lose()
    this.#sensors.forgetWishes()
    if (this.#state) await this.#openAndConfirm()
    this.#standDown()
    this.#lights.stop()
    await this.#keeper.stop()
  }

  request(connectorId: number, closed: boolean): void {
    if (connectorId < 1 || connectorId > this.#options.connectors)
      throw new RangeError(`there is no connector ${connectorId} on this board`)
    const bit = 1 << (connectorId - 1)
    const seq = this.#want(closed ? this.#wanted | bit : this.#wanted & ~bit)
    this.#unanswered.set(connectorId, { seq, closed, sinceMs: this.#clock.monotonicMs() })
  }

  #connectorIds(): number[] {
    return Array.from({ length: this.#options.connectors }, (_, index) => index + 1)
  }

  #onOpen(): void {
    this.#splitter.reset()
    this.#badFrames = this.#otherMessages = 0
    this.#otherVersion = undefined
    this.#control.begin()
    // What was wanted before the line went is stale: the core has been told of the loss.
    this.#want(0)
  }

  #onLost(reason: string): void {
    this.#standDown()
    this.#fault.raise('silent', `is not there: ${reason}; the board opens its relays by itself.`)
  }

  #standDown(): void {
    this.#control.stop()
    this.#cancelReopen()
    this.#cancelSettle()
    this.#lose()
    for (const plug of this.#plugs) plug.stop()
  }

  #lose(): void {
    this.#state = undefined
    this.#link.linkDown()
    this.#display.stop()
    this.#door.lose()
    this.#sensors.lose()
  }

  #want(relays: number): number {
    this.#wanted = relays
    return this.#control.say()
  }

  #transmit(seq: number): boolean {
    if (!this.#keeper.isOpen) return false
    const fields = {
      // The board would refuse them for good; they follow when the test has passed.
      relays: this.#isTesting ? 0 : this.#wanted,
      letDoorGo: this.#door.wantsCurrent,
      testLeakage: this.#sensors.wantsTest,
      forget: this.#sensors.forget,
    }
    this.#keeper.write(buildControl(seq, fields))
    return true
  }

  get #isTesting(): boolean {
    return this.#state?.leakageTest === 'running'
  }

  #onMessage(message: Uint8Array): void {
    const parsed = parseBoardMessage(message)
    switch (parsed.kind) {
      case 'state':
        if (this.#control.hear(parsed.state.seq)) this.#onState(parsed.state)
        break
      case 'measurements':
        if (this.#state) this.#sensors.measure(parsed.thermistorMv)
        break
      case 'otherVersion':
        this.#otherVersion = parsed.version
        break
      case 'bad':
        this.#badFrames++
        break
      case 'other':
        this.#otherMessages++
        this.#link.receive(message)
        break
    }
  }

  #onState(state: BoardState): void {
    const before = this.#state
    this.#state = state
    this.#badFrames = this.#otherMessages = 0
    this.#otherVersion = undefined
    this.#cancelReopen()
    this.#fault.clear()
    if (!before || before.boots !== state.boots) this.#onBoardStarted(before, state)
    else if (state.i2cError && !before.i2cError) this.#display.resync()
    if (before?.leakageTest === 'running' && state.leakageTest !== 'running') this.#resumeAfterTest()
    if (this.#control.isCurrent(state.seq)) {
      this.#sensors.endWishes()
      this.#withdrawWhatBoardRefuses(state)
    }
    this.#tell(before, state)
    if (this.#control.isCurrent(state.seq) && state.driven === 0 && state.contacts === 0)
      this.#onConfirmedOpen?.()
  }

  #onBoardStarted(before: BoardState | undefined, state: BoardState): void {
    this.#door.lose()
    this.#sensors.forgetWishes()
    if (before) {
      this.#options.log.warn(
        { cause: state.cause },
        `The I/O board has restarted (${state.cause}); its relays are open.`,
      )
      this.#want(0)
    } else this.#options.log.info({ program: state.program }, `The I/O board runs program ${state.program}`)
    this.#link.linkUp()
  }

  /** Requests that came during the test are carried out now, or refused now. */
  #resumeAfterTest(): void {
    const seq = this.#control.say()
    const sinceMs = this.#clock.monotonicMs()
    for (const [connectorId, { closed }] of this.#unanswered)
      this.#unanswered.set(connectorId, { seq, closed, sinceMs })
  }

  #withdrawWhatBoardRefuses(state: BoardState): void {
    const refused = this.#wanted & ~state.driven
    if (refused !== 0 && !this.#isTesting) this.#want(this.#wanted & state.driven)
  }

  #tell(before: BoardState | undefined, state: BoardState): void {
    const listener = this.#listener
    if (before?.emergencyStop !== state.emergencyStop) listener?.onEmergencyStop(state.emergencyStop)
    this.#sensors.see(state)
    this.#door.see(state)
    for (const [index, plug] of this.#plugs.entries()) plug.see((state.plugs & (1 << index)) !== 0)
    for (const connectorId of this.#connectorIds()) {
      const bit = 1 << (connectorId - 1)
      const closed = (state.contacts & bit) !== 0
      const changed = !before || (before.contacts & bit) !== (state.contacts & bit)
      if (this.#answers(connectorId, closed, state) || changed) listener?.onContact(connectorId, closed)
    }
  }

  /** Whether this state answers a request: it is as was asked, or has had the time to become so. */
  #answers(connectorId: number, closed: boolean, state: BoardState): boolean {
    const request = this.#unanswered.get(connectorId)
    if (!request || !isAtLeast(state.seq, request.seq)) return false
    if (request.closed && this.#isTesting) return false
    const waitedMs = this.#clock.monotonicMs() - request.sinceMs
    const settleMs = request.closed ? closeSettleMs : openSettleMs
    if (closed !== request.closed && waitedMs < settleMs) {
      this.#cancelSettle()
      this.#cancelSettle = this.#clock.after(settleMs - waitedMs, () => this.#control.repeat())
      return false
    }
    this.#unanswered.delete(connectorId)
    return true
  }

  #onSilence(): void {
    const then = 'its dead-man opens the relays.'
    if (this.#otherVersion !== undefined)
      this.#fault.raise(
        'refused',
        `speaks version ${this.#otherVersion} of its protocol and not ours: flash it with the program of this release.`,
      )
    else if (this.#badFrames > 0)
      this.#fault.raise('badData', `has sent nothing readable for ${silentMs} ms; ${then}`)
    else if (this.#otherMessages > 0)
      this.#fault.raise('refused', 'runs another firmware: flash the one of hardware/protocols/io-board.md.')
    else this.#fault.raise('silent', `has been silent for ${silentMs} ms; ${then}`)
    // Perhaps it still hears us, and only its answers are lost.
    this.#want(0)
    this.#lose()
    this.#cancelReopen = this.#clock.after(reopenMs - silentMs, () => void this.#keeper.reopen())
  }

  async #openAndConfirm(): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(stopMs, resolve)
      this.#onConfirmedOpen = () => {
        cancel()
        resolve()
      }
      this.#want(0)
    })
    this.#onConfirmedOpen = undefined
  }
}

export interface IoBoardOptions {
  readonly path: string
  readonly board: Board
  /** How many of the board's sockets are in use, from the first. */
  readonly connectors: number
  readonly display: DisplaySize
  readonly clock: Clock
  readonly log: DeviceLog
  readonly openPort: OpenBytePort
}
