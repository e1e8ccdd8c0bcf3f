import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { ChangeFeed } from '../live/feed.ts'
import type { Actor } from './actor.ts'
import { Problem, problemResponse } from './problem.ts'
import { streamSnapshots } from './snapshots.ts'

const clock = new VirtualClock()
const changes = new ChangeFeed()
const app = new Hono()
  .use((c, next) => {
    const id = c.req.query('as')
    if (id !== undefined) c.set('actor', { kind: 'user', id } as Actor)
    return next()
  })
  .get('/', (c) => streamSnapshots(c, { clock, changes, initially: [], snapshot: async () => undefined }))
app.onError((error, c) => (error instanceof Problem ? problemResponse(c, error) : c.text(String(error), 500)))

const open: Response[] = []
async function opened(person: string | undefined, from: string): Promise<number> {
  const env = { incoming: { socket: { remoteAddress: from } } }
  const response = await app.request(person === undefined ? '/' : `/?as=${person}`, {}, env)
  if (response.status === 200) open.push(response)
  return response.status
}

test('nobody keeps all live pages to themselves: so many to a person, so many to an address, and others go on', async () => {
  for (let page = 0; page < 50; page += 1) expect(await opened('sari', '10.0.0.1')).toBe(200)
  expect(await opened('sari', '10.0.0.2')).toBe(429)
  expect(await opened('budi', '10.0.0.1')).toBe(200)
  for (let page = 51; page < 200; page += 1) expect(await opened(undefined, '10.0.0.1')).toBe(200)
  const env = { incoming: { socket: { remoteAddress: '10.0.0.1' } } }
  const refused = await app.request('/', {}, env)
  expect([refused.status, await refused.json()]).toMatchObject([429, { code: 'streams-of-one' }])
  expect(await opened(undefined, '10.0.0.3')).toBe(200)
  await open[0]?.body?.cancel()
  await expect.poll(() => opened('sari', '10.0.0.1')).toBe(200)
})
