/// <reference path="./firmata-io.d.ts" />
/// <reference path="./johnny-five.d.ts" />
import type { Cancel, Clock } from '@colok/shared/time'
import firmata, { type Firmata } from 'firmata-io'
import five, { type Board } from 'johnny-five'
import type { DeviceLog } from '../device-log.ts'
import { PacedTransport } from './paced-transport.ts'

/** The board answers within milliseconds; a question that was lost on the way is asked again. */
const askAgainMs = 1_000
const reportVersion = Uint8Array.of(0xf9)
const queryFirmware = Uint8Array.of(0xf0, 0x79, 0xf7)
/** An ATmega328P. Its capabilities are not asked for: what is wired to it is known from board.json. */
const pinCount = 20

/**
 * johnny-five's way to the board, beside the safety path on the same port. One Board lives as long as the driver,
 * over any number of lost and reopened ports: johnny-five and firmata-io keep every Board they ever made.
 */
export class FirmataLink {
  readonly #clock: Clock
  readonly #log: DeviceLog
  readonly #onReady: () => void
  readonly #transport: PacedTransport
  readonly #io: Firmata
  #board: Board | undefined
  #up = false
  #cancelAsk: Cancel = () => {}

  constructor(options: {
    clock: Clock
    log: DeviceLog
    send: (bytes: Uint8Array) => void
    /** The board takes I2C messages, for the first time or again after it or the line was away. */
    onReady: () => void
    /** All that was written has gone. */
    onIdle: () => void
  }) {
    this.#clock = options.clock
    this.#log = options.log
    this.#onReady = options.onReady
    this.#transport = new PacedTransport(options)
    this.#io = new firmata.Firmata(this.#transport, { skipCapabilities: true, pinCount })
    // Its own first question comes from a timer that is not ours; we ask by our clock.
    clearTimeout(this.#io.reportVersionTimeoutId)
    this.#io.once('ready', () => this.#makeBoard())
  }

  /** johnny-five's board, while it can be written to. */
  get board(): Board | undefined {
    return this.#up ? this.#board : undefined
  }

  get isIdle(): boolean {
    return this.#transport.isIdle
  }

  /** The board is there, newly or after a restart. */
  linkUp(): void {
    this.#up = true
    this.#transport.clear()
    if (this.#board) this.#becomeReady(this.#board)
    else if (!this.#io.isReady) this.#ask()
  }

  linkDown(): void {
    this.#up = false
    this.#cancelAsk()
    this.#transport.clear()
  }

  /** One whole message of the board that is not ours. */
  receive(message: Uint8Array): void {
    try {
      this.#transport.emit('data', message)
    } catch (error) {
      // Well-formed but senseless: firmata-io trusts what it reads. Nothing on the safety path depends on it.
      this.#log.warn({ error }, 'The I/O board sent a Firmata message that makes no sense; ignored.')
    }
  }

  #ask(): void {
    this.#transport.write(reportVersion)
    this.#transport.write(queryFirmware)
    this.#cancelAsk = this.#clock.after(askAgainMs, () => {
      if (!this.#io.isReady) this.#ask()
    })
  }

  #makeBoard(): void {
    this.#cancelAsk()
    const board = new five.Board({ io: this.#io, repl: false, debug: false, sigint: false })
    board.on('error', (error) => this.#log.warn({ error }, 'johnny-five reports an error'))
    board.once('ready', () => {
      this.#board = board
      if (this.#up) this.#becomeReady(board)
    })
  }

  #becomeReady(board: Board): void {
    board.i2cConfig()
    this.#onReady()
  }
}
