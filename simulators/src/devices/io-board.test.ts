import type { BytePort } from '@colok/firmware/devices/byte-port'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { VirtualPost } from './post.ts'

let clock: VirtualClock
let post: VirtualPost
let host: BytePort
let received: number[]

beforeEach(async () => {
  clock = new VirtualClock()
  post = new VirtualPost({ sockets: 2, clock, lcd: '16x2', ptys: false })
  await post.start()
  host = await post.openPort({ path: post.ports.board })
  received = []
  host.onData((bytes) => received.push(...bytes))
})

afterEach(() => post.stop())

describe('Firmata, as any of its clients asks', () => {
  test.each([
    ['the protocol version', 'f9', 'f9 02 05'],
    ['the firmware', 'f0 79 f7', 'f0 79 02 02 63 00 6f 00 6c 00 6f 00 6b 00 2d 00 69 00 6f 00 f7'],
    [
      'what the pins can do: nothing, but for the I2C bus',
      'f0 6b f7',
      `f0 6c ${'7f '.repeat(18)}06 01 7f 06 01 7f f7`,
    ],
    ['which pins are analogue: none', 'f0 69 f7', `f0 6a ${'7f '.repeat(20)}f7`],
    ['the state of the pin SDA', 'f0 6d 12 f7', 'f0 6e 12 06 00 f7'],
  ])('%s', async (_, question, answer) => {
    expect(await ask(question)).toBe(answer)
  })

  test('reads back what was written to the lights by I2C', async () => {
    await ask('f0 78 00 00 f7')
    await ask('f0 76 20 00 00 00 00 00 00 00 f7')
    await ask('f0 76 20 00 12 00 01 00 00 00 f7')
    expect(post.snapshot().sockets[0]?.light).toEqual({ colour: 'red', blinking: false })
    expect(await ask('f0 76 20 08 12 00 02 00 f7')).toBe('f0 77 20 00 12 00 01 00 00 00 f7')
  })

  test('does nothing on the bus before it has been started', async () => {
    expect(await ask('f0 76 20 08 12 00 01 00 f7')).toBe('')
  })

  test('tells by STATE of a part that does not answer', async () => {
    await ask('f0 78 00 00 f7')
    const state = await ask('f0 76 3e 00 01 00 f7')
    expect(state.split(' ')[16]).toBe('10')
  })
})

describe('what cannot move a relay', () => {
  test.each([
    ['a digital message to their port', '90 7f 01'],
    ['a digital write of one pin', 'f5 02 01'],
    ['a pin mode and a digital message', 'f4 02 01 90 04 00'],
    ['an analogue message', 'e2 7f 01'],
    ['a system reset', 'ff'],
    ['CONTROL for a socket that the post does not have', 'f0 01 02 06 04 00 00 6a 68 03 f7'],
    ['CONTROL of another version', 'f0 01 03 01 01 00 00 66 49 03 f7'],
  ])('%s', async (_, bytes) => {
    await ask(bytes)
    expect(relays()).toEqual([false, false])
    expect(post.snapshot().boardAlive).toBe(false)
  })

  test('random bytes', async () => {
    const likely = fc.constantFrom(0xf0, 0xf7, 0x01, 0x00, 0x02, 0x76, 0x78, 0x20, 0x27, 0xf4, 0xf5, 0x90)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.nat(255), likely), { maxLength: 500 }), async (noise) => {
        host.write(Uint8Array.from(noise))
        await clock.advance(50)
        expect(relays()).toEqual([false, false])
      }),
    )
  })
})

async function ask(bytes: string): Promise<string> {
  received = []
  host.write(Uint8Array.from(bytes.split(' '), (byte) => Number.parseInt(byte, 16)))
  await clock.advance(20)
  return Buffer.from(received)
    .toString('hex')
    .replace(/..(?!$)/g, '$& ')
}

function relays(): boolean[] {
  return post.snapshot().sockets.map(({ relayClosed }) => relayClosed)
}
