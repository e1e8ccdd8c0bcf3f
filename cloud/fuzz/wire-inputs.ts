import fc from 'fast-check'

// RFC 6455 §5.2: FIN, RSV and opcode | MASK and length | 2 or 8 bytes of length | 4 bytes of masking key | payload

/** What is sent over one connection, piece by piece. */
export interface WireInput {
  /** Which of the chargers it is sent as. */
  readonly charger: number
  /** The request that opens it; undefined for a right one. */
  readonly opening: string | undefined
  readonly pieces: readonly Buffer[]
}

interface FrameParts {
  readonly first: number
  readonly isMasked: boolean
  readonly payload: Buffer
  /** What the header says of the length; undefined for the truth. */
  readonly claimed: bigint | undefined
}

const text = 0x81
const continuation = 0x80
const unfinishedText = 0x01
const masked = 0x80

const opcodes = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(text, unfinishedText, continuation, 0x00) },
  { weight: 3, arbitrary: fc.constantFrom(0x82, 0x88, 0x89, 0x8a, 0x09, 0x08) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) },
)

const payload = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom('[2,"w","Heartbeat",{}]', '[2,"w"', ',"Heartbeat",{}]').map(Buffer.from),
  },
  { weight: 3, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(65_535, 65_536, 65_537, 100_000).map((size) => Buffer.alloc(size, 0x5b)),
  },
)

const frame = fc
  .record({
    first: opcodes,
    isMasked: fc.integer({ min: 0, max: 9 }).map((dice) => dice > 0),
    payload,
    claimed: fc.oneof(
      { weight: 9, arbitrary: fc.constant(undefined) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(0n, 5n, 126n, 65_536n, 70_000n, 2n ** 32n, 2n ** 63n),
      },
    ),
  })
  .map(frameBytes)

const many = fc
  .tuple(fc.constantFrom(unfinishedText, 0x89, 0x00, continuation), fc.integer({ min: 50, max: 400 }))
  .map(([first, count]) => {
    const one = frameBytes({ first, isMasked: true, payload: Buffer.from('x'), claimed: undefined })
    return Buffer.concat(Array.from({ length: count }, () => one))
  })

const pieces = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: frame },
    { weight: 1, arbitrary: many },
    {
      weight: 1,
      arbitrary: fc.uint8Array({ minLength: 1, maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    },
  ),
  { maxLength: 6 },
)

const line = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.constantFrom(
    'GET /ocpp/STRICT-1 HTTP/1.1',
    'GET /ocpp/%E0%A4%A HTTP/1.1',
    `GET /ocpp/${'x'.repeat(20_000)} HTTP/1.1`,
    'GET /ocpp/../../etc/passwd HTTP/1.1',
    'POST /ocpp/STRICT-1 HTTP/1.1',
    'Host: a',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: x',
    'Sec-WebSocket-Version: 99',
    'Sec-WebSocket-Protocol: ocpp1.6, ocpp2.0.1',
    'Authorization: Basic !!!!',
    `Authorization: Basic ${'QQ'.repeat(3000)}`,
    'Content-Length: 99999999',
    'Transfer-Encoding: chunked',
    '',
  ),
)
const opening = fc.array(line, { maxLength: 10 }).map((lines) => `${lines.join('\r\n')}\r\n\r\n`)

/** Whatever may come over a socket that is meant for a charger. */
export const anyWireInput: fc.Arbitrary<WireInput> = fc.record({
  charger: fc.nat(1000),
  opening: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: opening }),
  pieces,
})

function frameBytes({ first, isMasked, payload: body, claimed }: FrameParts): Buffer {
  const length = claimed ?? BigInt(body.length)
  const mask = isMasked ? masked : 0
  let head: Buffer
  if (length <= 125n) head = Buffer.from([first, mask | Number(length)])
  else if (length <= 65_535n) {
    head = Buffer.from([first, mask | 126, 0, 0])
    head.writeUInt16BE(Number(length), 2)
  } else {
    head = Buffer.from([first, mask | 127, 0, 0, 0, 0, 0, 0, 0, 0])
    head.writeBigUInt64BE(length, 2)
  }
  // A key of zeroes leaves the payload as it is.
  return Buffer.concat([head, Buffer.alloc(isMasked ? 4 : 0), body])
}
