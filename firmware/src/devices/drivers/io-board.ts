import type { Cancel, Clock } from '@colok/shared/time'
import type { Board } from '../board.ts'
import type { OpenBytePort } from '../byte-port.ts'
import type { Display, Lights, RelayBoard, SafetySensors } from '../contracts.ts'
import type { DeviceLog } from '../device-log.ts'
import { PlugDebounce } from './debounce.ts'
import { FaultReporter } from './fault-reporter.ts'
import { FirmataLink } from './firmata-link.ts'
import { type DisplaySize, IoBoardDisplay } from './io-board-display.ts'
import { type BoardState, buildControl, isState, MessageSplitter, parseState } from './io-board-frames.ts'
import { IoBoardLights } from './io-board-lights.ts'
import { PortKeeper } from './port-keeper.ts'

/** The board's dead-man opens the relays after 2,000 ms without CONTROL. */
const keepAliveMs = 500
/** An answer takes 5 ms on the wire; after this long the frame or its answer was lost. */
const answerMs = 150
/** Three keep-alives unanswered; the dead-man is about to act. */
const silentMs = 1_500
/** By then it is worth opening the port anew: some USB adapters hang until then. */
const reopenMs = 5_000
/** Contacts follow their coil within this time; until then the old position is not yet an answer. */
const contactSettleMs = 200
/** How long `stop()` waits for the contacts to be open; welded ones never are. */
const stopMs = 500

