import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Charger } from '../features/chargers/schemas.ts'
import { password, startTestCloud, type TestCloud } from '../testing/test-cloud.ts'

let system: TestCloud
const sockets: WebSocket[] = []
beforeEach(async () => {
  system = await startTestCloud()
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate()
  await system.stop()
})

const basic = (username: string, secret = password) =>
  `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`

/** A bare web socket, to send what no OCPP library would. */
const open = (
  path = '/ocpp/CLK-0001',
  options: { authorization?: string; protocols?: string[] } = {},
): WebSocket => {
  const { authorization = basic('CLK-0001'), protocols = ['ocpp1.6'] } = options
  const socket = new WebSocket(`ws://127.0.0.1:${system.port}${path}`, protocols, {
    headers: { authorization },
  })
  sockets.push(socket)
  return socket
}

/** The HTTP status that a handshake was refused with. */
const refusal = async (socket: WebSocket): Promise<number> => {
  socket.on('error', () => {})
  const [, response] = await once(socket, 'unexpected-response')
  return response.statusCode
}

const ask = async (socket: WebSocket, text: string): Promise<unknown[]> => {
  socket.send(text)
  const [answer] = await once(socket, 'message')
  return JSON.parse(String(answer))
}

const isOnline = async () => (await system.api<Charger>('/chargers/CLK-0001')).body.online

test('a charger with its own password is let in, and is then online', async () => {
  const socket = open()
  await once(socket, 'open')
  expect(socket.protocol).toBe('ocpp1.6')
  await expect.poll(isOnline).toBe(true)
  socket.close()
  await expect.poll(isOnline).toBe(false)
})

