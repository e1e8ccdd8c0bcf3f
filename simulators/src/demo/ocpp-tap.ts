/** A frame longer than this is nothing that a charger says; the tap gives up on the connection rather than hold it. */
const longestFrameBytes = 1_000_000
const textOpcode = 0x1
const continuationOpcode = 0x0

/**
 * Listens in on one direction of a WebSocket connection and tells of its text messages. For people who watch: it never
 * answers, and what it cannot follow it lets pass in silence.
 *
 * fin 1 · rsv 3 · opcode 4 | mask 1 · length 7 | length 16 or 64 | key 32 if masked | payload (RFC 6455 §5.2)
 */
export class OcppTap {
  readonly #onMessage: (text: string) => void
  #buffer = Buffer.alloc(0)
  #state: 'handshake' | 'frames' | 'lost' = 'handshake'
  #fragments: Buffer[] = []
  #inText = false

  constructor(onMessage: (text: string) => void) {
    this.#onMessage = onMessage
  }

  take(bytes: Buffer): void {
    if (this.#state === 'lost') return
    this.#buffer = Buffer.concat([this.#buffer, bytes])
    if (this.#state === 'handshake') {
      const end = this.#buffer.indexOf('\r\n\r\n')
      if (end >= 0) {
        this.#buffer = this.#buffer.subarray(end + 4)
        this.#state = 'frames'
      }
    }
    if (this.#state === 'frames') while (this.#takeFrame());
    if (this.#buffer.length > longestFrameBytes) {
      this.#state = 'lost'
      this.#buffer = Buffer.alloc(0)
    }
  }

  #takeFrame(): boolean {
    const buffer = this.#buffer
    if (buffer.length < 2) return false
    const shortLength = buffer.readUInt8(1) & 0x7f
    const lengthBytes = shortLength === 126 ? 2 : shortLength === 127 ? 8 : 0
    const isMasked = (buffer.readUInt8(1) & 0x80) !== 0
    const start = 2 + lengthBytes + (isMasked ? 4 : 0)
    if (buffer.length < start) return false
    const length =
      lengthBytes === 2
        ? buffer.readUInt16BE(2)
        : lengthBytes === 8
          ? Number(buffer.readBigUInt64BE(2))
          : shortLength
    if (buffer.length < start + length) return false
    const payload = Buffer.from(buffer.subarray(start, start + length))
    if (isMasked)
      for (let i = 0; i < length; i += 1)
        payload[i] = payload.readUInt8(i) ^ buffer.readUInt8(start - 4 + (i % 4))
    this.#deliver(buffer.readUInt8(0), payload)
    this.#buffer = buffer.subarray(start + length)
    return true
  }

  #deliver(firstByte: number, payload: Buffer): void {
    const opcode = firstByte & 0x0f
    if (opcode === textOpcode) this.#inText = true
    else if (opcode !== continuationOpcode || !this.#inText) return
    this.#fragments.push(payload)
    if ((firstByte & 0x80) === 0) return
    this.#onMessage(Buffer.concat(this.#fragments).toString('utf8'))
    this.#fragments = []
    this.#inText = false
  }
}
