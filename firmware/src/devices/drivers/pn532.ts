import { idTag } from '@colok/shared/ids'
import type { Cancel, Clock } from '@colok/shared/time'
import type { OpenBytePort } from '../byte-port.ts'
import type { CardReader } from '../contracts.ts'
import type { DeviceLog } from '../device-log.ts'
import { FaultReporter } from './fault-reporter.ts'
import { buildCommand, parsePassiveTarget, type ReaderFrame, ReaderFrames } from './pn532-frames.ts'
import { PortKeeper } from './port-keeper.ts'

const baudRate = 115_200
const getFirmwareVersion = 0x02
const samConfiguration = 0x14
const rfConfiguration = 0x32
const inListPassiveTarget = 0x4a
/** IC code of the PN532 in its firmware version. */
const pn532 = 0x32

/** 55 wakes the reader from its power-down; the zeros give its clock the 2 ms that it needs (UM0701-02 §7.2.11). */
const wake = [0x55, 0x55, ...new Array<number>(14).fill(0x00)]
/** Normal mode, no virtual card, use of the IRQ line. */
const normalMode = [0x01, 0x14, 0x01]
/** Item 5, MxRtyPassiveActivation 01: an empty field is answered in some 60 ms instead of never. */
const giveUpSoon = [0x05, 0xff, 0x01, 0x01]
/** One target at most, ISO 14443 A at 106 kbit/s. */
const oneCardTypeA = [0x01, 0x00]

/** An ACK takes 15 ms at most (UM0701-02 §6.2.1.7), an answer as configured above; the rest is a busy computer. */
const answerMs = 1_000
const pollEveryMs = 150
const initialiseAgainMs = 1_000
/** Polls that fail in a row before the reader is initialised anew. */
const maxFailedPolls = 3
/** hardware.md S18. */
const silentMs = 60_000
/** A card at the edge of the field comes and goes; it has left when it was not seen for this long. */
const cardGoneMs = 500

type Answer = { readonly kind: 'answer'; readonly data: Uint8Array } | { readonly kind: 'failed' }
type Listener = Parameters<CardReader['listen']>[0]

/** A PN532 on its high-speed UART (hardware/protocols/pn532.md). */
export class Pn532 implements CardReader {
  readonly #clock: Clock
  readonly #keeper: PortKeeper
  readonly #frames: ReaderFrames
  readonly #fault: FaultReporter
  #listener: Listener | undefined
  /** Counts the openings of the port, so that work begun on an earlier one knows that it is over. */
  #opening = 0
  #pending:
    | { code: number; acknowledged: boolean; resolve: (answer: Answer) => void; cancel: Cancel }
    | undefined
  #badFrames = 0
  #cancelSilence: Cancel = () => {}
  #endPause: () => void = () => {}
  #card: { uid: string; missingSinceMs: number | undefined } | undefined

