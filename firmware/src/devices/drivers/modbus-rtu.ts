/** The one function of Modbus RTU that meters need: FC04, read input registers (Modbus V1.1b3 §6.4, serial line V1.02 §2.5). */

const readInputRegisters = 0x04

export type RegistersReply =
  | { readonly kind: 'registers'; readonly registers: readonly number[] }
  | { readonly kind: 'exception'; readonly code: number }
  /** Nothing whole yet; more bytes may come. */
  | { readonly kind: 'incomplete' }

// address | 04 | first register, 2 | count, 2 | crc, low byte first
export function buildReadInputRegisters(request: {
  address: number
  first: number
  count: number
}): Uint8Array {
  const { address, first, count } = request
  return modbusFrame([address, readInputRegisters, first >> 8, first & 0xff, count >> 8, count & 0xff])
}

/**
 * Looks for the answer in what has been received, which noise may precede.
 *
 * address | 04 | bytes = 2 × count | registers, high byte first | crc
 * address | 84 | exception code | crc
 */
export function findReply(received: Uint8Array, request: { address: number; count: number }): RegistersReply {
  for (let start = 0; start < received.length; start++) {
    if (received[start] !== request.address) continue
    const reply = replyAt(received.subarray(start), request.count)
    if (reply) return reply
  }
  return { kind: 'incomplete' }
}

function replyAt(bytes: Uint8Array, count: number): RegistersReply | undefined {
  if (bytes[1] === (readInputRegisters | 0x80) && hasCrc(bytes.subarray(0, 5)))
    return { kind: 'exception', code: bytes[2] ?? 0 }
  const length = 5 + 2 * count
  if (bytes[1] !== readInputRegisters || bytes[2] !== 2 * count || !hasCrc(bytes.subarray(0, length), length))
    return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset + 3, 2 * count)
  return {
    kind: 'registers',
    registers: Array.from({ length: count }, (_, index) => view.getUint16(2 * index)),
  }
}

/** A frame from address to data, with its checksum. */
export function modbusFrame(body: readonly number[]): Uint8Array {
  const crc = crc16(body)
  return Uint8Array.from([...body, crc & 0xff, crc >> 8])
}

function hasCrc(frame: Uint8Array, length = 5): boolean {
  if (frame.length !== length) return false
  const crc = crc16(frame.subarray(0, length - 2))
  return frame[length - 2] === (crc & 0xff) && frame[length - 1] === crc >> 8
}

/** CRC-16/MODBUS: polynomial 8005 reflected, start FFFF. */
function crc16(bytes: Iterable<number>): number {
  let crc = 0xffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1
  }
  return crc
}
