import type { RPCClient } from 'ocpp-rpc'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestCloud, type TestCloud, testNow } from '../../testing/test-cloud.ts'
import type { Upload } from './schemas.ts'

let system: TestCloud
let charger: RPCClient
beforeEach(async () => {
  system = await startTestCloud()
  charger = await system.connect()
})
afterEach(() => system.stop())

type Outcome = { upload: Upload; command: { outcome: string } }

const ask = (body: object) => system.api<Outcome>('/chargers/CLK-0001/uploads', { method: 'POST', body })
const newest = async () => {
  const { body } = await system.api<{ items: Upload[] }>('/chargers/CLK-0001/uploads')
  return body.items[0]
}
/** The charger answers that it will, and the address is what it was given. */
const askForDiagnostics = async () => {
  let location = ''
  charger.handle('GetDiagnostics', async ({ params }) => {
    location = String(params?.location)
    return { fileName: 'diag.zip' }
  })
  const { body } = await ask({ kind: 'Diagnostics', from: '2026-11-22T00:00:00Z' })
  return { location, upload: body.upload, outcome: body.command.outcome }
}
const fetchFile = async (id: string, chargePointId = 'CLK-0001') =>
  system.cloud.app.request(`/api/v1/chargers/${chargePointId}/uploads/${id}/file`, {
    headers: { Authorization: `Bearer ${system.operatorKey}` },
  })
/** As a server in the test has no HTTP side of its own, requests go to the app. */
const put = (location: string, body: BodyInit, method = 'PUT') =>
  system.cloud.app.request(new URL(location).pathname, { method, body })

test('diagnostics are asked for, told of, received, and fetched by the operator', async () => {
  const { location, upload, outcome } = await askForDiagnostics()
  expect(outcome).toBe('accepted')
  expect(location).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/uploads\/[\w-]{43}$/)
  await charger.call('DiagnosticsStatusNotification', { status: 'Uploading' })
  expect(await newest()).toMatchObject({ id: upload.id, state: 'uploading', fileName: 'diag.zip' })
  expect((await fetchFile(upload.id)).status).toBe(409)
  const file = new Uint8Array(700_000).map((_, index) => index % 251)
  expect((await put(location, file)).status).toBe(204)
  await charger.call('DiagnosticsStatusNotification', { status: 'Uploaded' })
  expect(await newest()).toMatchObject({ state: 'uploaded', sizeBytes: 700_000 })
  const fetched = await fetchFile(upload.id)
  expect(fetched.headers.get('Content-Disposition')).toBe('attachment; filename="diag.zip"')
  expect(new Uint8Array(await fetched.arrayBuffer())).toEqual(file)
})

test('a charger that tries again, by POST and with a name of its own, replaces what it sent', async () => {
  const { location, upload } = await askForDiagnostics()
  await put(location, 'the first part of a longer file')
  expect((await put(`${location}/log%20of%20today.txt`, 'all of it', 'POST')).status).toBe(204)
  expect(await newest()).toMatchObject({ sizeBytes: 9, fileName: 'log of today.txt' })
  expect(await (await fetchFile(upload.id)).text()).toBe('all of it')
  expect((await put(`${location}/100%.txt`, 'more than all')).status).toBe(204)
  expect(await newest()).toMatchObject({ sizeBytes: 13, fileName: '100%.txt' })
})

test('a file is not to be had by the name of another charger', async () => {
  const { location, upload } = await askForDiagnostics()
  await put(location, 'mine')
  expect((await fetchFile(upload.id)).status).toBe(200)
  expect((await fetchFile(upload.id, 'CLK-0002')).status).toBe(404)
})

test('without the address of a request, or when its time is over, nothing is taken', async () => {
  const { location } = await askForDiagnostics()
  expect((await put(`${location.slice(0, -1)}_`, 'x')).status).toBe(404)
  system.setWall(testNow + 7 * 3_600_000)
  expect((await put(location, 'x')).status).toBe(404)
})

test('a security log is asked for by GetLog, and its own number tells how far it is', async () => {
  const asked: unknown[] = []
  charger.handle('GetLog', async ({ params }) => {
    asked.push(params)
    return { status: 'Accepted', filename: 'security.log' }
  })
  const first = (await ask({ kind: 'SecurityLog' })).body.upload
  await ask({ kind: 'DiagnosticsLog' })
  expect(asked[0]).toMatchObject({ logType: 'SecurityLog', requestId: first.requestId })
  await charger.call('LogStatusNotification', { status: 'UploadFailure', requestId: first.requestId })
  const { body } = await system.api<{ items: Upload[] }>('/chargers/CLK-0001/uploads')
  expect(body.items.map(({ kind, state }) => [kind, state])).toEqual([
    ['DiagnosticsLog', 'requested'],
    ['SecurityLog', 'failed'],
  ])
})

test('a charger with nothing to send, and one that refuses, are told apart from one that is away', async () => {
  charger.handle('GetDiagnostics', async () => ({}))
  expect((await ask({ kind: 'Diagnostics' })).body.upload.state).toBe('refused')
  charger.handle('GetLog', async () => ({ status: 'Rejected' }))
  expect((await ask({ kind: 'SecurityLog' })).body.upload.state).toBe('refused')
  await charger.close()
  expect((await ask({ kind: 'SecurityLog' })).body).toMatchObject({
    upload: { state: 'refused' },
    command: { outcome: 'notConnected' },
  })
})