test('a wrong password, or another charger’s name, is refused and logged without the password', async () => {
  expect(await refusal(open('/ocpp/CLK-0001', { authorization: basic('CLK-0001', 'wrong') }))).toBe(401)
  expect(await refusal(open('/ocpp/CLK-0001', { authorization: basic('CLK-0002') }))).toBe(401)
  const logged = system.logged.filter(({ msg }) => msg === 'a charger was not let in')
  expect(logged).toMatchObject([
    { chargePointId: 'CLK-0001', failures: 1 },
    { chargePointId: 'CLK-0001', failures: 2 },
  ])
  expect(JSON.stringify(logged)).not.toMatch(/wrong"|Basic/)
})

test('the password of a charger reaches that charger only', async () => {
  const { body } = await system.api<{ password: string }>('/chargers/CLK-0003', {
    method: 'PUT',
    body: {
      site: 'sangeh-monkey-forest',
      name: 'Pos 3',
      connectors: [{ connectorId: 1, voltageV: 220, maxPowerW: 1200 }],
    },
  })
  const own = open('/ocpp/CLK-0003', { authorization: basic('CLK-0003', body.password) })
  await once(own, 'open')
  for (const username of ['CLK-0001', 'CLK-0003'])
    expect(await refusal(open('/ocpp/CLK-0001', { authorization: basic(username, body.password) }))).toBe(401)
  expect(await refusal(open('/ocpp/CLK-0003', { authorization: basic('CLK-0003') }))).toBe(401)
})

test('who keeps guessing is told of once it is too often: in the log, in the history, to webhooks', async () => {
  await system.api('/webhooks', {
    method: 'POST',
    body: { url: 'http://127.0.0.1:1/', types: ['charger.refused'] },
  })
  const guess = (chargePointId: string) =>
    refusal(open(`/ocpp/${chargePointId}`, { authorization: basic(chargePointId, 'guess') }))
  const statuses: number[] = []
  while (statuses.filter((status) => status === 401).length < 5)
    statuses.push(...(await Promise.all([guess('CLK-0001'), guess('CLK-0001')])))
  const { body } = await system.api<{ items: { kind: string; detail: object }[] }>(
    '/chargers/CLK-0001/history',
  )
  expect(body.items.filter(({ kind }) => kind === 'ConnectionRefused')).toMatchObject([
    { detail: { address: '127.0.0.1', failures: 5, status: '401 Unauthorized' } },
  ])
  const alerts = system.logged.filter(({ level }) => level === 50)
  expect(alerts).toMatchObject([{ msg: 'a charger was not let in', failures: 5 }])
  const told = await system.database.read.all<{ type: string; payload: string }>(
    'select type, payload from webhook_delivery',
    [],
  )
  expect(told.map(({ type }) => type)).toEqual(['charger.refused'])
  expect(told[0]?.payload).not.toContain('guess')
})

test('an unknown charger, another path or a broken encoding is not found', async () => {
  expect(await refusal(open('/ocpp/CLK-9999'))).toBe(404)
  expect(await refusal(open('/ocpp/'))).toBe(404)
  expect(await refusal(open('/elsewhere/CLK-0001'))).toBe(404)
  expect(await refusal(open('/ocpp/%E0%A4%A'))).toBe(404)
})

test('the id in the address may be percent-encoded', async () => {
  await once(open('/ocpp/CLK%2D0001'), 'open')
})

test('without the subprotocol ocpp1.6 the handshake is completed and the socket closed', async () => {
  const socket = open('/ocpp/CLK-0001', { protocols: [] })
  await once(socket, 'open')
  expect(socket.protocol).toBe('')
  const [code] = await once(socket, 'close')
  expect(code).toBe(1002)
})

test('of several subprotocols it chooses ocpp1.6', async () => {
  const socket = open('/ocpp/CLK-0001', { protocols: ['ocpp2.0.1', 'ocpp1.6'] })
  await once(socket, 'open')
  expect(socket.protocol).toBe('ocpp1.6')
})

test('the newest connection wins, and the late close of the old one leaves it alone', async () => {
  const older = open()
  await once(older, 'open')
  const newer = open()
  const closed = once(older, 'close')
  await once(newer, 'open')
  await closed
  expect(await ask(newer, '[2,"1","Heartbeat",{}]')).toMatchObject([3, '1', {}])
  await expect.poll(isOnline).toBe(true)
  const result = system.api('/chargers/CLK-0001/commands/ClearCache', { method: 'POST', body: {} })
  const [call] = await once(newer, 'message')
  const [, messageId] = JSON.parse(String(call))
  newer.send(JSON.stringify([3, messageId, { status: 'Accepted' }]))
  expect((await result).body).toMatchObject({ outcome: 'accepted' })
})

test('bad JSON, unknown actions and wrong payloads get their CALLERROR, and service goes on', async () => {
  const socket = open()
  await once(socket, 'open')
  const errorFor = async (text: string) => (await ask(socket, text)).slice(0, 3)
  expect(await errorFor('{not json')).toEqual([4, '-1', 'FormationViolation'])
  expect(await errorFor('[2,"2","MakeCoffee",{}]')).toEqual([4, '2', 'NotImplemented'])
  expect(await errorFor('[2,"3","ClearCache",{}]')).toEqual([4, '3', 'NotSupported'])
  expect(await errorFor('[2,"4","Authorize",{}]')).toEqual([4, '4', 'OccurenceConstraintViolation'])
  expect(await errorFor('[2,"5","Authorize",{"idTag":7}]')).toEqual([4, '5', 'TypeConstraintViolation'])
  const status = { connectorId: 9999, errorCode: 'NoError', status: 'Available' }
  const unheardOf = JSON.stringify([2, '6', 'StatusNotification', status])
  expect(await errorFor(unheardOf)).toEqual([4, '6', 'PropertyConstraintViolation'])
  expect(await ask(socket, '[2,"7","Heartbeat",{}]')).toMatchObject([
    3,
    '7',
    { currentTime: expect.any(String) },
  ])
  expect(system.logged.filter(({ problem }) => problem !== undefined)).toHaveLength(6)
})

test('a message of more than 64 KiB ends that connection and no other', async () => {
  const bystander = open('/ocpp/CLK-0002', { authorization: basic('CLK-0002') })
  const socket = open()
  await Promise.all([once(bystander, 'open'), once(socket, 'open')])
  socket.send(`[2,"1","DataTransfer",{"vendorId":"x","data":"${'x'.repeat(70_000)}"}]`)
  const [code] = await once(socket, 'close')
  expect(code).toBe(1009)
  expect(await ask(bystander, '[2,"1","Heartbeat",{}]')).toMatchObject([3, '1', {}])
})

test('a binary frame ends the connection', async () => {
  const socket = open()
  await once(socket, 'open')
  socket.send(Buffer.from('[2,"1","Heartbeat",{}]'))
  const [code] = await once(socket, 'close')
  expect(code).toBe(1003)
})

test('messages of unknown vendors are answered as such, and ours that make no sense refused', async () => {
  const socket = open()
  await once(socket, 'open')
  const transfer = (messageId: string, payload: object) =>
    ask(socket, JSON.stringify([2, messageId, 'DataTransfer', payload]))
  expect(await transfer('1', { vendorId: 'else' })).toEqual([3, '1', { status: 'UnknownVendorId' }])
  expect(await transfer('2', { vendorId: 'id.colok' })).toEqual([3, '2', { status: 'UnknownMessageId' }])
  expect(await transfer('3', { vendorId: 'id.colok', messageId: 'MeterSignature', data: '{}' })).toEqual([
    3,
    '3',
    { status: 'Rejected' },
  ])
})

test('notices of every kind are kept for the operators', async () => {
  const charger = await system.connect()
  await charger.call('DiagnosticsStatusNotification', { status: 'Uploaded' })
  await charger.call('FirmwareStatusNotification', { status: 'Installed' })
  await charger.call('LogStatusNotification', { status: 'Uploaded', requestId: 1 })
  await charger.call('SignedFirmwareStatusNotification', { status: 'Installed' })
  await charger.call('SecurityEventNotification', {
    type: 'TamperDetectionActivated',
    timestamp: '2026-11-23T03:00:00Z',
  })
  expect(await charger.call('SignCertificate', { csr: 'CSR' })).toEqual({ status: 'Rejected' })
  const { body } = await system.api<{ items: { kind: string }[] }>('/chargers/CLK-0001/history')
  expect(body.items.map(({ kind }) => kind)).toEqual([
    'SignCertificate',
    'SecurityEventNotification',
    'SignedFirmwareStatusNotification',
    'LogStatusNotification',
    'FirmwareStatusNotification',
    'DiagnosticsStatusNotification',
  ])
})
