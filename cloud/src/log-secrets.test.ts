import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { password, startTestCloud } from './testing/test-cloud.ts'

const card = '04A1B2C3D4E5F6'

test('whatever happens, no card, password or key stands in the log', async () => {
  const system = await startTestCloud()
  const secrets = [card, password, Buffer.from(`CLK-0001:${password}`).toString('base64'), system.operatorKey]
  const charger = await system.connect()
  for (const action of ['RemoteStartTransaction', 'SendLocalList', 'ReserveNow', 'ChangeConfiguration'])
    charger.handle(action, async () => ({ status: 'Accepted' }))
  const started = await charger.call('StartTransaction', {
    connectorId: 1,
    idTag: card,
    meterStart: 0,
    timestamp: '2026-11-23T03:00:00Z',
  })
  expect(started).toMatchObject({ idTagInfo: { status: 'Accepted' } })
  await charger.call('Authorize', { idTag: card })
  for (const [path, body] of [
    ['/chargers/CLK-0001/start', { idTag: card }],
    ['/chargers/CLK-0001/commands/RemoteStartTransaction', { idTag: card, colour: card }],
    ['/chargers/CLK-0001/commands/SendLocalList', sendLocalList],
    ['/reservations', { chargePointId: 'CLK-0001', connectorId: 2, idTag: card, expiresInS: 600 }],
    ['/chargers/CLK-0001/password', {}],
  ] as const)
    await system.api(path, { method: 'POST', body })
  const made = await Promise.all([
    system.api<{ key: string }>('/api-keys', {
      method: 'POST',
      body: { name: 'erp', role: 'auditor', scopes: ['sites.read'] },
    }),
    system.api<{ secret: string }>('/webhooks', {
      method: 'POST',
      body: { url: 'http://127.0.0.1:1/hook-9f8e7d', types: ['connector.status'] },
    }),
    system.api<{ code: string }>('/chargers/CLK-0002/claim-codes', { method: 'POST', body: {} }),
  ])
  for (const { status, body } of made) {
    expect(status).toBe(201)
    secrets.push(...Object.values(body).filter((value) => String(value).length > 20 && !isId(value)))
  }
  await charger.call('StatusNotification', { connectorId: 1, status: 'Charging', errorCode: 'NoError' })
  await hostile(system.port, [
    `[2,"1","Authorize",{"idTag":"${card}","x":"${card}"}]`,
    `[2,"2","StartTransaction",{"idTag":"${card}"}]`,
    `{"idTag":"${card}"`,
    `[2,"3","MeterValues",{"connectorId":"${card}"}]`,
    `[3,"4",{"idTag":"${card}"}]`,
    `[4,"5","GenericError","${card}",{"idTag":"${card}"}]`,
  ])
  await expect.poll(() => system.logged.length).toBeGreaterThan(8)
  await system.stop()
  const log = JSON.stringify(system.logged)
  expect(log).toContain('CLK-0001')
  for (const secret of secrets) expect(log, secret).not.toContain(secret)
  expect(log).not.toContain('hook-9f8e7d')
})

const sendLocalList = {
  listVersion: 1,
  updateType: 'Full',
  localAuthorizationList: [{ idTag: card, idTagInfo: { status: 'Accepted' } }],
}

const isId = (value: unknown) => /^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(String(value))

/** Says what no charger should, by a socket of its own, and waits until all was judged. */
async function hostile(port: number, texts: readonly string[]): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ocpp/CLK-0002`, ['ocpp1.6'], {
    headers: { authorization: `Basic ${Buffer.from(`CLK-0002:${password}`).toString('base64')}` },
  })
  await new Promise((resolve) => socket.once('open', resolve))
  for (const text of texts) socket.send(text)
  const last = new Promise((resolve) =>
    socket.on('message', (data) => String(data).includes('"last"') && resolve(data)),
  )
  socket.send('[2,"last","Heartbeat",{}]')
  await last
  socket.terminate()
}
