/** Frames of the RDM6300 (hardware/protocols/rdm6300.md). */

const startByte = 0x02
const endByte = 0x03
const frameBytes = 14

export type TagFrame =
  /** Ten upper-case hex digits: the version byte and the tag's 32 bits. */
  { readonly kind: 'tag'; readonly uid: string } | { readonly kind: 'bad' }

/** Finds frames in the reader's bytes, whatever stands between them. */
export class TagFrames {
  readonly #onFrame: (frame: TagFrame) => void
  #bytes: number[] = []

  constructor(onFrame: (frame: TagFrame) => void) {
    this.#onFrame = onFrame
  }

  reset(): void {
    this.#bytes = []
  }

  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      // The start byte is no hex digit, so it always begins a frame and cuts off one that was not whole.
      if (byte === startByte && this.#bytes.length > 0) this.#onFrame({ kind: 'bad' })
      if (byte === startByte) this.#bytes = [byte]
      else if (this.#bytes.length > 0) this.#bytes.push(byte)
      if (this.#bytes.length === frameBytes) this.#emit()
    }
  }

  #emit(): void {
    const frame = this.#bytes
    this.#bytes = []
    this.#onFrame(parseTag(frame))
  }
}

// 02 | version, 2 hex | tag, 8 hex | XOR of the five bytes, 2 hex | 03
function parseTag(frame: readonly number[]): TagFrame {
  const text = String.fromCharCode(...frame.slice(1, -1)).toUpperCase()
  if (frame.at(-1) !== endByte || !/^[0-9A-F]{12}$/.test(text)) return { kind: 'bad' }
  const [checksum, ...data] = [...Buffer.from(text, 'hex')].reverse()
  if (data.reduce((sum, byte) => sum ^ byte, 0) !== checksum) return { kind: 'bad' }
  return { kind: 'tag', uid: text.slice(0, 10) }
}
