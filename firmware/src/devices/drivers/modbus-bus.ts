import type { Cancel, Clock } from '@colok/shared/time'
import type { OpenBytePort } from '../byte-port.ts'
import { buildReadInputRegisters, findReply } from './modbus-rtu.ts'
import { PortKeeper } from './port-keeper.ts'

export interface ReadRequest {
  readonly address: number
  readonly first: number
  readonly count: number
}

export type ReadResult =
  | { readonly kind: 'registers'; readonly registers: readonly number[] }
  | { readonly kind: 'exception'; readonly code: number }
  /** Something came, but nothing with a good checksum, this address and this length. */
  | { readonly kind: 'badData' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'closed'; readonly reason: string }

/** A meter answers within 100 ms; a line that is not quiet by then belongs to nobody. */
const answerMs = 500
/** Four meters share a bus at most, each with one question. */
const maxWaiting = 8
/** The longest answer to FC04 is 255 bytes; what is more is noise. */
const maxReceivedBytes = 512

/** One RS-485 line or TTL port with any number of meters: asks one at a time, in order. */
export class ModbusBus {
  readonly #clock: Clock
  readonly #keeper: PortKeeper
  readonly #waiting: { request: ReadRequest; resolve: (result: ReadResult) => void }[] = []
  #users = 0
  #asked: { request: ReadRequest; resolve: (result: ReadResult) => void; cancel: Cancel } | undefined
  #received: Uint8Array = new Uint8Array()
  #closedBecause: string

  constructor(options: { path: string; baudRate: number; clock: Clock; openPort: OpenBytePort }) {
    const { path, baudRate, clock, openPort } = options
    this.#clock = clock
    this.#closedBecause = `${path} has not been opened yet`
    this.#keeper = new PortKeeper({
      line: { path, baudRate },
      openPort,
      clock,
      onOpen: () => {},
      onData: (bytes) => this.#receive(bytes),
      onLost: (reason) => this.#abandon(reason),
    })
  }

  /** Opens the line for the first who needs it. */
  start(): void {
    this.#users++
    this.#keeper.start()
  }

  /** Closes the line after the last who needed it. */
  async stop(): Promise<void> {
    this.#users--
    if (this.#users > 0) return
    this.#abandon('the bus has been stopped')
    await this.#keeper.stop()
  }

  /** Never rejects; answered within half a second for each that was asked before. */
  read(request: ReadRequest): Promise<ReadResult> {
    if (!this.#keeper.isOpen) return Promise.resolve({ kind: 'closed', reason: this.#closedBecause })
    if (this.#waiting.length >= maxWaiting) return Promise.resolve({ kind: 'timeout' })
    return new Promise((resolve) => {
      this.#waiting.push({ request, resolve })
      this.#askNext()
    })
  }

  #askNext(): void {
    if (this.#asked) return
    const next = this.#waiting.shift()
    if (!next) return
    this.#received = new Uint8Array()
    const cancel = this.#clock.after(answerMs, () =>
      this.#answer({ kind: this.#received.length > 0 ? 'badData' : 'timeout' }),
    )
    this.#asked = { ...next, cancel }
    this.#keeper.write(buildReadInputRegisters(next.request))
  }

  /** What comes when nobody has asked is a late answer or noise, and is dropped. */
  #receive(bytes: Uint8Array): void {
    if (!this.#asked || this.#received.length > maxReceivedBytes) return
    this.#received = Buffer.concat([this.#received, bytes])
    const reply = findReply(this.#received, this.#asked.request)
    if (reply.kind !== 'incomplete') this.#answer(reply)
  }

  #answer(result: ReadResult): void {
    const asked = this.#asked
    this.#asked = undefined
    asked?.cancel()
    asked?.resolve(result)
    this.#askNext()
  }

  #abandon(reason: string): void {
    this.#closedBecause = reason
    for (const { resolve } of this.#waiting.splice(0)) resolve({ kind: 'closed', reason })
    this.#answer({ kind: 'closed', reason })
  }
}
