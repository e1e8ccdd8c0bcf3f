import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BytePort } from '../byte-port.ts'
import type { DeviceFault } from '../contracts.ts'
import { memoryBytePortPair } from '../memory-byte-port.ts'
import { Pn532 } from './pn532.ts'

const ack = '00 00 ff 00 ff 00'
const samConfigured = '00 00 ff 02 fe d5 15 16 00'
const pn532 = '00 00 ff 06 fa d5 03 32 01 06 07 e8 00'
const otherChip = '00 00 ff 06 fa d5 03 33 01 06 07 e7 00'
const rfConfigured = '00 00 ff 02 fe d5 33 f8 00'
const syntaxError = '00 00 ff 01 ff 7f 81 00'
const emptyField = '00 00 ff 03 fd d5 4b 00 e0 00'
const card = '00 00 ff 0c f4 d5 4b 01 01 00 04 08 04 de ad be ef 96 00'

let clock: VirtualClock
let line: BytePort
let reader: Pn532
let asked: string[]
let cards: string[]
let fault: DeviceFault | undefined
/** What it has said that it is, each time that it was ready. */
let readyAs: string[]
/** What the reader says to each command, by the command's code. */
let script: Record<string, string[]>

beforeEach(() => {
  clock = new VirtualClock()
  asked = []
  cards = []
  readyAs = []
  fault = undefined
  script = {
    '14': [ack, samConfigured],
    '02': [ack, pn532],
    '32': [ack, rfConfigured],
    '4a': [ack, emptyField],
  }
  reader = new Pn532({
    name: 'Card reader 1',
    path: '/reader',
    clock,
    log: { info: () => {}, warn: () => {} },
    openPort: async () => {
      const [host, device] = memoryBytePortPair()
      line = device
      device.onData((bytes) => {
        const text = Buffer.from(bytes).toString('hex').replace(/..\B/g, '$& ')
        asked.push(text)
        for (const answer of script[text.split(' ')[6] ?? ''] ?? []) say(answer)
      })
      return host
    },
  })
  reader.listen({
    onCard: (idTag) => cards.push(idTag),
    onReady: (what) => readyAs.push(what),
    onFault: (now) => {
      fault = now
    },
  })
})

afterEach(() => reader.stop())

test('is woken, configured, asked what it is, and then for cards', async () => {
  reader.start()
  await clock.advance(10)
  expect(asked).toEqual([
    `55 55${' 00'.repeat(14)}`,
    '00 00 ff 05 fb d4 14 01 14 01 02 00',
    '00 00 ff 02 fe d4 02 2a 00',
    '00 00 ff 06 fa d4 32 05 ff 01 01 f4 00',
    '00 00 ff 04 fc d4 4a 01 00 e1 00',
  ])
  expect(readyAs).toEqual(['PN532, firmware 1.6'])
})

test('another chip is refused, and tried again in case it is exchanged', async () => {
  script['02'] = [ack, otherChip]
  reader.start()
  await clock.advance(10)
  expect(fault).toEqual({
    code: 'refused',
    message: 'Card reader 1 is no PN532 but a chip with code 51; cards cannot be read.',
  })
  expect(readyAs).toEqual([])
  script['02'] = [ack, pn532]
  await clock.advance(2_000)
  expect(fault).toBeUndefined()
})

test('an answer that nothing acknowledged is a late one, and is not believed', async () => {
  script['4a'] = []
  reader.start()
  await clock.advance(10)
  say(card)
  await clock.advance(100)
  expect(cards).toEqual([])
  say(ack)
  say(card)
  await clock.advance(100)
  expect(cards).toEqual(['DEADBEEF'])
})

test('three refused polls in a row make it begin anew', async () => {
  script['4a'] = [syntaxError]
  reader.start()
  await clock.advance(1_600)
  const wakes = asked.filter((bytes) => bytes.startsWith('55 55'))
  expect(wakes).toHaveLength(2)
})

test('is not told of a card while the answer is malformed', async () => {
  script['4a'] = [ack, '00 00 ff 05 fb d5 4b 01 01 00 de 00']
  reader.start()
  await clock.advance(5_000)
  expect(cards).toEqual([])
})

function say(text: string): void {
  line.write(Uint8Array.from(text.split(' '), (byte) => Number.parseInt(byte, 16)))
}
