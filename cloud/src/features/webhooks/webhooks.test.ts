import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SqlValue } from '../../db/database.ts'
import { connectVirtualCharger, type VirtualCharger } from '../../testing/virtual-charger.ts'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'

interface Received {
  readonly url: string
  readonly headers: Headers
  readonly body: { id: string; type: string; chargePointId: string; data: Record<string, unknown> }
  readonly text: string
}

let system: VirtualCloud
let charger: VirtualCharger
let received: Received[]
/** What the receiver answers to the next requests; an Error for one that cannot be reached. */
let answer: () => number | Error
beforeEach(async () => {
  received = []
  answer = () => 204
  const receiver = async (url: unknown, init: RequestInit = {}) => {
    const status = answer()
    if (status instanceof Error) throw status
    const text = String(init.body)
    received.push({ url: String(url), headers: new Headers(init.headers), body: JSON.parse(text), text })
    return new Response(null, { status })
  }
  system = await startVirtualCloud({ fetch: receiver as typeof fetch })
  charger = await connectVirtualCharger(system)
})
afterEach(() => system.stop())

const url = 'https://erp.example/colok'
const add = async (types: string[], change: object = {}) => {
  const { body } = await system.api<{ id: string; secret: string }>('/webhooks', {
    method: 'POST',
    body: { url, types, ...change },
  })
  return body
}
const status = (connectorId: number) =>
  charger.call('StatusNotification', { connectorId, status: 'Available', errorCode: 'NoError' })
type Delivery = {
  id: string
  state: string
  attempts: number
  lastStatus: number | null
  lastProblem: string | null
}
const deliveries = async (id: string) =>
  (await system.api<{ items: Delivery[] }>(`/webhooks/${id}/deliveries`)).body.items

test('an event is posted with a signature that its receiver can check', async () => {
  const { secret } = await add(['connector.status'])
  await status(1)
  await system.clock.advance(3000)
  expect(received).toHaveLength(1)
  const [{ url: to, headers, body, text } = received[0] as Received] = received
  expect(to).toBe(url)
  expect(body).toMatchObject({
    type: 'connector.status',
    chargePointId: 'CLK-0001',
    data: { connectorId: 1, status: 'Available' },
  })
  expect(headers.get('Colok-Event-Id')).toBe(body.id)
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers.get('Colok-Signature') ?? '') ?? []
  expect(v1).toBe(createHmac('sha256', secret).update(`${t}.${text}`).digest('hex'))
})

test('a session is told from its start to its bill, each webhook what it asked for', async () => {
  await add(['session.started', 'session.finished', 'session.suspect'])
  await add(['charger.offline'], { url: 'https://other.example/' })
  const timestamp = new Date(system.clock.wallMs()).toISOString()
  const [, , started] = await charger.call('StartTransaction', {
    connectorId: 1,
    idTag: '04A1B2C3D4E5F6',
    meterStart: 0,
    timestamp,
  })
  const { transactionId } = started as { transactionId: number }
  await system.clock.advance(3_600_000)
  const again = await connectVirtualCharger(system)
  await again.call('StopTransaction', {
    transactionId,
    meterStop: 1000,
    timestamp: new Date(system.clock.wallMs()).toISOString(),
  })
  await system.clock.advance(3000)
  const told = received.map(({ url: to, body }) => [new URL(to).host, body.type])
  expect(told).toContainEqual(['erp.example', 'session.started'])
  expect(told).toContainEqual(['erp.example', 'session.finished'])
  expect(received.at(-1)?.body.data).toMatchObject({ transactionId, energyWh: 1000, totalIdr: 2466 })
  expect(
    told.filter(([host]) => host === 'other.example').every(([, type]) => type === 'charger.offline'),
  ).toBe(true)
})

test('a receiver that is down gets everything later, in order, ever more seldom tried', async () => {
  const { id } = await add(['connector.status'])
  answer = () => new Error('connect ECONNREFUSED')
  await status(1)
  await status(2)
  await system.clock.advance(60_000)
  const pending = await deliveries(id)
  expect(pending).toMatchObject([
    { state: 'pending' },
    { state: 'pending', lastProblem: 'connect ECONNREFUSED' },
  ])
  const attempts = pending.reduce((sum, delivery) => sum + delivery.attempts, 0)
  expect(attempts).toBeGreaterThan(2)
  expect(attempts).toBeLessThan(12)
  answer = () => 200
  await system.clock.advance(120_000)
  expect(received.map(({ body }) => body.data.connectorId).sort()).toEqual([1, 2])
  expect(await deliveries(id)).toMatchObject([{ state: 'delivered' }, { state: 'delivered' }])
})

