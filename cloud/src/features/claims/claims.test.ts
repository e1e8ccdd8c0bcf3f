import { ClaimAnswer, readClaimCode } from '@colok/shared/provisioning'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestCloud, type TestCloud, testNow } from '../../testing/test-cloud.ts'

const day = 24 * 3_600_000

let system: TestCloud
beforeEach(async () => {
  system = await startTestCloud()
})
afterEach(() => system.stop())

const newCode = async (chargePointId = 'CLK-0001') => {
  const { body } = await system.api<{ claimCode: string }>(`/chargers/${chargePointId}/claim-codes`, {
    method: 'POST',
  })
  return readClaimCode(body.claimCode) ?? ''
}
const claim = async (claimCode: string, serialNumber = 'SN-1') => {
  const response = await system.cloud.app.request('/api/v1/claims', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ claimCode, serialNumber }),
  })
  return { status: response.status, body: (await response.json()) as ClaimAnswer }
}

test('a new charger that knows the code becomes this one, and the old password is out', async () => {
  const { status, body } = await claim(await newCode())
  expect(status).toBe(200)
  expect(ClaimAnswer.parse(body)).toEqual({
    chargePointId: 'CLK-0001',
    csmsUrl: `ws://127.0.0.1:${system.port}/ocpp`,
    password: expect.stringMatching(/^[0-9a-f]{40}$/),
    timeZone: 'Asia/Makassar',
    priceIdrPerKwh: 2466,
  })
  await expect(system.connect('CLK-0001')).rejects.toThrow('Unauthorized')
  const charger = await system.connect('CLK-0001', { password: body.password })
  expect(await charger.call('Heartbeat', {})).toMatchObject({ currentTime: expect.any(String) })
  const { body: audit } = await system.api('/activity?subject=charger:CLK-0001')
  expect(audit).toMatchObject({
    items: [{ action: 'charger.claimed', detail: { serialNumber: 'SN-1' } }, {}],
  })
})

test('a code is good once; the charger whose answer was lost may repeat it until it has connected', async () => {
  const code = await newCode()
  await claim(code)
  expect((await claim(code, 'SN-2')).status).toBe(409)
  const repeated = await claim(code)
  expect(repeated.status).toBe(200)
  system.setWall(testNow + 1000)
  await system.connect('CLK-0001', { password: repeated.body.password })
  await expect
    .poll(async () => (await system.api<{ online: boolean }>('/chargers/CLK-0001')).body.online)
    .toBe(true)
  expect((await claim(code)).status).toBe(409)
})

test('a code that is unknown, over, replaced by another or no code at all is refused', async () => {
  expect((await claim('000000000000')).status).toBe(404)
  expect((await claim('short')).status).toBe(400)
  const replaced = await newCode()
  const code = await newCode()
  expect((await claim(replaced)).status).toBe(404)
  system.setWall(testNow + 15 * day)
  expect((await claim(code)).status).toBe(410)
  expect((await system.api('/chargers/CLK-9999/claim-codes', { method: 'POST' })).status).toBe(404)
})

test('whoever guesses is held back, and told until when', async () => {
  for (let tries = 0; tries < 10; tries += 1) expect((await claim('000000000000')).status).toBe(404)
  const code = await newCode()
  const held = await claim(code)
  expect(held.status).toBe(429)
  expect(held.body).toMatchObject({ type: 'urn:colok:problem:too-many-requests' })
})

test('a code is nowhere in the data', async () => {
  const code = await newCode()
  const rows = await system.database.read.all('select * from claim_code', [])
  expect(rows).toHaveLength(1)
  expect(JSON.stringify(rows)).not.toContain(code)
})
