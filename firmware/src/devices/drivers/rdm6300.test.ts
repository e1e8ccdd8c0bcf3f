import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BytePort } from '../byte-port.ts'
import type { DeviceFault } from '../contracts.ts'
import { memoryBytePortPair } from '../memory-byte-port.ts'
import { Rdm6300 } from './rdm6300.ts'
import { type TagFrame, TagFrames } from './rdm6300-frames.ts'

// Version 62, tag E3086C, checksum 62 ^ E3 ^ 08 ^ 6C ^ ED = 08.
const tag = '\x0262E3086CED08\x03'
const other = '\x02100086F44426\x03'

describe('frames', () => {
  test('hold the version byte and the tag', () => {
    expect(framesIn(tag)).toEqual([{ kind: 'tag', uid: '62E3086CED' }])
  })

  test('may come in any pieces, one after the other, with noise between them', () => {
    expect(framesIn(...tag, '\xff\x03', other)).toEqual([
      { kind: 'tag', uid: '62E3086CED' },
      { kind: 'tag', uid: '100086F444' },
    ])
  })

  test('that are cut off are bad, and hide nothing of the next', () => {
    expect(framesIn(tag.slice(0, 9), other)).toEqual([{ kind: 'bad' }, { kind: 'tag', uid: '100086F444' }])
  })

  test('are refused when any one of their bits has changed, but for the case of a letter', () => {
    const bytes = Buffer.from(tag, 'latin1')
    for (let place = 0; place < bytes.length; place++)
      for (let bit = 0; bit < 8; bit++) {
        const changed = Buffer.from(bytes)
        changed[place]! ^= 1 << bit
        const isSameDigit = changed.toString('latin1').toUpperCase() === tag
        const tags = framesIn(changed.toString('latin1')).filter(({ kind }) => kind === 'tag')
        expect(tags).toHaveLength(isSameDigit ? 1 : 0)
      }
  })

  test('are never made of random bytes, and they never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        const found = framesIn(Buffer.from(noise).toString('latin1'))
        expect(found.every(({ kind }) => kind === 'bad')).toBe(true)
      }),
    )
  })
})

describe('the reader', () => {
  let clock: VirtualClock
  let line: BytePort
  let reader: Rdm6300
  let cards: string[]
  let faults: (DeviceFault | undefined)[]

  beforeEach(async () => {
    clock = new VirtualClock()
    cards = []
    faults = []
    reader = new Rdm6300({
      name: 'Card reader 1',
      path: '/reader',
      clock,
      log: { info: () => {}, warn: () => {} },
      openPort: async () => {
        const [host, device] = memoryBytePortPair()
        line = device
        return host
      },
    })
    reader.listen({ onCard: (idTag) => cards.push(idTag), onFault: (fault) => faults.push(fault) })
    reader.start()
    await clock.advance(100)
  })

  afterEach(async () => {
    await reader.stop()
    expect(clock.pendingTimers).toBe(0)
  })

  async function hold(frame: string, times: number): Promise<void> {
    for (let time = 0; time < times; time++) {
      line.write(Buffer.from(frame, 'latin1'))
      await clock.advance(65)
    }
  }

  test('says that its cards are copyable', () => {
    expect(reader.cardsAreCopyable).toBe(true)
  })

  test('tells of a held card once, and again when it comes back', async () => {
    await hold(tag, 40)
    expect(cards).toEqual(['62E3086CED'])
    await clock.advance(500)
    await hold(tag, 3)
    expect(cards).toEqual(['62E3086CED', '62E3086CED'])
  })

  test('takes a card that flickers at the edge of the field for one presentation', async () => {
    await hold(tag, 2)
    await clock.advance(400)
    await hold(tag, 2)
    expect(cards).toHaveLength(1)
  })

  test('tells of another card in its place at once', async () => {
    await hold(tag, 2)
    await hold(other, 2)
    expect(cards).toEqual(['62E3086CED', '100086F444'])
  })

  test('does not count a card anew that was held while the cable was out', async () => {
    await hold(tag, 2)
    await line.close()
    await clock.advance(1_200)
    await hold(tag, 2)
    expect(cards).toHaveLength(1)
    expect(faults).toEqual([expect.objectContaining({ code: 'silent' }), undefined])
  })

  test('is faulty when it sends nothing but garbage, until a good frame comes', async () => {
    await hold(tag.replace('E', 'F'), 10)
    expect(faults).toEqual([
      {
        code: 'badData',
        message: 'Card reader 1 has sent 10 unreadable frames; cards cannot be read.',
      },
    ])
    await hold(tag, 1)
    expect(faults.at(-1)).toBeUndefined()
    expect(cards).toEqual(['62E3086CED'])
  })

  test('is given another chance after a minute without garbage', async () => {
    await hold(tag.replace('E', 'F'), 10)
    await clock.advance(60_000)
    expect(faults.at(-1)).toBeUndefined()
  })
})

function framesIn(...chunks: string[]): TagFrame[] {
  const found: TagFrame[] = []
  const frames = new TagFrames((frame) => found.push(frame))
  for (const chunk of chunks) frames.push(Buffer.from(chunk, 'latin1'))
  return found
}