test('one that keeps refusing is given up after half a day, and replayed by hand', async () => {
  const { id } = await add(['connector.status'])
  answer = () => 500
  await status(1)
  for (let hours = 0; hours < 14; hours += 1) {
    await system.clock.advance(61_000)
    system.clock.setWall(system.clock.wallMs() + 3_600_000)
  }
  await system.clock.advance(61_000)
  const [given] = await deliveries(id)
  expect(given).toMatchObject({ state: 'failed', attempts: 15, lastStatus: 500 })
  answer = () => 200
  const replay = `/webhooks/${id}/deliveries/${given?.id}/replay`
  expect((await system.api(replay, { method: 'POST' })).status).toBe(200)
  await system.clock.advance(3000)
  expect(await deliveries(id)).toMatchObject([{ state: 'delivered' }])
  expect(new Set(received.map(({ body }) => body.id)).size).toBe(1)
})

test('after an outage all that was given up is sent again, and only that', async () => {
  const { id } = await add(['connector.status'])
  const from = new Date(system.clock.wallMs()).toISOString()
  await status(1)
  await system.clock.advance(3000)
  answer = () => 500
  await status(2)
  for (let hours = 0; hours < 15; hours += 1) {
    await system.clock.advance(61_000)
    system.clock.setWall(system.clock.wallMs() + 3_600_000)
  }
  expect(await deliveries(id)).toMatchObject([{ state: 'failed' }, { state: 'delivered' }])
  answer = () => 200
  received.splice(0)
  const replay = (body: object) => system.api(`/webhooks/${id}/replay`, { method: 'POST', body })
  expect((await replay({ from })).body).toEqual({ replayed: 1 })
  await system.clock.advance(3000)
  expect(received.map(({ body }) => body.data.connectorId)).toEqual([2])
  expect((await replay({ from, all: true })).body).toEqual({ replayed: 2 })
  expect((await replay({ from, to: from, all: true })).body).toEqual({ replayed: 0 })
  expect((await replay({ from: 'yesterday' })).status).toBe(400)
  const nobody = await system.api('/webhooks/nobody/replay', { method: 'POST', body: { from } })
  expect(nobody.status).toBe(404)
})

test('a redirect is no answer, a webhook that is switched off gets nothing, and its secret is shown once', async () => {
  const { id, secret } = await add(['connector.status'])
  answer = () => 302
  await status(1)
  await system.clock.advance(3000)
  expect(await deliveries(id)).toMatchObject([{ state: 'pending', lastStatus: 302 }])
  await system.api(`/webhooks/${id}`, {
    method: 'PUT',
    body: { url, types: ['connector.status'], active: false },
  })
  await status(2)
  await system.clock.advance(3000)
  expect(await deliveries(id)).toHaveLength(1)
  const listed = await system.api('/webhooks')
  expect(JSON.stringify(listed.body)).not.toContain(secret)
  expect(listed.body).toMatchObject({ items: [{ id, active: false }] })
  const rows = await system.database.read.all('select * from webhook', [])
  expect(JSON.stringify(rows)).not.toContain(secret)
})

test('an address that is no web address, or a type that nobody tells, is refused', async () => {
  const refused = async (body: object) => (await system.api('/webhooks', { method: 'POST', body })).status
  expect(await refused({ url: 'file:///etc/passwd', types: ['connector.status'] })).toBe(400)
  expect(await refused({ url, types: ['weather.changed'] })).toBe(400)
})

test('where nothing is due the database is left alone, and what is told goes out at once', async () => {
  await add(['connector.status'])
  await system.clock.advance(61_000)
  const asked: string[] = []
  const { read } = system.database
  const { all } = read
  Object.assign(read, {
    all: (statement: string, parameters: readonly SqlValue[]) => {
      if (statement.includes('webhook_delivery')) asked.push(statement)
      return all(statement, parameters)
    },
  })
  await system.clock.advance(59_000)
  expect(asked.length).toBeLessThanOrEqual(2)
  await status(1)
  await system.clock.advance(50)
  expect(received).toHaveLength(1)
})
