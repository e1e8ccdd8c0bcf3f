import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OcppTap } from './ocpp-tap.ts'

const handshake = Buffer.from('GET /ocpp/CLK-0001 HTTP/1.1\r\nUpgrade: websocket\r\n\r\n')

interface Shape {
  opcode?: number
  fin?: boolean
  key?: readonly [number, number, number, number]
}

/** A frame as a client sends it when there is a key, and as a server does when there is none. */
function frame(payload: Buffer, { opcode = 1, fin = true, key }: Shape = {}): Buffer {
  const { length } = payload
  const size =
    length < 126
      ? Buffer.of(length)
      : length < 65_536
        ? Buffer.of(126, length >> 8, length & 0xff)
        : Buffer.concat([
            Buffer.of(127, 0, 0, 0, 0),
            Buffer.of(length >>> 24, length >>> 16, length >>> 8, length),
          ])
  if (key) size.writeUInt8(size.readUInt8(0) | 0x80, 0)
  const body = key ? Buffer.from(payload.map((byte, index) => byte ^ (key[index % 4] ?? 0))) : payload
  return Buffer.concat([Buffer.of((fin ? 0x80 : 0) | opcode), size, Buffer.from(key ?? []), body])
}

function heard(bytes: Buffer, chunkSizes: readonly number[] = []): string[] {
  const messages: string[] = []
  const tap = new OcppTap((text) => messages.push(text))
  let rest = bytes
  for (const size of chunkSizes) {
    tap.take(rest.subarray(0, size))
    rest = rest.subarray(size)
  }
  tap.take(rest)
  return messages
}

describe('listening in on a connection', () => {
  test('hears messages of every size, from either end, however the bytes are cut up', () => {
    const key = fc.option(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)), { nil: undefined })
    const message = fc.tuple(fc.string({ maxLength: 300, unit: 'grapheme' }), key)
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), fc.array(fc.nat(40)), (messages, chunkSizes) => {
        const frames = messages.map(([text, mask]) => frame(Buffer.from(text), mask ? { key: mask } : {}))
        expect(heard(Buffer.concat([handshake, ...frames]), chunkSizes)).toEqual(
          messages.map(([text]) => text),
        )
      }),
    )
  })

  test('hears one of 70,000 bytes', () => {
    const text = 'x'.repeat(70_000)
    expect(heard(Buffer.concat([handshake, frame(Buffer.from(text), { key: [1, 2, 3, 4] })]))).toEqual([text])
  })

  test('puts fragments together, past a ping between them', () => {
    const bytes = Buffer.concat([
      handshake,
      frame(Buffer.from('[2,"1",'), { fin: false }),
      frame(Buffer.from('ping'), { opcode: 9 }),
      frame(Buffer.from('"Heartbeat",{}]'), { opcode: 0 }),
    ])
    expect(heard(bytes)).toEqual(['[2,"1","Heartbeat",{}]'])
  })

  test('says nothing of binary messages', () => {
    expect(heard(Buffer.concat([handshake, frame(Buffer.of(1, 2, 3), { opcode: 2 })]))).toEqual([])
  })

  test('lets any bytes pass without a complaint', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        heard(Buffer.concat([handshake, bytes]))
      }),
    )
  })
})
