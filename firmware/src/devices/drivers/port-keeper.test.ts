import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { beforeEach, expect, test } from 'vitest'
import type { BytePort, OpenBytePort } from '../byte-port.ts'
import { memoryBytePortPair } from '../memory-byte-port.ts'
import { PortKeeper } from './port-keeper.ts'

let clock: VirtualClock
let events: string[]
/** The device's end of the port that was opened last. */
let device: BytePort

beforeEach(() => {
  clock = new VirtualClock()
  events = []
})

test('opens again, once a second, for as long as the path does not open', async () => {
  let tries = 0
  const keeper = keep(async () => {
    if (++tries < 4) throw new Error('/dev/x does not open: No such file')
    return plug()
  })
  keeper.start()
  await clock.advance(2_500)
  expect(events).toEqual(Array.from({ length: 3 }, () => 'lost /dev/x does not open: No such file'))
  await clock.advance(500)
  expect(events.at(-1)).toBe('open')
  await keeper.stop()
})

test('opens again after the line was lost, and hands on what comes then', async () => {
  const keeper = keep(async () => plug())
  keeper.start()
  await clock.advance(0)
  const first = device
  await first.close()
  await clock.advance(1_000)
  device.write(Uint8Array.of(7))
  first.write(Uint8Array.of(9))
  await clock.advance(0)
  expect(events).toEqual(['open', 'lost /dev/x is gone: the other end hung up', 'open', 'data 7'])
  await keeper.stop()
})

test('tells of an open that hangs, and takes the port when it comes after all', async () => {
  let finish: (port: BytePort) => void = () => {}
  const keeper = keep(() => new Promise((resolve) => (finish = resolve)))
  keeper.start()
  await clock.advance(5_000)
  expect(events).toEqual(['lost /dev/x has not opened within 5000 ms'])
  finish(plug())
  await clock.advance(0)
  expect(events.at(-1)).toBe('open')
  await keeper.stop()
})

test('closes a port that opens after it was stopped, and leaves no timer', async () => {
  let finish: (port: BytePort) => void = () => {}
  const keeper = keep(() => new Promise((resolve) => (finish = resolve)))
  keeper.start()
  await keeper.stop()
  const port = plug()
  let hungUp = false
  device.onClose(() => {
    hungUp = true
  })
  finish(port)
  await clock.advance(0)
  expect(hungUp).toBe(true)
  expect(events).toEqual([])
  expect(clock.pendingTimers).toBe(0)
})

test('reopens on demand without telling of a loss', async () => {
  const keeper = keep(async () => plug())
  keeper.start()
  await clock.advance(0)
  await keeper.reopen()
  await clock.advance(0)
  expect(events).toEqual(['open', 'open'])
  await keeper.stop()
})

function keep(openPort: OpenBytePort): PortKeeper {
  return new PortKeeper({
    line: { path: '/dev/x', baudRate: 9_600 },
    openPort,
    clock,
    onOpen: () => events.push('open'),
    onData: (bytes) => events.push(`data ${bytes.join(' ')}`),
    onLost: (reason) => events.push(`lost ${reason}`),
  })
}

function plug(): BytePort {
  const [host, other] = memoryBytePortPair()
  device = other
  return host
}
