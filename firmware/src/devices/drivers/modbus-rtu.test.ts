import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildReadInputRegisters, findReply } from './modbus-rtu.ts'

const request = { address: 1, first: 0, count: 10 }
const reply = hex('01 04 14 08 99 15 a4 00 00 2e d0 00 00 04 e4 00 00 01 f4 00 63 00 00 83 d7')
const registers = [2201, 5540, 0, 11_984, 0, 1252, 0, 500, 99, 0]

test('a question for ten input registers is as the PZEM datasheet has it', () => {
  expect(buildReadInputRegisters(request)).toEqual(hex('01 04 00 00 00 0a 70 0d'))
})

describe('the reply', () => {
  test('is read', () => {
    expect(findReply(reply, request)).toEqual({ kind: 'registers', registers })
  })

  test('is found behind noise, even noise that begins like a reply', () => {
    const noise = hex('00 ff 01 04 14 01')
    expect(findReply(Uint8Array.of(...noise, ...reply), request)).toEqual({ kind: 'registers', registers })
  })

  test('is not there before its last byte', () => {
    for (let length = 0; length < reply.length; length++)
      expect(findReply(reply.subarray(0, length), request)).toEqual({ kind: 'incomplete' })
  })

  test('of another meter is not ours', () => {
    expect(findReply(reply, { ...request, address: 2 })).toEqual({ kind: 'incomplete' })
  })

  test('with another number of registers is not ours', () => {
    expect(findReply(reply, { ...request, count: 9 })).toEqual({ kind: 'incomplete' })
  })

  test('is refused when any one of its bits has changed', () => {
    for (let place = 0; place < reply.length; place++)
      for (let bit = 0; bit < 8; bit++) {
        const spoilt = reply.slice()
        spoilt[place]! ^= 1 << bit
        expect(findReply(spoilt, request).kind).not.toBe('registers')
      }
  })

  test('may be an exception', () => {
    expect(findReply(hex('01 84 02 c2 c1'), request)).toEqual({ kind: 'exception', code: 2 })
  })

  test('is never made of random bytes, and they never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.integer({ min: 1, max: 247 }), (noise, address) => {
        expect(['incomplete', 'exception']).toContain(findReply(noise, { address, count: 10 }).kind)
      }),
    )
  })
})

function hex(text: string): Uint8Array {
  return Uint8Array.from(text.split(' '), (byte) => Number.parseInt(byte, 16))
}
