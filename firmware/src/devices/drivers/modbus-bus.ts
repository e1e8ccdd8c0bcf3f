import type { Cancel, Clock } from '@colok/shared/time'
import type { OpenBytePort } from '../byte-port.ts'
import type { Parity } from './meter-map.ts'
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

/** A meter begins within 100 ms, and the longest answer takes 290 ms at 2400 baud; what comes later belongs to nobody. */
const answerMs = 500
/** Four meters share a bus at most, each with one question. */
const maxWaiting = 8
/** The longest answer to FC04 is 255 bytes; what is more is noise. */
const maxReceivedBytes = 512

/** What a meter is reckoned to take before it begins to answer. */
const usualDelayMs = 40
/** A start bit, eight of data, parity or a second stop bit, one stop bit. */
const bitsPerCharacter = 11

/** One RS-485 line or TTL port with any number of meters: asks one at a time, in order. */
export class ModbusBus {
  readonly #clock: Clock
  readonly #gapMs: number
  readonly #keeper: PortKeeper
  readonly #waiting: { request: ReadRequest; resolve: (result: ReadResult) => void }[] = []
  #users = 0
  #asked: { request: ReadRequest; resolve: (result: ReadResult) => void; cancel: Cancel } | undefined
  #received: Uint8Array = new Uint8Array()
  #cancelGap: Cancel | undefined
  #closedBecause: string

  constructor(options: {
    path: string
    baudRate: number
    parity: Parity
    clock: Clock
    openPort: OpenBytePort
  }) {
    const { path, baudRate, parity, clock, openPort } = options
    this.#clock = clock
    // 3.5 characters of silence end a frame; without them the others would take answer and question for one.
    this.#gapMs = Math.ceil((3.5 * bitsPerCharacter * 1_000) / baudRate)
    this.#closedBecause = `${path} has not been opened yet`
    this.#keeper = new PortKeeper({
      line: { path, baudRate, parity },
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
    if (this.#asked || this.#cancelGap) return
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
    if (!asked) return
    this.#asked = undefined
    asked.cancel()
    asked.resolve(result)
    this.#cancelGap = this.#clock.after(this.#gapMs, () => {
      this.#cancelGap = undefined
      this.#askNext()
    })
  }

  #abandon(reason: string): void {
    this.#closedBecause = reason
    for (const { resolve } of this.#waiting.splice(0)) resolve({ kind: 'closed', reason })
    this.#answer({ kind: 'closed', reason })
    this.#cancelGap?.()
    this.#cancelGap = undefined
  }
}

/** How long one question and its answer of `count` registers hold the line, with what a meter takes to begin. */
export function lineTimeMs(count: number, baudRate: number): number {
  const characters = 8 + 5 + 2 * count + 3.5
  return Math.ceil((characters * bitsPerCharacter * 1_000) / baudRate) + usualDelayMs
}
