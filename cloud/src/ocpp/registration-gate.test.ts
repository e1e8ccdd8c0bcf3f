import type { RPCClient } from 'ocpp-rpc'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestCloud, type TestCloud, testNow } from '../testing/test-cloud.ts'

let system: TestCloud
let charger: RPCClient
beforeEach(async () => {
  system = await startTestCloud()
  charger = await system.connect()
})
afterEach(() => system.stop())

const boot = async () => {
  const answer = await charger.call('BootNotification', {
    chargePointVendor: 'Maker',
    chargePointModel: 'Two',
  })
  return answer as { status: string; interval: number }
}
const register = (registration: string) =>
  system.api('/chargers/CLK-0001/registration', { method: 'PUT', body: { registration } })
const command = async (action: string, body: object) =>
  (await system.api(`/chargers/CLK-0001/commands/${action}`, { method: 'POST', body })).body
const status = { connectorId: 1, status: 'Available', errorCode: 'NoError' }

test('a charger that is pending is heard in what it was asked for and in nothing else', async () => {
  charger.handle('TriggerMessage', async () => ({ status: 'Accepted' }))
  await register('Pending')
  expect(await boot()).toMatchObject({ status: 'Pending', interval: 60 })
  await expect(charger.call('StatusNotification', status)).rejects.toMatchObject({
    rpcErrorCode: 'SecurityError',
  })
  await command('TriggerMessage', { requestedMessage: 'StatusNotification', connectorId: 1 })
  expect(await charger.call('StatusNotification', status)).toEqual({})
  await expect(charger.call('Authorize', { idTag: '04A1B2C3D4E5F6' })).rejects.toThrow()
})

test('a charger that is pending can be set up, and cannot be made to deliver', async () => {
  charger.handle('GetConfiguration', async () => ({ configurationKey: [] }))
  charger.handle('RemoteStartTransaction', async () => ({ status: 'Accepted' }))
  await register('Pending')
  expect(await command('GetConfiguration', {})).toMatchObject({ outcome: 'accepted' })
  expect(await command('RemoteStartTransaction', { idTag: '04A1B2C3D4E5F6' })).toMatchObject({
    outcome: 'notAccepted',
  })
})

test('a charger that is rejected is left alone, and asked to boot when it is accepted', async () => {
  const asked = Promise.withResolvers<unknown>()
  charger.handle('TriggerMessage', async ({ params }) => {
    asked.resolve(params)
    return { status: 'Accepted' }
  })
  await register('Rejected')
  expect(await boot()).toMatchObject({ status: 'Rejected' })
  expect(await command('GetConfiguration', {})).toMatchObject({ outcome: 'notAccepted' })
  await expect(charger.call('Heartbeat', {})).rejects.toMatchObject({ rpcErrorCode: 'SecurityError' })
  await register('Accepted')
  expect(await asked.promise).toEqual({ requestedMessage: 'BootNotification' })
  expect(await boot()).toMatchObject({ status: 'Accepted' })
  expect(await charger.call('Heartbeat', {})).toMatchObject({ currentTime: expect.any(String) })
})

test('a stop that is refused since the charger is not accepted is kept all the same, once', async () => {
  await register('Rejected')
  const stop = { transactionId: 7, meterStop: 100, timestamp: new Date(testNow).toISOString() }
  for (let times = 0; times < 2; times += 1)
    await expect(charger.call('StopTransaction', stop)).rejects.toMatchObject({
      rpcErrorCode: 'SecurityError',
    })
  const { body } = await system.api('/suspect-messages')
  expect(body).toMatchObject({
    items: [{ action: 'StopTransaction', request: stop, reasons: ['chargerNotAccepted'] }],
  })
  expect((body as { items: object[] }).items).toHaveLength(1)
})

test('a registration of nobody, or of another kind, is refused', async () => {
  expect((await register('Maybe')).status).toBe(400)
  const unknown = await system.api('/chargers/CLK-9999/registration', {
    method: 'PUT',
    body: { registration: 'Accepted' },
  })
  expect(unknown.status).toBe(404)
})