type RelayListener = Parameters<RelayBoard['listen']>[0]
type HazardListener = Parameters<SafetySensors['listen']>[0]

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
  /** The leakage trip, as a hazard of every socket. It starts and stops with the board. */
  readonly sensors: SafetySensors
  readonly #options: IoBoardOptions
  readonly #clock: Clock
  readonly #keeper: PortKeeper
  readonly #splitter: MessageSplitter
  readonly #fault: FaultReporter
  readonly #link: FirmataLink
  readonly #lights: IoBoardLights
  readonly #display: IoBoardDisplay
  readonly #plugs: readonly PlugDebounce[]
  /** Requests that `onContact` still has to answer, by connector, with the number of the frame that carried them. */
  readonly #unanswered = new Map<number, { seq: number; closed: boolean; sinceMs: number }>()
  #listener: RelayListener | undefined
  #hazardListener: HazardListener | undefined
  #wanted = 0
  /** Of the frame sent last, and of one that the board must have taken for its state to be about what is wanted. */
  #seq = 0
  #wantedSeq = 0
  /** When the frame with each number was sent. */
  readonly #sentMs = new Map<number, number>()
  #state: BoardState | undefined
  #badFrames = 0
  #otherMessages = 0
  #onConfirmedOpen: (() => void) | undefined
  #cancelNextControl: Cancel = () => {}
  #cancelSilence: Cancel = () => {}
  #cancelSettle: Cancel = () => {}

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
    this.lights = this.#lights
    this.display = this.#display
    this.sensors = {
      start: () => {},
      stop: async () => {},
      listen: (listener) => {
        this.#hazardListener = listener
      },
    }
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
    if (this.#state) await this.#openAndConfirm()
    this.#standDown()
    this.#lights.stop()
    await this.#keeper.stop()
  }

  request(connectorId: number, closed: boolean): void {
    if (connectorId < 1 || connectorId > this.#options.connectors)
      throw new RangeError(`there is no connector ${connectorId} on this board`)
    const bit = 1 << (connectorId - 1)
    this.#want(closed ? this.#wanted | bit : this.#wanted & ~bit)
    this.#unanswered.set(connectorId, { seq: this.#seq, closed, sinceMs: this.#clock.monotonicMs() })
  }

  #connectorIds(): number[] {
    return Array.from({ length: this.#options.connectors }, (_, index) => index + 1)
  }

  #onOpen(): void {
    this.#splitter.reset()
    this.#sentMs.clear()
    this.#badFrames = this.#otherMessages = 0
    // What was wanted before the line went is stale: the core has been told of the loss.
    this.#want(0)
    this.#watchSilence()
  }

  #onLost(reason: string): void {
    this.#standDown()
    this.#fault.raise('silent', `is not there: ${reason}; the board opens its relays by itself.`)
  }

  #standDown(): void {
    this.#cancelNextControl()
    this.#cancelSilence()
    this.#cancelSettle()
    this.#state = undefined
    this.#link.linkDown()
    this.#display.stop()
    for (const plug of this.#plugs) plug.stop()
  }

  #want(relays: number): void {
    this.#wanted = relays
    this.#sendControl()
    this.#wantedSeq = this.#seq
  }

  /** Again after 150 ms until an answer comes, then as the keep-alive; each time with a number of its own. */
  #sendControl(): void {
    this.#cancelNextControl()
    this.#seq = (this.#seq + 1) & 0x7f
    if (!this.#keeper.isOpen) return
    this.#sentMs.set(this.#seq, this.#clock.monotonicMs())
    this.#keeper.write(buildControl({ seq: this.#seq, relays: this.#wanted }))
    this.#cancelNextControl = this.#clock.after(answerMs, () => this.#sendControl())
  }

  #onMessage(message: Uint8Array): void {
    if (!isState(message)) {
      this.#otherMessages++
      this.#link.receive(message)
      return
    }
    const frame = parseState(message)
    if (frame.kind === 'bad') this.#badFrames++
    else if (this.#isFresh(frame.state)) this.#onState(frame.state)
  }

  /**
   * Whether it answers what has been said lately. What an adapter held back, or what the board says to a host before
   * us, is no sign of life.
   */
  #isFresh({ seq }: BoardState): boolean {
    const sentMs = this.#sentMs.get(seq)
    return sentMs !== undefined && this.#clock.monotonicMs() - sentMs < silentMs
  }

  #onState(state: BoardState): void {
    const before = this.#state
    this.#state = state
    this.#badFrames = this.#otherMessages = 0
    this.#watchSilence()
    this.#fault.clear()
    if (!before || before.boots !== state.boots) this.#onBoardStarted(before, state)
    else if (state.i2cError && !before.i2cError) this.#display.resync()
    this.#withdrawWhatBoardRefuses(state)
    this.#tell(before, state)
    if (!isAtLeast(state.seq, this.#wantedSeq)) return
    // Numbers are compared modulo 128, so the one to wait for must not grow old.
    this.#wantedSeq = state.seq
    this.#cancelNextControl()
    this.#cancelNextControl = this.#clock.after(keepAliveMs, () => this.#sendControl())
    if (state.driven === 0 && state.contacts === 0) this.#onConfirmedOpen?.()
  }

  #onBoardStarted(before: BoardState | undefined, state: BoardState): void {
    if (before) {
      this.#options.log.warn(
        { cause: state.cause },
        `The I/O board has restarted (${state.cause}); its relays are open.`,
      )
      this.#want(0)
    }
    this.#link.linkUp()
  }

  #withdrawWhatBoardRefuses(state: BoardState): void {
    const refused = this.#wanted & ~state.driven
    if (refused === 0 || !isAtLeast(state.seq, this.#wantedSeq)) return
    this.#want(this.#wanted & state.driven)
  }

  #tell(before: BoardState | undefined, state: BoardState): void {
    const listener = this.#listener
    if (before?.emergencyStop !== state.emergencyStop) listener?.onEmergencyStop(state.emergencyStop)
    if (before?.leakage !== state.leakage && (before || state.leakage))
      for (const connectorId of this.#connectorIds())
        this.#hazardListener?.onHazard({ connectorId, errorCode: 'GroundFailure', present: state.leakage })
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
    const waitedMs = this.#clock.monotonicMs() - request.sinceMs
    if (closed !== request.closed && waitedMs < contactSettleMs) {
      this.#cancelSettle()
      this.#cancelSettle = this.#clock.after(contactSettleMs - waitedMs, () => this.#sendControl())
      return false
    }
    this.#unanswered.delete(connectorId)
    return true
  }

  #watchSilence(): void {
    this.#cancelSilence()
    this.#cancelSilence = this.#clock.after(silentMs, () => this.#onSilence())
  }

  #onSilence(): void {
    const then = 'its dead-man opens the relays.'
    if (this.#badFrames > 0)
      this.#fault.raise('badData', `has sent nothing readable for ${silentMs} ms; ${then}`)
    else if (this.#otherMessages > 0)
      this.#fault.raise('refused', 'runs another firmware: flash the one of hardware/protocols/io-board.md.')
    else this.#fault.raise('silent', `has been silent for ${silentMs} ms; ${then}`)
    // Perhaps it still hears us, and only its answers are lost.
    this.#want(0)
    this.#state = undefined
    this.#link.linkDown()
    this.#display.stop()
    this.#cancelSilence = this.#clock.after(reopenMs - silentMs, () => void this.#keeper.reopen())
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

/** Whether a number modulo 128 is `wanted` or one of those that come after it. */
function isAtLeast(seq: number, wanted: number): boolean {
  return ((seq - wanted) & 0x7f) < 64
}
