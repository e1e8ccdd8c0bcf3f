import { expect, test } from 'vitest'
import { seededRandom } from './seeded-random.ts'
import { type SocketPairOptions, socketPair } from './socket-pair.ts'
import { VirtualClock } from './virtual-clock.ts'

function connected(options?: SocketPairOptions) {
  const clock = new VirtualClock()
  const pair = socketPair(clock, options)
  const heard = { left: [] as string[], right: [] as string[] }
  const closed = { left: 0, right: 0 }
  for (const side of ['left', 'right'] as const) {
    pair[side].onMessage((text) => heard[side].push(text))
    pair[side].onClose(() => closed[side]++)
  }
  return { clock, pair, heard, closed }
}

test('carries messages both ways, in order, after the delay', async () => {
  const { clock, pair, heard } = connected({ delayMs: 40 })
  pair.left.send('1')
  pair.left.send('2')
  pair.right.send('a')
  await clock.advance(39)
  expect(heard).toEqual({ left: [], right: [] })
  await clock.advance(1)
  expect(heard).toEqual({ left: ['a'], right: ['1', '2'] })
})

test('keeps order when a later message has a shorter delay', async () => {
  const delays = [90, 5]
  const { clock, pair, heard } = connected({ delayMs: () => delays.shift()! })
  pair.left.send('slow')
  pair.left.send('fast')
  await clock.advance(89)
  expect(heard.right).toEqual([])
  await clock.advance(1)
  expect(heard.right).toEqual(['slow', 'fast'])
})

test('a cut is silent for both ends, and heals with nothing lost', async () => {
  const { clock, pair, heard, closed } = connected({ delayMs: 10 })
  pair.left.send('under way')
  pair.cut()
  pair.left.send('during')
  await clock.advance(60_000)
  expect(heard.right).toEqual([])
  expect(pair.left.isOpen && pair.right.isOpen).toBe(true)
  pair.heal()
  expect(heard.right).toEqual(['under way', 'during'])
  expect(closed).toEqual({ left: 0, right: 0 })
})

test('the other end of a cut line never hears of a close: it is half open', async () => {
  const { clock, pair, closed } = connected()
  pair.cut()
  pair.left.close()
  await clock.advance(3_600_000)
  expect(closed).toEqual({ left: 1, right: 0 })
  expect(pair.right.isOpen).toBe(true)
  pair.heal()
  expect(closed.right).toBe(1)
})

test('a close arrives behind the messages sent before it, once, and sending after it throws', async () => {
  const { clock, pair, heard, closed } = connected({ delayMs: 10 })
  pair.left.send('last words')
  pair.left.close()
  pair.left.close()
  expect(() => pair.left.send('too late')).toThrow('closed')
  await clock.advance(10)
  expect(heard.right).toEqual(['last words'])
  expect(closed).toEqual({ left: 1, right: 1 })
  expect(pair.right.isOpen).toBe(false)
})

test('what is under way to an end that closed is not delivered', async () => {
  const { clock, pair, heard } = connected({ delayMs: 10 })
  pair.left.send('hello')
  pair.right.close()
  await clock.advance(20)
  expect(heard.right).toEqual([])
})

test('loses the asked share of messages, the same ones for the same seed', async () => {
  const survivors = async () => {
    const { clock, pair, heard } = connected({
      loss: 0.3,
      random: seededRandom(5),
    })
    for (let i = 0; i < 1000; i++) pair.left.send(String(i))
    await clock.advance(0)
    return heard.right
  }
  const first = await survivors()
  expect(first.length).toBeGreaterThan(640)
  expect(first.length).toBeLessThan(760)
  expect(await survivors()).toEqual(first)
})

test('loss without a random is refused, since such a run could not be replayed', () => {
  expect(() => socketPair(new VirtualClock(), { loss: 0.1 })).toThrow(RangeError)
})
