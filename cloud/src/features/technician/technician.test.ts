import type { RPCClient } from 'ocpp-rpc'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededSignIn } from '../../testing/seeded-sign-in.ts'
import { startTestCloud, type TestCloud } from '../../testing/test-cloud.ts'

let system: TestCloud
let cookie: string
let post: RPCClient
beforeAll(async () => {
  system = await startTestCloud()
  cookie = await seededSignIn(system, { role: 'technician' })
  post = await system.connect()
  await post.call('BootNotification', { chargePointVendor: 'Colok', chargePointModel: 'K2' })
  await post.call('StatusNotification', {
    ...{ connectorId: 1, status: 'Faulted', errorCode: 'PowerSwitchFailure' },
    info: 'Contact 1 welded; needs a technician',
  })
})
afterAll(() => system.stop())

async function ask(path: string, form?: Readonly<Record<string, string>>) {
  const response = await system.cloud.app.request(path, {
    method: form === undefined ? 'GET' : 'POST',
    headers: { Cookie: cookie, Accept: 'text/html', 'Sec-Fetch-Site': 'same-origin' },
    ...(form !== undefined && { body: new URLSearchParams(form) }),
  })
  return { status: response.status, to: response.headers.get('Location'), text: await response.text() }
}
const deed = (form: Readonly<Record<string, string>>) => ask('/technician/CLK-0001/deeds', form)

test('a post is found by its number or by its code, and those that are not well are listed', async () => {
  expect((await ask('/technician')).text).toContain('href="/technician/CLK-0001"')
  expect((await ask('/technician/post?id=clk-0001')).to).toBe('/technician/CLK-0001')
  const scanned = encodeURIComponent('https://colok.example/c/CLK-0001')
  expect((await ask(`/technician/post?id=${scanned}`)).to).toBe('/technician/CLK-0001')
  expect((await ask('/technician/CLK-4040')).status).toBe(404)
})

test('the page says what the post says, and offers to free a socket only where it is faulted', async () => {
  const { text } = await ask('/technician/CLK-0001')
  expect(text).toContain('PowerSwitchFailure: Contact 1 welded; needs a technician')
  expect(text.match(/value="clearLockout"/g)).toHaveLength(1)
})

test('a lock-out is asked of the post by its own message, with who says so; what it refuses is said', async () => {
  const asked: unknown[] = []
  let status = 'Rejected'
  post.handle('DataTransfer', async ({ params }) => {
    asked.push(params)
    return { status }
  })
  const refused = await deed({ deed: 'clearLockout', connectorId: '1' })
  expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('Pintu servis terbuka')])
  status = 'Accepted'
  expect((await deed({ deed: 'clearLockout', connectorId: '1' })).text).toContain('Pos menerima.')
  expect(asked.at(-1)).toEqual({
    ...{ vendorId: 'id.colok', messageId: 'ClearLockout' },
    data: '{"connectorId":1,"by":"Seeded technician"}',
  })
})

test('every other deed is one command to the post', async () => {
  const asked: [string, unknown][] = []
  for (const [action, answer] of [
    ['TriggerMessage', 'Accepted'],
    ['Reset', 'Accepted'],
    ['UnlockConnector', 'Unlocked'],
    ['ChangeAvailability', 'Scheduled'],
  ] as const)
    post.handle(action, async ({ params }) => {
      asked.push([action, params])
      return { status: answer }
    })
  post.handle('GetDiagnostics', async () => ({ fileName: 'colok.tar.gz' }))
  for (const form of [
    { deed: 'status' },
    { deed: 'softReset' },
    { deed: 'hardReset' },
    { deed: 'unlock', connectorId: '1' },
    { deed: 'block', connectorId: '1' },
    { deed: 'free', connectorId: '1' },
    { deed: 'diagnostics' },
  ] as Record<string, string>[])
    expect([form.deed, (await deed(form)).text]).toEqual([
      form.deed,
      expect.stringContaining('Pos menerima.'),
    ])
  expect(asked).toEqual([
    ['TriggerMessage', { requestedMessage: 'StatusNotification' }],
    ['Reset', { type: 'Soft' }],
    ['Reset', { type: 'Hard' }],
    ['UnlockConnector', { connectorId: 1 }],
    ['ChangeAvailability', { connectorId: 1, type: 'Inoperative' }],
    ['ChangeAvailability', { connectorId: 1, type: 'Operative' }],
  ])
  expect((await ask('/technician/CLK-0001')).text).toContain('menunggu berkas')
  expect((await deed({ deed: 'explode' })).status).toBe(400)
  expect((await deed({ deed: 'unlock', connectorId: 'x' })).status).toBe(400)
})

test('a code to install a post is shown once, and a post that is away is said to be', async () => {
  const made = await ask('/technician/CLK-0002/claim-code', {})
  expect(made.text).toMatch(/<strong>[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}<\/strong>/)
  expect((await ask('/technician/CLK-0002')).text).not.toContain('class="post-code"')
  const away = await ask('/technician/CLK-0002/deeds', { deed: 'status' })
  expect([away.status, away.text]).toEqual([409, expect.stringContaining('Pos tidak terhubung')])
})
