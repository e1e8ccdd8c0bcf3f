import type { RPCClient } from 'ocpp-rpc'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestCloud, type TestCloud, testNow } from '../../testing/test-cloud.ts'
import type { Session } from './schemas.ts'

const hour = 3_600_000
const at = (offsetMs: number) => new Date(testNow + offsetMs).toISOString()

let system: TestCloud
let charger: RPCClient
beforeEach(async () => {
  system = await startTestCloud()
  charger = await system.connect()
})
afterEach(() => system.stop())

const start = async (change: object = {}) => {
  const answer = await charger.call('StartTransaction', {
    connectorId: 1,
    idTag: '04A1B2C3D4E5F6',
    meterStart: 5000,
    timestamp: at(0),
    ...change,
  })
  return (answer as { transactionId: number }).transactionId
}
const stop = (transactionId: number, change: object = {}) => {
  system.setWall(testNow + hour)
  return charger.call('StopTransaction', { transactionId, meterStop: 6250, timestamp: at(hour), ...change })
}
const only = async (query = '') => {
  const { body } = await system.api<{ items: Session[] }>(`/sessions${query}`)
  const [session] = body.items
  if (session === undefined) throw new Error('There is no session.')
  return session
}
const resolve = (id: string, body: object) =>
  system.api<Session>(`/sessions/${id}/resolution`, { method: 'POST', body })
const suspectMessages = async () => {
  const { body } = await system.api<{ items: { id: string; reasons: string[] }[] }>('/suspect-messages')
  return body.items
}
const audit = async (subject: string) => {
  const { body } = await system.api<{ items: { action: string; actor: string; detail: object }[] }>(
    `/activity?subject=${subject}`,
  )
  return body.items.filter(({ action }) => !action.startsWith('POST'))
}

test('a suspect session is billed by a person, once, with the reason kept', async () => {
  await stop(await start(), { meterStop: 4000 })
  const session = await only('?suspect=true')
  expect(session).toMatchObject({ energyWh: -1000, bill: null, suspectReasons: ['meterWentBack'] })
  expect((await resolve(session.id, { decision: 'bill', note: 'as it is' })).body).toMatchObject({
    status: 409,
  })

  const note = 'The meter was replaced in between; the driver has a photo.'
  const billed = await resolve(session.id, { decision: 'bill', energyWh: 1250, note })
  expect(billed.body).toMatchObject({ resolution: 'billed', energyWh: 1250, bill: { totalIdr: 3083 } })
  expect((await resolve(session.id, { decision: 'waive', note })).status).toBe(409)
  expect((await system.api<{ items: unknown[] }>('/sessions?suspect=true')).body.items).toEqual([])
  expect((await only('?suspect=false')).id).toBe(session.id)
  expect(await audit(`session:${session.id}`)).toMatchObject([
    {
      actor: 'operator',
      action: 'session.billed',
      detail: {
        note,
        suspectReasons: ['meterWentBack'],
        energyWhBefore: -1000,
        energyWh: 1250,
        totalIdr: 3083,
      },
    },
  ])
})

test('a session can be waived; a sound one, one under way and an unknown one have nothing to resolve', async () => {
  const first = await start()
  const underWay = await only()
  expect((await resolve(underWay.id, { decision: 'waive', note: 'x' })).status).toBe(409)
  await stop(first)
  expect((await resolve(underWay.id, { decision: 'waive', note: 'x' })).status).toBe(409)
  expect((await resolve('none', { decision: 'waive', note: 'x' })).status).toBe(404)
  expect((await resolve(underWay.id, { decision: 'bill' })).status).toBe(400)

  await stop(await start({ meterStart: 6250, timestamp: at(hour) }), { meterStop: 100, timestamp: at(hour) })
  const waived = await resolve((await only()).id, { decision: 'waive', note: 'Our fault.' })
  expect(waived.body).toMatchObject({ resolution: 'waived', amountIdr: 0, bill: null })
})

test('a session without a tariff is billed by one that was entered afterwards', async () => {
  await stop(await start({ timestamp: '2025-06-01T00:00:00Z' }), { timestamp: '2025-06-01T01:00:00Z' })
  const { id } = await only()
  const decision = { decision: 'bill', note: 'Opened before its price was entered.' }
  expect((await resolve(id, decision)).status).toBe(409)
  await system.api('/tariffs', {
    method: 'POST',
    body: { name: '2025', priceIdrPerKwh: 2000, validFrom: '2025-01-01T00:00:00Z' },
  })
  expect((await resolve(id, decision)).body).toMatchObject({ priceIdrPerKwh: 2000, amountIdr: 2500 })
})

test('a stop that fitted nothing is given to its session, which then waits for its own decision', async () => {
  const wrongId = await start()
  await start({ connectorId: 2, meterStart: 100 })
  await stop(9999)
  const [message] = await suspectMessages()
  expect(message?.reasons).toEqual(['unknownTransaction'])
  const sessions = await system.api<{ items: Session[] }>('/sessions')
  const session = sessions.body.items.find(({ transactionId }) => transactionId === wrongId)
  const path = `/suspect-messages/${message?.id}/resolution`
  const body = { decision: 'apply', sessionId: session?.id, note: 'Its display shows this session.' }
  expect((await system.api(path, { method: 'POST', body: { ...body, sessionId: 'none' } })).status).toBe(409)
  expect((await system.api(path, { method: 'POST', body })).status).toBe(200)
  expect((await system.api(path, { method: 'POST', body })).status).toBe(404)
  expect(await suspectMessages()).toEqual([])
  expect(await only('?state=finished')).toMatchObject({
    id: session?.id,
    energyWh: 1250,
    bill: null,
    suspectReasons: ['pairedByOperator'],
  })
  expect((await resolve(session?.id ?? '', { decision: 'bill', note: 'So it was.' })).body).toMatchObject({
    amountIdr: 3083,
  })
})

test('a stop that means nothing is dismissed, with the reason kept', async () => {
  await stop(9999)
  const [message] = await suspectMessages()
  const path = `/suspect-messages/${message?.id}/resolution`
  const body = { decision: 'dismiss', note: 'A test on the bench.' }
  expect((await system.api(path, { method: 'POST', body })).status).toBe(200)
  expect(await suspectMessages()).toEqual([])
  expect(await audit(`suspect-message:${message?.id}`)).toMatchObject([
    { action: 'suspect-message.dismissed' },
  ])
})

test('a second stop that contradicts the first cannot be given to a session that is billed', async () => {
  const transactionId = await start()
  await stop(transactionId)
  await stop(transactionId, { meterStop: 9000 })
  const [message] = await suspectMessages()
  const body = { decision: 'apply', sessionId: (await only()).id, note: 'x' }
  const path = `/suspect-messages/${message?.id}/resolution`
  expect(await system.api(path, { method: 'POST', body })).toMatchObject({ status: 409 })
  expect((await only()).amountIdr).toBe(3083)
})
