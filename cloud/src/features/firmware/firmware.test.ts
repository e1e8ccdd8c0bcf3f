import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectVirtualCharger, type VirtualCharger } from '../../testing/virtual-charger.ts'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'
import type { Campaign, FirmwareImage, FirmwareUpdate } from './schemas.ts'

let system: VirtualCloud
let charger: VirtualCharger
beforeEach(async () => {
  // Nobody listens: nothing leaves this machine.
  const nobody = async () => new Response(null, { status: 503 })
  system = await startVirtualCloud({ fetch: nobody as typeof fetch })
  charger = await connectVirtualCharger(system)
})
afterEach(() => system.stop())

const file = new Uint8Array(600_000).map((_, index) => (index * 7) % 253)
const addImage = async (change: object = {}) => {
  const { body } = await system.api<FirmwareImage>('/firmware-images', {
    method: 'POST',
    body: { version: '2.0.0', fileName: 'fw-2.0.0.bin', ...change },
  })
  return body
}
const request = (path: string, init: RequestInit = {}) =>
  system.whileAdvancing(Promise.resolve(system.cloud.app.request(path, init)))
const uploadImage = async (id: string) => {
  const response = await request(`/api/v1/firmware-images/${id}/file`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${system.operatorKey}` },
    body: file,
  })
  return { status: response.status, body: (await response.json()) as FirmwareImage }
}
const updates = async (chargePointId = 'CLK-0001') => {
  const { body } = await system.api<{ items: FirmwareUpdate[] }>(
    `/chargers/${chargePointId}/firmware-updates`,
  )
  return body.items
}
const update = (imageId: string) =>
  system.api<{ command: { outcome: string } }>('/chargers/CLK-0001/firmware-updates', {
    method: 'POST',
    body: { imageId },
  })
const askedOf = ({ asked }: VirtualCharger, action: string) => asked.filter(([one]) => one === action)

test('an image is uploaded once, fetched by chargers, and resumed from any byte', async () => {
  const { id } = await addImage()
  const sha256 = createHash('sha256').update(file).digest('hex')
  expect((await uploadImage(id)).body).toMatchObject({ sizeBytes: 600_000, sha256 })
  expect((await uploadImage(id)).status).toBe(409)
  const whole = await request(`/firmware/${id}/fw-2.0.0.bin`)
  expect(new Uint8Array(await whole.arrayBuffer())).toEqual(file)
  const rest = await request(`/firmware/${id}/fw-2.0.0.bin`, {
    headers: { Range: 'bytes=300001-', 'If-Range': `"${sha256}"` },
  })
  expect([rest.status, rest.headers.get('Content-Range')]).toEqual([206, 'bytes 300001-599999/600000'])
  expect(new Uint8Array(await rest.arrayBuffer())).toEqual(file.subarray(300_001))
  const changed = await request(`/firmware/${id}/fw-2.0.0.bin`, {
    headers: { Range: 'bytes=5-', 'If-Range': '"another"' },
  })
  expect(changed.status).toBe(200)
  expect(
    (await request(`/firmware/${id}/fw-2.0.0.bin`, { headers: { Range: 'bytes=600000-' } })).status,
  ).toBe(416)
  expect((await request(`/firmware/${id}/other.bin`)).status).toBe(404)
})

test('a charger is told to fetch it, and tells how far it is', async () => {
  const { id } = await addImage()
  expect((await update(id)).status).toBe(409)
  await uploadImage(id)
  expect((await update(id)).body.command.outcome).toBe('accepted')
  expect(askedOf(charger, 'UpdateFirmware')).toMatchObject([
    ['UpdateFirmware', { location: `http://colok.example/firmware/${id}/fw-2.0.0.bin` }],
  ])
  for (const status of ['Downloading', 'Downloaded', 'Installing'])
    await charger.call('FirmwareStatusNotification', { status })
  expect(await updates()).toMatchObject([{ state: 'underWay', detail: 'Installing' }])
  await charger.call('FirmwareStatusNotification', { status: 'Installed' })
  await charger.call('FirmwareStatusNotification', { status: 'Idle' })
  expect(await updates()).toMatchObject([{ state: 'installed', finishedAt: expect.any(String) }])
})

test('an image with a signature goes as a signed update, and its number tells which', async () => {
  const { id } = await addImage({
    signature: 'c2lnbmVk',
    signingCertificate: 'PEM',
    location: 'https://x.example/f',
  })
  await update(id)
  const [[, told] = []] = askedOf(charger, 'SignedUpdateFirmware')
  const { requestId } = told as { requestId: number }
  expect(told).toMatchObject({ firmware: { location: 'https://x.example/f', signature: 'c2lnbmVk' } })
  await charger.call('SignedFirmwareStatusNotification', {
    status: 'InvalidSignature',
    requestId: requestId + 1,
  })
  expect(await updates()).toMatchObject([{ state: 'sent' }])
  await charger.call('SignedFirmwareStatusNotification', { status: 'InvalidSignature', requestId })
  expect(await updates()).toMatchObject([{ state: 'failed', detail: 'InvalidSignature' }])
})

