import { type SocketEnd, socketPair } from '@colok/shared/testing/socket-pair'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startVirtualCloud, type VirtualCloud } from '../testing/virtual-cloud.ts'
import type { ChargerSocket } from './socket.ts'

let system: VirtualCloud
beforeEach(async () => {
  system = await startVirtualCloud()
})
afterEach(() => system.stop())

/** A charger in memory that answers pings only while `answers` is true. */
async function connect(options: { answersPings?: boolean } = {}) {
  const pair = socketPair(system.clock)
  const received: string[] = []
  pair.right.onMessage((text) => void received.push(text))
  let pong = () => {}
  let pings = 0
  const socket: ChargerSocket = Object.assign(pair.left as SocketEnd, {
    ping: () => {
      pings += 1
      if (options.answersPings) system.clock.after(10, () => pong())
    },
    onPong: (listener: () => void) => {
      pong = listener
    },
  })
  await system.whileAdvancing(system.cloud.acceptSocket('CLK-0001', socket))
  await system.clock.advance(10)
  return { charger: pair.right, received, pings: () => pings }
}

const connected = async () => {
  const rows = await system.database.read.all<{ connected: number }>(
    "select connected from charger where charge_point_id = 'CLK-0001'",
    [],
  )
  return rows[0]?.connected === 1
}

test('a charger that answers pings stays connected however quiet it is', async () => {
  const { charger, pings } = await connect({ answersPings: true })
  await system.clock.advance(3_600_000)
  expect(pings()).toBeGreaterThan(50)
  expect(charger.isOpen).toBe(true)
  expect(await connected()).toBe(true)
})

test('a charger that does not answer a ping by the deadline is disconnected', async () => {
  const { charger } = await connect({ answersPings: false })
  await system.clock.advance(85_000)
  expect(charger.isOpen).toBe(true)
  await system.clock.advance(10_000)
  expect(charger.isOpen).toBe(false)
  expect(await connected()).toBe(false)
})

test('where there are no pings, silence for the idle limit ends the connection', async () => {
  const pair = socketPair(system.clock)
  await system.whileAdvancing(system.cloud.acceptSocket('CLK-0001', pair.left))
  await system.clock.advance(200_000)
  pair.right.send('[2,"1","Heartbeat",{}]')
  await system.clock.advance(200_000)
  expect(await connected()).toBe(true)
  await system.clock.advance(101_000)
  expect(pair.right.isOpen).toBe(false)
  expect(await connected()).toBe(false)
})

test('a cut line that heals after the charger is back does not take it offline', async () => {
  const older = socketPair(system.clock)
  await system.whileAdvancing(system.cloud.acceptSocket('CLK-0001', older.left))
  older.cut()
  older.right.close()
  const { charger, received } = await connect({ answersPings: true })
  older.heal()
  await system.clock.advance(1000)
  charger.send('[2,"1","Heartbeat",{}]')
  await system.clock.advance(100)
  expect(received).toHaveLength(1)
  expect(await connected()).toBe(true)
})

test('each claim has a higher epoch than the one before', async () => {
  const epoch = async () => {
    const rows = await system.database.read.all<{ connectionEpoch: number }>(
      "select connection_epoch from charger where charge_point_id = 'CLK-0001'",
      [],
    )
    return rows[0]?.connectionEpoch
  }
  await connect()
  expect(await epoch()).toBe(1)
  await connect()
  expect(await epoch()).toBe(2)
})

test('a socket for a charger that nobody registered is refused', async () => {
  await expect(system.cloud.acceptSocket('CLK-9999', socketPair(system.clock).left)).rejects.toThrow(
    'CLK-9999',
  )
})
