import { seededRandom } from '@colok/shared/testing/seeded-random'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { expect, test } from 'vitest'
import { Connection } from './connection.ts'
import type { OcppSocket, SocketListener } from './socket.ts'

/** A connection whose sockets are in the hands of the test. */
function bench(pingIntervalS = 0, onAsked: (action: string) => void = () => {}) {
  const clock = new VirtualClock()
  const sockets: {
    listener: SocketListener
    sent: string[]
    pings: number
    closed: boolean
    atMs: number
    takes: boolean
  }[] = []
  const links: string[] = []
  const connection = new Connection({
    dial: (_, listener): OcppSocket => {
      const socket = {
        listener,
        sent: [] as string[],
        pings: 0,
        closed: false,
        atMs: clock.monotonicMs(),
        takes: true,
      }
      sockets.push(socket)
      return {
        send: (text) => {
          if (!socket.takes) throw new Error('not open')
          socket.sent.push(text)
        },
        ping: () => {
          socket.pings += 1
        },
        close: () => {
          socket.closed = true
        },
      }
    },
    clock,
    random: seededRandom(7),
    newMessageId: () => 'id-1',
    target: () => ({ url: 'ws://127.0.0.1:9/CLK-0001', credentials: null }),
    pingIntervalMs: () => pingIntervalS * 1_000,
    desk: {
      ask: ({ action }) => {
        onAsked(action)
        return new Promise(() => {})
      },
    },
    onLink: (link) => links.push(link),
    onProblem: () => {},
    onFrame: () => {},
  })
  return { clock, sockets, links, connection }
}

test('dials again with a growing, jittered wait, and at once small after a success', async () => {
  const { clock, sockets, connection } = bench()
  connection.start()
  for (let attempt = 0; attempt < 9; attempt += 1) {
    sockets.at(-1)!.listener.onClose('refused')
    await clock.advance(60_000)
  }
  const gaps = sockets.slice(1).map(({ atMs }, index) => {
    const failedAtMs = index * 60_000
    return atMs - failedAtMs
  })
  for (const [index, gapMs] of gaps.entries()) {
    const ceilingMs = Math.min(60_000, 1_000 * 2 ** index)
    expect(gapMs).toBeGreaterThanOrEqual(ceilingMs / 2)
    expect(gapMs).toBeLessThanOrEqual(ceilingMs)
  }
  expect(
    new Set(gaps.map((gapMs, index) => gapMs / Math.min(60_000, 1_000 * 2 ** index))).size,
  ).toBeGreaterThan(5)
  sockets.at(-1)!.listener.onOpen()
  sockets.at(-1)!.listener.onClose('gone')
  const before = sockets.length
  await clock.advance(1_000)
  expect(sockets).toHaveLength(before + 1)
})

test('a line without a pong is dropped and dialled anew', async () => {
  const { clock, sockets, links, connection } = bench(30)
  connection.start()
  sockets[0]!.listener.onOpen()
  await clock.advance(30_000)
  sockets[0]!.listener.onPong()
  await clock.advance(49_000)
  expect(links).toEqual(['up'])
  await clock.advance(2_000)
  expect(sockets[0]!.closed).toBe(true)
  expect(links).toEqual(['up', 'down'])
  await clock.advance(1_000)
  expect(sockets).toHaveLength(2)
})

test('late events of an old socket touch nothing of the new one', async () => {
  const { clock, sockets, links, connection } = bench()
  connection.start()
  sockets[0]!.listener.onOpen()
  connection.restart()
  await clock.advance(1_000)
  sockets[1]!.listener.onOpen()
  expect(links).toEqual(['up', 'down', 'up'])
  sockets[0]!.listener.onClose('late')
  sockets[0]!.listener.onMessage('[2,"1","Reset",{"type":"Hard"}]')
  expect(links).toEqual(['up', 'down', 'up'])
  expect(sockets[0]!.sent).toEqual([])
})

test('a call without a connection, or cut off under way, is closed', async () => {
  const { clock, sockets, connection } = bench()
  expect(await connection.call('Heartbeat', {})).toEqual({ kind: 'closed' })
  connection.start()
  sockets[0]!.listener.onOpen()
  const call = connection.call('Heartbeat', {})
  await clock.advance(10)
  expect(sockets[0]!.sent).toEqual(['[2,"id-1","Heartbeat",{}]'])
  sockets[0]!.listener.onClose('gone')
  expect(await call).toEqual({ kind: 'closed' })
})

test('a socket that takes no more is at its end: the line is down before its call is closed', async () => {
  const { clock, sockets, links, connection } = bench()
  connection.start()
  sockets[0]!.listener.onOpen()
  sockets[0]!.takes = false
  const result = await connection.call('Heartbeat', {})
  expect(result).toEqual({ kind: 'closed' })
  expect(links).toEqual(['up', 'down'])
  expect(sockets[0]!.closed).toBe(true)
  await clock.advance(1_000)
  expect(sockets).toHaveLength(2)
})

test('stopped, it dials no more and leaves no timer behind', async () => {
  const { clock, sockets, connection } = bench(30)
  connection.start()
  sockets[0]!.listener.onOpen()
  await clock.advance(31_000)
  connection.stop()
  await clock.advance(600_000)
  expect(sockets).toHaveLength(1)
  expect(clock.pendingTimers).toBe(0)
})

test('while a call of the central system waits for its answer, nothing of ours overtakes it', async () => {
  const { clock, sockets, connection } = bench()
  connection.start()
  sockets[0]!.listener.onOpen()
  sockets[0]!.listener.onMessage('[2,"csms-1","ClearCache",{}]')
  await clock.advance(10)
  void connection.call('Heartbeat', {})
  await clock.advance(10)
  expect(sockets[0]!.sent).toEqual([])
})

test('what an answer brings about comes before the call, or the end, in the same segment', async () => {
  const order: string[] = []
  const { clock, sockets, links, connection } = bench(0, (action) => order.push(action))
  connection.start()
  const { listener } = sockets[0]!
  listener.onOpen()
  const call = connection.call('Heartbeat', {}).then((result) => order.push(result.kind))
  await clock.advance(10)
  listener.onMessage('[3,"id-1",{"currentTime":"2026-11-23T00:00:00.000Z"}]')
  listener.onMessage('[2,"csms-1","GetConfiguration",{}]')
  listener.onClose('gone')
  expect(links).toEqual(['up'])
  await clock.advance(10)
  await call
  expect(order).toEqual(['confirmed', 'GetConfiguration'])
  expect(links).toEqual(['up', 'down'])
})
