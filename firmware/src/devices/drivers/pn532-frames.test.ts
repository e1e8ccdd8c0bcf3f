import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildCommand, parsePassiveTarget, type ReaderFrame, ReaderFrames } from './pn532-frames.ts'

// From the examples in NXP UM0701-02 and its common application notes.
const firmwareVersionAnswer = hex('00 00 ff 06 fa d5 03 32 01 06 07 e8 00')
const ack = hex('00 00 ff 00 ff 00')
const sevenByteCard = hex('00 00 ff 0f f1 d5 4b 01 01 00 44 00 07 04 a1 b2 c3 d4 e5 f6 ca 00')

describe('commands', () => {
  test('GetFirmwareVersion, SAMConfiguration and InListPassiveTarget are as the manual has them', () => {
    expect(buildCommand(0x02)).toEqual(hex('00 00 ff 02 fe d4 02 2a 00'))
    expect(buildCommand(0x14, [0x01, 0x14, 0x01])).toEqual(hex('00 00 ff 05 fb d4 14 01 14 01 02 00'))
    expect(buildCommand(0x4a, [0x01, 0x00])).toEqual(hex('00 00 ff 04 fc d4 4a 01 00 e1 00'))
  })
})

describe('frames of the reader', () => {
  test('an ACK and the answer right behind it are two frames', () => {
    expect(framesOf(ack, firmwareVersionAnswer)).toEqual([
      { kind: 'ack' },
      { kind: 'answer', code: 0x03, data: hex('32 01 06 07') },
    ])
  })

  test('a NACK and the application error frame are told apart from answers', () => {
    expect(framesOf(hex('00 00 ff ff 00 00'))).toEqual([{ kind: 'nack' }])
    expect(framesOf(hex('00 00 ff 01 ff 7f 81 00'))).toEqual([{ kind: 'error' }])
  })

  test('a wrong checksum makes a bad frame, and the next is read', () => {
    const spoilt = firmwareVersionAnswer.slice()
    spoilt[11]! ^= 1
    expect(framesOf(spoilt, ack)).toEqual([{ kind: 'bad', problem: 'checksum' }, { kind: 'ack' }])
  })

  test('a frame whose byte was lost does not swallow the one behind it', () => {
    const cut = Uint8Array.from([...firmwareVersionAnswer.slice(0, 8), ...firmwareVersionAnswer.slice(9)])
    expect(framesOf(cut, ack, firmwareVersionAnswer).slice(-2)).toEqual([
      { kind: 'ack' },
      { kind: 'answer', code: 0x03, data: hex('32 01 06 07') },
    ])
  })

  test('random bytes never throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2_000 }), (noise) => void framesOf(noise)))
  })
})

describe('the card in the field', () => {
  test.each([
    ['four bytes', '01 01 00 04 08 04 de ad be ef', 'DEADBEEF'],
    ['seven bytes', '01 01 00 44 00 07 04 a1 b2 c3 d4 e5 f6', '04A1B2C3D4E5F6'],
    ['ten bytes', '01 01 00 44 20 0a a0 a1 a2 a3 a4 a5 a6 a7 a8 a9', 'A0A1A2A3A4A5A6A7A8A9'],
  ])('a UID of %s is upper-case hex', (_, data, uid) => {
    expect(parsePassiveTarget(hex(data))).toEqual({ kind: 'card', uid })
  })

  test('is read from a whole frame', () => {
    const [frame] = framesOf(sevenByteCard)
    expect(frame?.kind === 'answer' && parsePassiveTarget(frame.data)).toEqual({
      kind: 'card',
      uid: '04A1B2C3D4E5F6',
    })
  })

  test.each(['', '01', '01 01 00 44 00 07 04', '01 01 00 44 00 05 01 02 03 04 05'])(
    'an answer "%s" is malformed',
    (data) => {
      expect(parsePassiveTarget(hex(data))).toEqual({ kind: 'malformed' })
    },
  )

  test('no target is no card', () => {
    expect(parsePassiveTarget(hex('00'))).toEqual({ kind: 'none' })
  })
})

function framesOf(...chunks: Uint8Array[]): ReaderFrame[] {
  const frames: ReaderFrame[] = []
  const reader = new ReaderFrames((frame) => frames.push(frame))
  for (const chunk of chunks) reader.push(chunk)
  return frames
}

function hex(text: string): Uint8Array {
  return Uint8Array.from(text.split(' ').filter(Boolean), (byte) => Number.parseInt(byte, 16))
}
