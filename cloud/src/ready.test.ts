import { expect, test } from 'vitest'
import { startTestCloud } from './testing/test-cloud.ts'

test('a system that takes no writes is alive and not ready', async () => {
  const system = await startTestCloud()
  const get = (path: string) => system.cloud.app.request(path)
  expect((await get('/readyz')).status).toBe(200)
  await system.cloud.stop()
  const refused = await get('/readyz')
  expect(refused.status).toBe(503)
  expect(await refused.json()).toMatchObject({ type: 'urn:colok:problem:unavailable' })
  expect((await get('/healthz')).status).toBe(200)
  await system.stop()
})