const campaign = async (body: object) => {
  const { id } = await addImage({ location: 'https://x.example/f' })
  return system.api<Campaign>('/firmware-campaigns', {
    method: 'POST',
    body: { name: '2.0', imageId: id, ...body },
  })
}
const campaignNow = async (id: string) => (await system.api<Campaign>(`/firmware-campaigns/${id}`)).body
const both = { chargers: ['CLK-0001', 'CLK-0002'], waveSizes: [1] }

test('a campaign tells the second wave when the first is installed, and is then done', async () => {
  const other = await connectVirtualCharger(system, 'CLK-0002')
  const { id } = (await campaign(both)).body
  await system.clock.advance(61_000)
  expect([askedOf(charger, 'UpdateFirmware').length, askedOf(other, 'UpdateFirmware').length]).toEqual([1, 0])
  await charger.call('FirmwareStatusNotification', { status: 'Installed' })
  await system.clock.advance(61_000)
  expect(askedOf(other, 'UpdateFirmware')).toHaveLength(1)
  expect(await campaignNow(id)).toMatchObject({
    state: 'running',
    wave: 1,
    counts: { installed: 1, sent: 1 },
  })
  await other.call('FirmwareStatusNotification', { status: 'Installed' })
  await system.clock.advance(61_000)
  expect(await campaignNow(id)).toMatchObject({ state: 'done', counts: { installed: 2 } })
})

test('a failure stops it: nobody else is touched', async () => {
  const other = await connectVirtualCharger(system, 'CLK-0002')
  const { id } = (await campaign(both)).body
  await system.clock.advance(61_000)
  await charger.call('FirmwareStatusNotification', { status: 'InstallationFailed' })
  await system.clock.advance(120_000)
  expect(await campaignNow(id)).toMatchObject({ state: 'stopped', counts: { failed: 1, skipped: 1 } })
  expect(askedOf(other, 'UpdateFirmware')).toEqual([])
})

test('how an update ended is told to webhooks, once', async () => {
  const { body } = await system.api<{ id: string }>('/webhooks', {
    method: 'POST',
    body: { url: 'http://colok.example/', types: ['charger.firmwareUpdate'] },
  })
  await campaign(both)
  await system.clock.advance(61_000)
  for (const status of ['Downloading', 'Installing', 'Installed', 'Installed'])
    await charger.call('FirmwareStatusNotification', { status })
  const told = await system.database.read.all<{ payload: string }>(
    'select payload from webhook_delivery where webhook_id = ?',
    [body.id],
  )
  expect(told.map(({ payload }) => JSON.parse(payload))).toMatchObject([
    { type: 'charger.firmwareUpdate', chargePointId: 'CLK-0001', data: { state: 'installed' } },
  ])
})

test('a charger that charges somebody is told when it is free; one that falls silent has failed', async () => {
  const [, , started] = await charger.call('StartTransaction', {
    connectorId: 1,
    idTag: '04A1B2C3D4E5F6',
    meterStart: 0,
    timestamp: new Date(system.clock.wallMs()).toISOString(),
  })
  const { id } = (await campaign({ chargers: ['CLK-0001'] })).body
  await system.clock.advance(120_000)
  expect(askedOf(charger, 'UpdateFirmware')).toEqual([])
  await charger.call('StopTransaction', {
    transactionId: (started as { transactionId: number }).transactionId,
    meterStop: 0,
    timestamp: new Date(system.clock.wallMs()).toISOString(),
  })
  await system.clock.advance(61_000)
  expect(askedOf(charger, 'UpdateFirmware')).toHaveLength(1)
  for (let minutes = 0; minutes < 125; minutes += 4) {
    await charger.call('Heartbeat', {})
    await system.clock.advance(240_000)
  }
  expect(await campaignNow(id)).toMatchObject({ state: 'stopped', counts: { failed: 1 } })
})

test('it is paused, resumed and stopped by an operator; with an unknown charger it does not begin', async () => {
  const { id } = (await campaign(both)).body
  const set = (state: string) =>
    system.api<Campaign>(`/firmware-campaigns/${id}/state`, { method: 'PUT', body: { state } })
  expect((await set('paused')).body.state).toBe('paused')
  await system.clock.advance(120_000)
  expect(askedOf(charger, 'UpdateFirmware')).toEqual([])
  expect((await set('running')).body.state).toBe('running')
  expect((await set('stopped')).body).toMatchObject({ state: 'stopped', counts: { skipped: 2 } })
  expect((await set('running')).status).toBe(409)
  expect((await campaign({ chargers: ['CLK-0001', 'CLK-9999'] })).status).toBe(400)
  expect((await system.api<{ items: Campaign[] }>('/firmware-campaigns')).body.items).toHaveLength(1)
})
