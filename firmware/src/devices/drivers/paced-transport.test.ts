import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { expect, test } from 'vitest'
import { PacedTransport } from './paced-transport.ts'

test('lets out no more than the line carries, whole messages in order, and says when it is done', async () => {
  const clock = new VirtualClock()
  const sent: Uint8Array[] = []
  let idle = 0
  const transport = new PacedTransport({ clock, send: (bytes) => sent.push(bytes), onIdle: () => idle++ })
  const messages = Array.from({ length: 300 }, (_, index) => new Uint8Array(7).fill(index % 128))
  for (const message of messages) transport.write(message)
  await clock.advance(100)
  // 57600 baud carry 576 bytes in 100 ms.
  expect(sent.length * 7).toBeLessThan(576)
  expect(idle).toBe(0)
  await clock.advance(900)
  expect(sent).toEqual(messages)
  expect(idle).toBe(1)
  expect(transport.isIdle).toBe(true)
  expect(clock.pendingTimers).toBe(0)
})

test('starts again from nothing rather than to queue without bound', async () => {
  const clock = new VirtualClock()
  let bytes = 0
  let told = 0
  const transport = new PacedTransport({
    clock,
    send: (message) => {
      bytes += message.length
    },
    onIdle: () => {},
  })
  for (let index = 0; index < 10_000; index++) transport.write(new Uint8Array(100), () => told++)
  await clock.advance(60_000)
  expect(bytes).toBeLessThanOrEqual(32_768)
  expect(told).toBe(10_000)
})
