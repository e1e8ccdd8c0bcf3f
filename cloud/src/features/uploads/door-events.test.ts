import { vendorRequest } from '@colok/shared/vendor'
import type { RPCClient } from 'ocpp-rpc'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestCloud, type TestCloud } from '../../testing/test-cloud.ts'
import type { Upload } from './schemas.ts'

let system: TestCloud
let charger: RPCClient
beforeEach(async () => {
  system = await startTestCloud()
  charger = await system.connect()
})
afterEach(() => system.stop())

const opened = {
  eventId: '0199b7e2-5a10-4c1e-9d6f-1f0e2d3c4b5a',
  event: 'opened',
  at: '2026-11-23T03:22:00.000Z',
  idTag: '04AABBCCDDEE80',
  hasPhoto: true,
} as const

/** The address that the answer names, if any. */
async function tell(event: Parameters<typeof vendorRequest<'DoorEvent'>>[1]): Promise<string | undefined> {
  const { status, data } = await send(vendorRequest('DoorEvent', event))
  expect(status).toBe('Accepted')
  return data === undefined ? undefined : (JSON.parse(data) as { photoUrl: string }).photoUrl
}
const send = (request: object) =>
  charger.call('DataTransfer', request) as Promise<{ status: string; data?: string }>
const put = (url: string, body: string | Uint8Array<ArrayBuffer>) =>
  system.cloud.app.request(new URL(url).pathname, { method: 'PUT', body })
const uploads = async () => (await system.api<{ items: Upload[] }>('/chargers/CLK-0001/uploads')).body.items
const doorEvents = async () => {
  type Event = { kind: string; occurredAt: string; detail: object }
  const { body } = await system.api<{ items: Event[] }>('/chargers/CLK-0001/history')
  return body.items.filter(({ kind }) => kind === 'DoorEvent')
}

test('the service door was opened: the event is in the history, and its photo is fetched under its id', async () => {
  const photoUrl = await tell(opened)
  expect(await doorEvents()).toMatchObject([
    { occurredAt: opened.at, detail: { event: 'opened', idTag: '04AABBCCDDEE80', uploadId: opened.eventId } },
  ])
  expect(await uploads()).toMatchObject([{ id: opened.eventId, kind: 'DoorPhoto', state: 'requested' }])
  const photo = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
  expect((await put(photoUrl ?? '', photo)).status).toBe(204)
  expect(await uploads()).toMatchObject([{ state: 'uploaded', sizeBytes: 7, fileName: 'opened.jpg' }])
  const file = await system.cloud.app.request(`/api/v1/chargers/CLK-0001/uploads/${opened.eventId}/file`, {
    headers: { Authorization: `Bearer ${system.operatorKey}` },
  })
  expect(new Uint8Array(await file.arrayBuffer())).toEqual(photo)
})

test('an event that is told again is kept once, and its photo has a new place until it is here', async () => {
  const before = (await tell(opened)) ?? ''
  const after = (await tell(opened)) ?? ''
  expect((await put(before, 'x')).status).toBe(404)
  expect((await put(after, 'photo')).status).toBe(204)
  expect(await tell(opened)).toBeUndefined()
  expect(await doorEvents()).toHaveLength(1)
  expect(await uploads()).toHaveLength(1)
})

test('an event without a photo asks for no place', async () => {
  expect(await tell({ ...opened, event: 'closed', hasPhoto: false })).toBeUndefined()
  expect(await uploads()).toEqual([])
  expect(await doorEvents()).toMatchObject([{ detail: { event: 'closed' } }])
})

test('a photo of more than 8 MB is refused', async () => {
  const photoUrl = (await tell(opened)) ?? ''
  expect((await put(photoUrl, new Uint8Array(8 * 1024 * 1024 + 1))).status).toBe(413)
})

test('an event that makes no sense is rejected', async () => {
  const request = vendorRequest('DoorEvent', opened)
  const answer = await send({ ...request, data: '{"event":"blown away"}' })
  expect(answer.status).toBe('Rejected')
})
