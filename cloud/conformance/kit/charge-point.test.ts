import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { FrameLog } from '@colok/shared/testing/conformance/frame-log'
import { type RPCClient, RPCServer } from 'ocpp-rpc'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ChargePoint } from './charge-point.ts'
import { answered } from './states.ts'

const accepted = { confirmation: { status: 'Accepted' }, outcome: 'accepted' } as const
const password = 'the right one'

describe('the charge point of the kit', () => {
  let server: RPCServer
  let chargePoint: ChargePoint
  let central: RPCClient

  beforeEach(async () => {
    server = new RPCServer({ protocols: ['ocpp1.6'], strictMode: false })
    server.auth((accept, reject, handshake) =>
      handshake.password?.toString() === password ? accept() : reject(401, 'Unauthorized'),
    )
    const http = await server.listen(0, '127.0.0.1')
    const endpoint = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`
    chargePoint = new ChargePoint({ id: 'TC', endpoint, password, log: new FrameLog() })
    const connected = once(server, 'client')
    await chargePoint.connect()
    central = (await connected)[0] as RPCClient
  })
  afterEach(async () => {
    await chargePoint.disconnect()
    await server.close({ force: true })
  })

  test('fails when another call comes than the one that the case waits for', async () => {
    chargePoint.answer('Reset', { status: 'Accepted' })
    await central.call('Reset', { type: 'Hard' })
    await expect(chargePoint.expectCall('ClearCache')).rejects.toThrow(
      'Reset.req came, wanted ClearCache.req',
    )
  })

  test('takes calls in their order, and names the field that is not as wanted', async () => {
    chargePoint.answer('Reset', { status: 'Accepted' })
    await central.call('Reset', { type: 'Hard' })
    await central.call('Reset', { type: 'Soft' })
    await chargePoint.expectCall('Reset', { type: 'Hard' })
    await expect(chargePoint.expectCall('Reset', { type: 'Hard' })).rejects.toThrow(
      'type is "Soft", wanted "Hard"',
    )
  })

  test('takes a field that must be left out at its word', async () => {
    chargePoint.answer('RemoteStartTransaction', { status: 'Accepted' })
    await central.call('RemoteStartTransaction', { idTag: 'A', connectorId: 1 })
    await expect(
      chargePoint.expectCall('RemoteStartTransaction', { idTag: 'A', connectorId: undefined }),
    ).rejects.toThrow('connectorId is 1')
  })

  test('tells of calls that nobody asked for, and cannot answer them', async () => {
    await expect(central.call('ClearCache', {})).rejects.toMatchObject({ rpcErrorCode: 'NotImplemented' })
    expect(chargePoint.unexpected).toEqual(['ClearCache.req came unasked: {}'])
  })

  test('keeps what breaks the published schemas', async () => {
    central.handle('Authorize', async () => ({ idTagInfo: { status: 'Perhaps' } }))
    await expect(chargePoint.call('Authorize', { idTag: 'A' })).rejects.toThrow(
      'Authorize.req was answered by',
    )
    expect(chargePoint.breaches.join()).toContain('Authorize.conf of the central system breaks its schema')
  })

  test('tells a CALLERROR by its code', async () => {
    await expect(chargePoint.call('Heartbeat', {})).rejects.toThrow('answered by NotImplemented')
  })

  test('tells one refusal from another, and from none', async () => {
    await chargePoint.expectRefusal(401, { password: 'wrong' })
    await expect(chargePoint.expectRefusal(403, { password: 'wrong' })).rejects.toThrow('refused: 401')
    await expect(chargePoint.expectRefusal('in the TLS handshake', { password: 'wrong' })).rejects.toThrow()
    await expect(chargePoint.expectRefusal(401, {})).rejects.toThrow('it was let in')
  })

  test('holds what the operator is told against what was confirmed', async () => {
    const told = (outcome: string, confirmation: object) =>
      answered(chargePoint, 'ClearCache', accepted, async () => ({ outcome, confirmation, detail: '…' }))
    await told('accepted', { status: 'Accepted' })
    await expect(told('rejected', { status: 'Accepted' })).rejects.toThrow('told rejected')
    await expect(told('accepted', { status: 'Rejected' })).rejects.toThrow('confirmed by')
  })
})
