import type { RPCClient } from 'ocpp-rpc'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { seededSignIn } from '../testing/seeded-sign-in.ts'
import { startTestCloud, type TestCloud } from '../testing/test-cloud.ts'

let system: TestCloud
let charger: RPCClient
let resets: number
beforeEach(async () => {
  system = await startTestCloud()
  charger = await system.connect()
  resets = 0
  charger.handle('Reset', async () => {
    resets += 1
    return { status: 'Accepted' }
  })
})
afterEach(() => system.stop())

const post = async (path: string, key: string, body: object, operatorKey = system.operatorKey) =>
  system.cloud.app.request(`/api/v1${path}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${operatorKey}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': key,
    },
    body: JSON.stringify(body),
  })
const nightShift = { name: 'night shift', role: 'admin', scopes: ['keys.read', 'keys.write'] }
const reset = '/chargers/CLK-0001/commands/Reset'

test('a POST that comes twice with its key acts once, and both get the same answer', async () => {
  const first = await post(reset, 'a1', { type: 'Soft' })
  const second = await post(reset, 'a1', { type: 'Soft' })
  expect(resets).toBe(1)
  expect(second.status).toBe(first.status)
  expect(await second.json()).toEqual(await first.json())
  expect(second.headers.get('Idempotency-Replayed')).toBe('true')
  await post(reset, 'a2', { type: 'Soft' })
  expect(resets).toBe(2)
})

test('a key that comes with another request is refused, and does nothing', async () => {
  await post(reset, 'b1', { type: 'Soft' })
  const other = await post(reset, 'b1', { type: 'Hard' })
  expect(other.status).toBe(422)
  expect(await other.json()).toMatchObject({ type: 'urn:colok:problem:key-reused' })
  expect(resets).toBe(1)
})

test('while the first request is under way its twin is told so', async () => {
  const answer = Promise.withResolvers<{ status: string }>()
  const asked = Promise.withResolvers<void>()
  charger.handle('ClearCache', () => {
    asked.resolve()
    return answer.promise
  })
  const path = '/chargers/CLK-0001/commands/ClearCache'
  const first = post(path, 'c1', {})
  await asked.promise
  expect((await post(path, 'c1', {})).status).toBe(409)
  answer.resolve({ status: 'Accepted' })
  expect(await (await first).json()).toMatchObject({ outcome: 'accepted' })
  expect((await post(path, 'c1', {})).status).toBe(200)
})

test('a refused request has done nothing, so its key may try again', async () => {
  expect((await post(reset, 'd1', { type: 'Warm' })).status).toBe(400)
  expect((await post(reset, 'd1', { type: 'Soft' })).status).toBe(200)
  expect(resets).toBe(1)
})

test('an answer that holds a secret is not kept, and two clients never share a key', async () => {
  const made = await post('/api-keys', 'e1', nightShift)
  const { key } = (await made.json()) as { key: string }
  expect((await post('/api-keys', 'e1', nightShift)).status).toBe(409)
  const rows = await system.database.read.all('select body from idempotent_request', [])
  expect(JSON.stringify(rows)).not.toContain(key)
  const dayShift = { name: 'day shift', role: 'auditor', scopes: ['keys.read'] }
  expect((await post('/api-keys', 'e1', dayShift, key)).status).toBe(201)
})

test('an answer is not given again to somebody whose role has ended since', async () => {
  const cookie = await seededSignIn(system, { role: 'admin', isFresh: true })
  const ask = () =>
    system.cloud.app.request('/api/v1/organisations', {
      method: 'POST',
      headers: {
        ...{ Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' },
        ...{ 'Content-Type': 'application/json', 'Idempotency-Key': 'f1' },
      },
      body: JSON.stringify({ slug: 'ubud', name: 'CV Ubud', kind: 'partner' }),
    })
  expect((await ask()).status).toBe(201)
  expect((await ask()).status).toBe(201)
  const ended = "update organisation_member set until = since where user_id = 'admin-fresh'"
  await system.database.writeConnection.tx.run(ended, [])
  const after = await ask()
  expect([after.status, await after.text()]).toEqual([422, expect.not.stringContaining('CV Ubud')])
})

test('a key that no header should hold is refused', async () => {
  expect((await post(reset, 'x'.repeat(129), { type: 'Soft' })).status).toBe(400)
  expect(resets).toBe(0)
})
