import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { NetworkCable } from './network-cable.ts'

describe('the network cable', () => {
  let far: Server
  let cable: NetworkCable
  beforeEach(async () => {
    far = createServer((socket) => {
      socket.on('error', () => {})
      socket.pipe(socket)
    }).listen(0, '127.0.0.1')
    await once(far, 'listening')
    const { port } = far.address() as AddressInfo
    cable = new NetworkCable(() => port)
    await cable.start()
  })
  afterEach(async () => {
    await cable.stop()
    far.close()
  })

  function dial(): Socket {
    return connect(cable.port, '127.0.0.1').on('error', () => {})
  }
  async function plugIn(): Promise<Socket> {
    const socket = dial()
    await once(socket, 'connect')
    return socket
  }
  // `once` would reject at the reset that comes before the close.
  const closed = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve))
  async function echoed(socket: Socket, text: string): Promise<string> {
    socket.write(text)
    const [bytes] = await once(socket, 'data')
    return String(bytes)
  }

  test('carries bytes both ways', async () => {
    const socket = await plugIn()
    expect(await echoed(socket, 'hello')).toBe('hello')
    socket.destroy()
  })

  test('cut, ends every connection and lets no new one through', async () => {
    const before = await plugIn()
    await echoed(before, 'hello')
    const ended = closed(before)
    cable.cut()
    await ended
    await closed(dial())
    expect(cable.connected).toBe(false)
  })

  test('restored, carries again and tells of both changes', async () => {
    const told: boolean[] = []
    cable.onChange(() => told.push(cable.connected))
    cable.cut()
    cable.restore()
    expect(told).toEqual([false, true])
    const socket = await plugIn()
    expect(await echoed(socket, 'again')).toBe('again')
    socket.destroy()
  })

  test('ends the near side when there is nobody at the far side', async () => {
    far.close()
    await once(far, 'close')
    const socket = await plugIn()
    await closed(socket)
    expect(cable.connected).toBe(true)
  })
})
