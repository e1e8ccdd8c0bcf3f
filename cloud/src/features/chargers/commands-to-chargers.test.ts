import type { RPCClient } from 'ocpp-rpc'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestCloud, type TestCloud, testNow } from '../../testing/test-cloud.ts'
import type { CommandOutcome } from './commands-to-chargers.ts'

let system: TestCloud
let charger: RPCClient
beforeEach(async () => {
  system = await startTestCloud()
  charger = await system.connect()
})
afterEach(() => system.stop())

const command = async (action: string, body: object = {}) =>
  (await system.api<CommandOutcome>(`/chargers/CLK-0001/commands/${action}`, { method: 'POST', body })).body

test('an operator starts and stops a session remotely', async () => {
  const asked: unknown[] = []
  for (const action of ['RemoteStartTransaction', 'RemoteStopTransaction'])
    charger.handle(action, async ({ params }) => {
      asked.push(params)
      return { status: 'Accepted' }
    })
  const start = { idTag: '04a1b2c3d4e5f6', connectorId: 2 }
  const started = await system.api('/chargers/CLK-0001/start', { method: 'POST', body: start })
  expect(started.body).toEqual({
    outcome: 'accepted',
    detail: 'The charger answered Accepted.',
    confirmation: { status: 'Accepted' },
  })
  const { transactionId } = (await charger.call('StartTransaction', {
    connectorId: 2,
    idTag: '04A1B2C3D4E5F6',
    meterStart: 0,
    timestamp: new Date(testNow).toISOString(),
  })) as { transactionId: number }
  const { body } = await system.api<{ items: { id: string }[] }>('/sessions')
  const path = `/sessions/${body.items[0]?.id}/stop`
  expect((await system.api(path, { method: 'POST' })).body).toMatchObject({ outcome: 'accepted' })
  expect(asked).toEqual([{ idTag: '04A1B2C3D4E5F6', connectorId: 2 }, { transactionId }])

  await charger.call('StopTransaction', {
    transactionId,
    meterStop: 0,
    timestamp: new Date(testNow).toISOString(),
  })
  expect((await system.api(path, { method: 'POST' })).status).toBe(409)
})

test('every answer of a charger has its outcome', async () => {
  charger.handle('Reset', async () => ({ status: 'Rejected' }))
  expect(await command('Reset', { type: 'Soft' })).toMatchObject({ outcome: 'rejected' })

  charger.handle('ChangeAvailability', async () => ({ status: 'Scheduled' }))
  expect(await command('ChangeAvailability', { connectorId: 1, type: 'Inoperative' })).toMatchObject({
    outcome: 'accepted',
    confirmation: { status: 'Scheduled' },
  })

  charger.handle('GetConfiguration', async () => ({ configurationKey: [], unknownKey: ['x'] }))
  expect(await command('GetConfiguration', { key: ['x'] })).toMatchObject({
    outcome: 'accepted',
    confirmation: { configurationKey: [], unknownKey: ['x'] },
  })

  expect(await command('ClearCache')).toMatchObject({
    outcome: 'failed',
    detail: expect.stringContaining('NotImplemented'),
  })
})

test('a charger that leaves before it answers is told apart from one that is not there', async () => {
  charger.handle('ClearCache', async () => {
    await charger.close({ force: true })
    return {}
  })
  expect(await command('ClearCache')).toMatchObject({ outcome: 'noAnswer' })
  expect(await command('ClearCache')).toMatchObject({ outcome: 'notConnected' })
})

test('a charger that nobody registered, and a request that OCPP does not allow, are refused', async () => {
  const unknown = await system.api('/chargers/CLK-9999/commands/ClearCache', { method: 'POST', body: {} })
  expect(unknown.status).toBe(404)
  const wrong = await system.api('/chargers/CLK-0001/commands/Reset', {
    method: 'POST',
    body: { type: 'Warm' },
  })
  expect(wrong).toMatchObject({ status: 400, body: { errors: [{ path: 'type' }] } })
})

