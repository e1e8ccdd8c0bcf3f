import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestCloud, type TestCloud } from '../testing/test-cloud.ts'

let system: TestCloud
beforeEach(async () => {
  system = await startTestCloud()
})
afterEach(() => system.stop())

const scrape = async () => {
  const response = await system.cloud.app.request('/metrics', {
    headers: { Authorization: `Bearer ${system.operatorKey}` },
  })
  expect(response.headers.get('Content-Type')).toContain('text/plain')
  return response.text()
}

test('what chargers and clients do is counted in the words of Prometheus', async () => {
  const charger = await system.connect()
  await charger.call('Heartbeat', {})
  await charger.call('Heartbeat', {})
  await charger.call('StartTransaction', {
    connectorId: 1,
    idTag: '04A1B2C3D4E5F6',
    meterStart: 0,
    timestamp: '2026-11-23T03:00:00Z',
  })
  await system.api('/chargers/CLK-0001/commands/ClearCache', { method: 'POST', body: {} })
  await expect(system.connect('CLK-0002', { password: 'wrong' })).rejects.toThrow()
  const text = await scrape()
  expect(text).toContain('colok_ocpp_messages_total{action="Heartbeat"} 2')
  expect(text).toContain('colok_ocpp_refused_connections_total{status="401 Unauthorized"} 1')
  expect(text).toContain('colok_commands_total{action="ClearCache",outcome="failed"} 1')
  expect(text).toContain('colok_chargers_connected 1')
  expect(text).toContain('colok_sessions_under_way 1')
  expect(text).toMatch(/colok_http_requests_total\{method="POST",status="200"\} 1/)
  expect(text).toMatch(/colok_db_commit_units_count [1-9]/)
})

test('figures are shown to those who hold a key only', async () => {
  expect((await system.cloud.app.request('/metrics')).status).toBe(401)
})
