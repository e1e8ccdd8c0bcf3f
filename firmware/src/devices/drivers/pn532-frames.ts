/** Frames of the PN532 on its high-speed UART (hardware/protocols/pn532.md; NXP UM0701-02 §6.2.1). */

const hostToReader = 0xd4
const readerToHost = 0xd5
/** A normal frame's length is one byte; the longest answer that we ask for is a tenth of that. */
const maxBufferedBytes = 512

export type ReaderFrame =
  | { readonly kind: 'ack' }
  | { readonly kind: 'nack' }
  /** The reader did not like the command's syntax. */
  | { readonly kind: 'error' }
  | { readonly kind: 'answer'; readonly code: number; readonly data: Uint8Array }
  | { readonly kind: 'bad'; readonly problem: 'length' | 'checksum' }

export type CardInField =
  | { readonly kind: 'none' }
  /** 4, 7 or 10 bytes of UID as upper-case hex. */
  | { readonly kind: 'card'; readonly uid: string }
  | { readonly kind: 'malformed' }

// 00 00 FF | len | lcs | D4 command data… | dcs | 00 (pn532.md §2)
export function buildCommand(code: number, data: readonly number[] = []): Uint8Array {
  const body = [hostToReader, code, ...data]
  return Uint8Array.from([
    0x00,
    0x00,
    0xff,
    body.length,
    complement(body.length),
    ...body,
    complement(sum(body)),
    0x00,
  ])
}

// NbTg | Tg | SENS_RES, 2 | SEL_RES | uid length | uid… (pn532.md §5)
export function parsePassiveTarget(data: Uint8Array): CardInField {
  if (data[0] === 0) return { kind: 'none' }
  const length = data[5]
  if (
    data[0] === undefined ||
    length === undefined ||
    ![4, 7, 10].includes(length) ||
    data.length < 6 + length
  )
    return { kind: 'malformed' }
  return {
    kind: 'card',
    uid: Buffer.from(data.subarray(6, 6 + length))
      .toString('hex')
      .toUpperCase(),
  }
}

/** Finds frames in the reader's bytes, whatever stands between them. */
export class ReaderFrames {
  readonly #onFrame: (frame: ReaderFrame) => void
  #bytes: number[] = []

  constructor(onFrame: (frame: ReaderFrame) => void) {
    this.#onFrame = onFrame
  }

  reset(): void {
    this.#bytes = []
  }

  push(bytes: Uint8Array): void {
    this.#bytes.push(...bytes)
    while (this.#takeOne());
    if (this.#bytes.length > maxBufferedBytes) this.#bytes = []
  }

  #takeOne(): boolean {
    const start = this.#bytes.findIndex((byte, index) => byte === 0x00 && this.#bytes[index + 1] === 0xff)
    if (start < 0) {
      this.#bytes = this.#bytes.slice(-1)
      return false
    }
    this.#bytes = this.#bytes.slice(start)
    // 00 FF | len | lcs | …
    const [, , length, lengthSum] = this.#bytes
    if (length === undefined || lengthSum === undefined) return false
    if (length === 0x00 && lengthSum === 0xff) return this.#emit({ kind: 'ack' }, 4)
    if (length === 0xff && lengthSum === 0x00) return this.#emit({ kind: 'nack' }, 4)
    if (lengthSum !== complement(length) || length === 0)
      return this.#emit({ kind: 'bad', problem: 'length' }, 2)
    if (this.#bytes.length < length + 5) return false
    const body = this.#bytes.slice(4, 4 + length)
    if (this.#bytes[4 + length] !== complement(sum(body)))
      return this.#emit({ kind: 'bad', problem: 'checksum' }, 2)
    return this.#emit(readerFrame(body), length + 5)
  }

  #emit(frame: ReaderFrame, usedBytes: number): true {
    this.#bytes = this.#bytes.slice(usedBytes)
    this.#onFrame(frame)
    return true
  }
}

function readerFrame([identifier, code, ...data]: readonly number[]): ReaderFrame {
  if (identifier === readerToHost && code !== undefined)
    return { kind: 'answer', code, data: Uint8Array.from(data) }
  return { kind: 'error' }
}

function sum(bytes: readonly number[]): number {
  return bytes.reduce((total, byte) => total + byte, 0)
}

/** What makes the sum 0 modulo 256. */
function complement(number: number): number {
  return -number & 0xff
}
