import type { Cancel, Clock } from '@colok/shared/time'
import type { FaultyLine } from './faults.ts'

const ack = [0x00, 0x00, 0xff, 0x00, 0xff, 0x00]
const hostToReader = 0xd4
const readerToHost = 0xd5
const command = {
  getFirmwareVersion: 0x02,
  samConfiguration: 0x14,
  rfConfiguration: 0x32,
  inListPassiveTarget: 0x4a,
}
/** How long a poll of an empty field takes, per retry (about what a real one needs). */
const pollMs = 30
const maxFrameBytes = 262

/**
 * A PN532 on its high-speed UART (hardware/protocols/pn532.md): asleep until woken, deaf to cards until its SAM is
 * configured, then listing whatever card is in the field.
 */
export class Pn532 {
  readonly cardBytes = [4, 7, 10]
  readonly #line: FaultyLine
  readonly #clock: Clock
  #powered = false
  #awake = false
  #samConfigured = false
  #retries = 0xff
  #uid: readonly number[] | undefined
  #buffer: number[] = []
  #pendingPoll: Cancel | undefined
  #waitingForCard = false

  constructor(options: { line: FaultyLine; clock: Clock }) {
    this.#line = options.line
    this.#clock = options.clock
    this.#line.onBytes((bytes) => {
      if (this.#powered) this.#receive(bytes)
    })
  }

  setPowered(on: boolean): void {
    this.#powered = on
    this.#awake = this.#samConfigured = this.#waitingForCard = false
    this.#retries = 0xff
    this.#buffer = []
    this.#pendingPoll?.()
  }

  /** Puts a card with this UID (4, 7 or 10 bytes) into the field, or takes it away. */
  setCard(uid: readonly number[] | undefined): void {
    this.#uid = uid
    if (uid && this.#waitingForCard) this.#answerPoll()
  }

  #receive(bytes: Uint8Array): void {
    for (const byte of bytes) {
      // A byte 55 and then the preamble wakes it (user manual §7.2.11); until then it hears nothing else.
      if (!this.#awake && byte !== 0x55) continue
      this.#awake = true
      this.#buffer.push(byte)
      this.#takeFrames()
    }
  }

  // 00 00 FF | len | lcs | D4 command … | dcs | 00
  #takeFrames(): void {
    const start = findStart(this.#buffer)
    if (start < 0) {
      this.#buffer = this.#buffer.slice(-2)
      return
    }
    this.#buffer = this.#buffer.slice(start)
    const length = this.#buffer[3]
    const lengthSum = this.#buffer[4]
    if (length === undefined || lengthSum === undefined) return
    if (((length + lengthSum) & 0xff) !== 0 || length === 0 || length > maxFrameBytes) {
      // An ACK from the host (length 0) ends what is going on; anything else is noise.
      if (length === 0 && lengthSum === 0xff) this.#abort()
      this.#buffer = this.#buffer.slice(3)
      return
    }
    if (this.#buffer.length < length + 6) return
    const body = this.#buffer.slice(5, 5 + length)
    const sum = this.#buffer[5 + length]!
    this.#buffer = this.#buffer.slice(length + 6)
    if (((body.reduce((total, byte) => total + byte, 0) + sum) & 0xff) === 0) this.#onCommand(body)
  }

  #onCommand([identifier, code, ...data]: readonly number[]): void {
    if (identifier !== hostToReader || code === undefined) return
    this.#abort()
    this.#line.send(Uint8Array.from(ack))
    if (code === command.getFirmwareVersion) this.#answer(code, [0x32, 0x01, 0x06, 0x07])
    else if (code === command.samConfiguration) {
      this.#samConfigured = true
      this.#answer(code, [])
    } else if (code === command.rfConfiguration) {
      if (data[0] === 0x05) this.#retries = data[3] ?? 0xff
      this.#answer(code, [])
    } else if (code === command.inListPassiveTarget && this.#samConfigured) this.#startPoll()
    else this.#line.send(Uint8Array.from([0x00, 0x00, 0xff, 0x01, 0xff, 0x7f, 0x81, 0x00]))
  }

  #startPoll(): void {
    if (this.#uid) this.#answerPoll()
    else if (this.#retries === 0xff) this.#waitingForCard = true
    else this.#pendingPoll = this.#clock.after(pollMs * (this.#retries + 1), () => this.#answerPoll())
  }

  #answerPoll(): void {
    this.#waitingForCard = false
    const uid = this.#uid
    if (!uid) this.#answer(command.inListPassiveTarget, [0])
    else {
      // ATQA and SAK of an NTAG for seven bytes, of a MIFARE Classic otherwise.
      const [atqa, sak] = uid.length === 7 ? [[0x00, 0x44], 0x00] : [[0x00, 0x04], 0x08]
      this.#answer(command.inListPassiveTarget, [1, 1, ...atqa, sak, uid.length, ...uid])
    }
  }

  #answer(code: number, data: readonly number[]): void {
    const body = [readerToHost, code + 1, ...data]
    const sum = -body.reduce((total, byte) => total + byte, 0) & 0xff
    this.#line.send(Uint8Array.from([0x00, 0x00, 0xff, body.length, -body.length & 0xff, ...body, sum, 0x00]))
  }

  #abort(): void {
    this.#pendingPoll?.()
    this.#pendingPoll = undefined
    this.#waitingForCard = false
  }
}

function findStart(bytes: readonly number[]): number {
  return bytes.findIndex(
    (byte, index) => byte === 0x00 && bytes[index + 1] === 0x00 && bytes[index + 2] === 0xff,
  )
}
