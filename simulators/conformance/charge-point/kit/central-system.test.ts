import { RPCClient } from 'ocpp-rpc'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CentralSystem } from './central-system.ts'

const now = '2026-11-23T04:00:00.000Z'
/** For waits that are to fail. */
const shortly = { within: 50 }

describe('the central system of the kit', () => {
  const central = new CentralSystem()
  let chargePoint: RPCClient

  beforeEach(async () => {
    await central.start()
    chargePoint = await connected(central)
  })
  afterEach(async () => {
    await chargePoint.close({ force: true })
    await central.stop()
  })

  const tellStatus = (connectorId: number, status: string, errorCode = 'NoError') =>
    chargePoint.call('StatusNotification', { connectorId, status, errorCode })

  test('believes only what it has seen, in the order in which it came', async () => {
    await chargePoint.call('Authorize', { idTag: 'A' })
    await chargePoint.call('StartTransaction', { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: now })
    await central.expectCall('StartTransaction', { idTag: 'A' })
    await expect(central.expectCall('Authorize', {}, shortly)).rejects.toThrow(/Authorize.req: not within/)
    await expect(central.expectCall('StopTransaction', {}, shortly)).rejects.toThrow(/not within/)
  })

  test('names the field that is not as wanted', async () => {
    await chargePoint.call('Authorize', { idTag: 'A' })
    await expect(central.expectCall('Authorize', { idTag: 'B' })).rejects.toThrow('idTag is "A", wanted "B"')
  })

  test('takes a field that must be left out at its word', async () => {
    const start = { connectorId: 1, idTag: 'A', meterStart: 0, timestamp: now, reservationId: 7 }
    await chargePoint.call('StartTransaction', start)
    await expect(central.expectCall('StartTransaction', { reservationId: undefined })).rejects.toThrow(
      'reservationId is 7',
    )
  })

  test('finds two calls in either order, and misses neither', async () => {
    await chargePoint.call('Heartbeat', {})
    await chargePoint.call('Authorize', { idTag: 'A' })
    const [authorise] = await central.expectBoth(['Authorize', { idTag: 'A' }], ['Heartbeat', {}])
    expect(authorise.request).toEqual({ idTag: 'A' })
    await expect(central.expectBoth(['Authorize', {}], ['Heartbeat', {}], shortly)).rejects.toThrow()
  })

  test('does not let an unexpected status pass', async () => {
    await tellStatus(1, 'Preparing')
    await tellStatus(1, 'Faulted', 'GroundFailure')
    await central.expectStatus(1, 'Preparing')
    await expect(central.expectStatus(1, 'Charging')).rejects.toThrow('became Faulted, wanted Charging')
  })

  test('passes over a status that may come, and one that is told again', async () => {
    for (const status of ['Preparing', 'Preparing', 'SuspendedEV', 'Available']) await tellStatus(2, status)
    await central.expectStatus(2, 'Preparing')
    await central.expectStatus(2, 'Available', { via: ['SuspendedEV'] })
  })

  test('wants the error code of a fault', async () => {
    await tellStatus(1, 'Faulted', 'OtherError')
    await expect(central.expectStatus(1, 'Faulted', { errorCode: 'GroundFailure' })).rejects.toThrow(
      'errorCode is OtherError',
    )
  })

  test('fails at once when a call comes that was not to come', async () => {
    const verdict = expect(central.expectNone('Heartbeat')).rejects.toThrow('no Heartbeat.req was to come')
    await chargePoint.call('Heartbeat', {})
    await verdict
  })

  test('keeps what breaks the published schemas', async () => {
    await expect(chargePoint.call('Authorize', { idTag: 'longer than twenty characters' })).rejects.toThrow()
    expect(central.breaches.join()).toContain('Authorize.req of the charge point breaks its schema')
  })

  test('tells a CALLERROR from a confirmation, and one status from another', async () => {
    chargePoint.handle('Reset', async () => ({ status: 'Rejected' }))
    await expect(central.call('ClearCache', {})).rejects.toThrow('CALLERROR NotImplemented')
    await expect(central.callFor('Reset', { type: 'Soft' }, 'Accepted')).rejects.toThrow('status is Rejected')
  })
})

async function connected(central: CentralSystem): Promise<RPCClient> {
  const client = new RPCClient({
    endpoint: central.url().replace(/\/[^/]+$/, ''),
    identity: 'CP-CONFORMANCE-1',
    protocols: ['ocpp1.6'],
    reconnect: false,
  } as ConstructorParameters<typeof RPCClient>[0])
  await client.connect()
  await central.expectConnection()
  return client
}
