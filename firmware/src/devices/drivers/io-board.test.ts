import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import reference1 from '../../../../hardware/boards/reference-1/board.json' with { type: 'json' }
import { boardSchema } from '../board.ts'
import type { BytePort } from '../byte-port.ts'
import type { DeviceFault } from '../contracts.ts'
import { memoryBytePortPair } from '../memory-byte-port.ts'
import { IoBoard } from './io-board.ts'

// STATE with number 1 and with number 5, all open, first start; worked out apart from the code.
const state1 = 'f0 02 02 01 01 01 02 00 00 00 00 00 00 00 00 01 00 00 65 0e 00 f7'
const state5 = 'f0 02 02 05 01 01 02 00 00 00 00 00 00 00 00 01 00 00 57 39 02 f7'
const stateOfVersion1 = 'f0 02 01 01 01 01 00 00 00 00 00 02 5d 01 f7'

let clock: VirtualClock
let line: BytePort
let board: IoBoard
let sent: number[][]
let opened: number
let contacts: boolean[]
let fault: DeviceFault | undefined

beforeEach(async () => {
  clock = new VirtualClock()
  sent = []
  opened = 0
  contacts = []
  fault = undefined
  board = new IoBoard({
    path: '/board',
    board: boardSchema.parse(reference1),
    connectors: 1,
    display: { columns: 20, rows: 4, i2cAddress: 0x27 },
    clock,
    log: { info: () => {}, warn: () => {} },
    openPort: async () => {
      opened++
      const [host, device] = memoryBytePortPair()
      line = device
      device.onData((bytes) => sent.push([...bytes]))
      return host
    },
  })
  board.listen({
    onContact: (_connectorId, closed) => contacts.push(closed),
    onPlug: () => {},
    onEmergencyStop: () => {},
    onFault: (now) => {
      fault = now
    },
  })
  board.start()
  await clock.advance(1)
})

afterEach(async () => {
  const stopped = board.stop()
  await clock.advance(1_000)
  await stopped
})

describe('what it sends', () => {
  test('begins with all relays open, and is repeated until it is answered', async () => {
    await clock.advance(310)
    // version, seq, relays
    expect(sent.map(([, , version, seq, relays]) => [version, seq, relays])).toEqual([
      [2, 1, 0],
      [2, 2, 0],
      [2, 3, 0],
    ])
    say(state1)
    await clock.advance(10)
    sent = []
    await clock.advance(485)
    expect(sent.filter(([, command]) => command === 0x01)).toEqual([])
    await clock.advance(10)
    expect(sent.filter(([, command]) => command === 0x01)).toHaveLength(1)
  })
})

describe('what it hears', () => {
  test('counts when it answers something recent', async () => {
    say(state1)
    await clock.advance(10)
    expect(contacts).toEqual([false])
  })

  test('counts for nothing when it answers what was never said', async () => {
    say(state5)
    await clock.advance(10)
    expect(contacts).toEqual([])
  })

  test('counts for nothing when it is older than the silence that is a fault', async () => {
    say(state1)
    await clock.advance(1_600)
    expect(fault?.code).toBe('silent')
    contacts = []
    say(state1)
    await clock.advance(10)
    expect(fault?.code).toBe('silent')
    expect(contacts).toEqual([])
  })

  test('in another version of the protocol says which, and what to do', async () => {
    say(stateOfVersion1)
    await clock.advance(1_600)
    expect(fault).toEqual({
      code: 'refused',
      message:
        'I/O board speaks version 1 of its protocol and not ours: flash it with the program of this release.',
    })
  })

  test('of Firmata alone says that the board runs another firmware', async () => {
    say('f9 02 05')
    await clock.advance(1_600)
    expect(fault).toEqual({
      code: 'refused',
      message: 'I/O board runs another firmware: flash the one of hardware/protocols/io-board.md.',
    })
  })
})

test('a board that stays silent has its port opened anew, again and again', async () => {
  await clock.advance(16_000)
  expect(opened).toBe(4)
})

function say(text: string): void {
  line.write(Uint8Array.from(text.split(' '), (byte) => Number.parseInt(byte, 16)))
}