test('a new charger gets a password that is shown once and lets it in', async () => {
  const body = {
    site: 'sangeh-monkey-forest',
    name: 'Pos 3',
    connectors: [{ connectorId: 1, voltageV: 220, maxPowerW: 1200 }],
  }
  const put = () => system.api<{ password: string | null }>('/chargers/CLK-0003', { method: 'PUT', body })
  const created = await put()
  expect(created.body).toMatchObject({ chargePointId: 'CLK-0003', validation: 'strict', online: false })
  const { password } = created.body
  if (password === null) throw new Error('No password was shown.')
  await system.connect('CLK-0003', { password })
  expect((await put()).body.password).toBeNull()
  await system.connect('CLK-0003', { password })
})

test('a password is changed through the charger, and the old one ends when the new one is used', async () => {
  let given = ''
  charger.handle('ChangeConfiguration', async ({ params }) => {
    given = String(params?.value)
    return { status: 'Accepted' }
  })
  const rotate = () => system.api('/chargers/CLK-0001/password', { method: 'POST' })
  expect((await rotate()).body).toMatchObject({ outcome: 'accepted' })
  expect(given).toMatch(/^[0-9a-f]{40}$/)
  await system.connect('CLK-0001')
  await system.connect('CLK-0001', { password: given })
  await expect(system.connect('CLK-0001')).rejects.toThrow('Unauthorized')
})

test('a charger that refuses a new password keeps the old one', async () => {
  let given = ''
  charger.handle('ChangeConfiguration', async ({ params }) => {
    given = String(params?.value)
    return { status: 'Rejected' }
  })
  await system.api('/chargers/CLK-0001/password', { method: 'POST' })
  await expect(system.connect('CLK-0001', { password: given })).rejects.toThrow('Unauthorized')
  await system.connect('CLK-0001')
})

test('a second new password that a charger refuses leaves the first good, which it has', async () => {
  const given: string[] = []
  charger.handle('ChangeConfiguration', async ({ params }) => {
    given.push(String(params?.value))
    return { status: given.length === 1 ? 'Accepted' : 'Rejected' }
  })
  const rotate = () => system.api('/chargers/CLK-0001/password', { method: 'POST' })
  expect((await rotate()).body).toMatchObject({ outcome: 'accepted' })
  expect((await rotate()).body).toMatchObject({ outcome: 'rejected' })
  const [first = '', second = ''] = given
  await expect(system.connect('CLK-0001', { password: second })).rejects.toThrow('Unauthorized')
  await system.connect('CLK-0001', { password: first })
})

test('a password cannot be changed past us', async () => {
  const body = { key: 'AuthorizationKey', value: 'x'.repeat(20) }
  const path = '/chargers/CLK-0001/commands/ChangeConfiguration'
  expect((await system.api(path, { method: 'POST', body })).status).toBe(409)
})

test('a charger that has sold something stays at its site, with what it has sold', async () => {
  const kuta = { name: 'Kuta', address: 'Kuta', latitude: -8.7, longitude: 115.1, timeZone: 'Asia/Makassar' }
  await system.api('/sites/kuta', { method: 'PUT', body: kuta })
  const connectors = [{ connectorId: 1, voltageV: 220, maxPowerW: 1200 }]
  const move = (id: string) =>
    system.api(`/chargers/${id}`, { method: 'PUT', body: { site: 'kuta', name: 'Pos', connectors } })
  expect(await move('CLK-0002')).toMatchObject({ status: 200, body: { site: { slug: 'kuta' } } })
  const seller = await system.connect('CLK-0001')
  const start = { connectorId: 1, idTag: '04A1B2C3D4E5F6', meterStart: 0, timestamp: '2026-11-23T03:00:00Z' }
  await seller.call('StartTransaction', start)
  expect(await move('CLK-0001')).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('give it a new id at kuta') },
  })
  const { body } = await system.api<{ site: { slug: string } }>('/chargers/CLK-0001')
  expect(body.site.slug).toBe('sangeh-monkey-forest')
})