  constructor(options: {
    /** "Card reader 1". */
    name: string
    path: string
    clock: Clock
    log: DeviceLog
    openPort: OpenBytePort
  }) {
    const { name, path, clock, log, openPort } = options
    this.#clock = clock
    this.#fault = new FaultReporter({ device: name, log, onFault: (fault) => this.#listener?.onFault(fault) })
    this.#frames = new ReaderFrames((frame) => this.#onFrame(frame))
    this.#keeper = new PortKeeper({
      line: { path, baudRate },
      openPort,
      clock,
      onOpen: () => this.#onOpen(),
      onData: (bytes) => this.#frames.push(bytes),
      onLost: (reason) => {
        this.#standDown()
        this.#fault.raise('silent', `is not there: ${reason}; cards cannot be read.`)
      },
    })
  }

  listen(listener: Listener): void {
    this.#listener = listener
  }

  start(): void {
    this.#keeper.start()
  }

  async stop(): Promise<void> {
    this.#standDown()
    await this.#keeper.stop()
  }

  #onOpen(): void {
    this.#frames.reset()
    this.#watchSilence()
    void this.#work(++this.#opening)
  }

  #standDown(): void {
    this.#opening++
    this.#cancelSilence()
    this.#endPause()
    this.#settle({ kind: 'failed' })
  }

  /** Initialises the reader and polls it, for as long as this opening of the port lasts. */
  async #work(opening: number): Promise<void> {
    while (opening === this.#opening) {
      if (await this.#initialise()) await this.#poll(opening)
      if (opening === this.#opening) await this.#pause(initialiseAgainMs)
    }
  }

  async #initialise(): Promise<boolean> {
    this.#keeper.write(Uint8Array.from(wake))
    if ((await this.#command(samConfiguration, normalMode)).kind === 'failed') return false
    const version = await this.#command(getFirmwareVersion)
    if (version.kind === 'failed') return false
    if (version.data[0] !== pn532) {
      this.#fault.raise(
        'refused',
        `is no PN532 but a chip with code ${version.data[0] ?? 'none'}; cards cannot be read.`,
      )
      return false
    }
    if ((await this.#command(rfConfiguration, giveUpSoon)).kind === 'failed') return false
    this.#listener?.onReady?.(`PN532, firmware ${version.data[1] ?? '?'}.${version.data[2] ?? '?'}`)
    return true
  }

  async #poll(opening: number): Promise<void> {
    let failures = 0
    while (opening === this.#opening && failures < maxFailedPolls) {
      const answer = await this.#command(inListPassiveTarget, oneCardTypeA)
      const field = answer.kind === 'answer' ? parsePassiveTarget(answer.data) : undefined
      if (field === undefined || field.kind === 'malformed') failures++
      else {
        failures = 0
        this.#fault.clear()
        this.#watchSilence()
        if (field.kind === 'card') this.#seeCard(field.uid)
        else this.#seeNoCard()
      }
      if (opening === this.#opening) await this.#pause(pollEveryMs)
    }
  }

  #seeCard(uid: string): void {
    const isHeld = this.#card?.uid === uid
    this.#card = { uid, missingSinceMs: undefined }
    if (!isHeld) this.#listener?.onCard(idTag(uid))
  }

  #seeNoCard(): void {
    if (!this.#card) return
    const nowMs = this.#clock.monotonicMs()
    this.#card.missingSinceMs ??= nowMs
    if (nowMs - this.#card.missingSinceMs >= cardGoneMs) this.#card = undefined
  }

  /** One command at a time: sends it and waits for its answer. */
  #command(code: number, data: readonly number[] = []): Promise<Answer> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(answerMs, () => this.#settle({ kind: 'failed' }))
      this.#pending = { code, acknowledged: false, resolve, cancel }
      this.#keeper.write(buildCommand(code, data))
    })
  }

  #onFrame(frame: ReaderFrame): void {
    const pending = this.#pending
    if (frame.kind === 'bad') this.#badFrames++
    else if (frame.kind === 'ack') {
      if (pending) pending.acknowledged = true
    } else if (frame.kind === 'answer') {
      // What answers an earlier command, after its time was up, is not taken for this one's answer.
      if (pending?.acknowledged && frame.code === pending.code + 1)
        this.#settle({ kind: 'answer', data: frame.data })
    } else this.#settle({ kind: 'failed' })
  }

  #settle(answer: Answer): void {
    const pending = this.#pending
    this.#pending = undefined
    pending?.cancel()
    pending?.resolve(answer)
  }

  #pause(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(durationMs, resolve)
      this.#endPause = () => {
        cancel()
        resolve()
      }
    })
  }

  #watchSilence(): void {
    this.#badFrames = 0
    this.#cancelSilence()
    this.#cancelSilence = this.#clock.after(silentMs, () => {
      const then = 'cards cannot be read; it is initialised again and again.'
      if (this.#badFrames > 0)
        this.#fault.raise('badData', `has sent nothing readable for ${silentMs} ms; ${then}`)
      else this.#fault.raise('silent', `has not answered for ${silentMs} ms; ${then}`)
    })
  }
}
