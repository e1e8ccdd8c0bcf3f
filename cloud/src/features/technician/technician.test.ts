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
  for (const typed of ['CLK-4040', 'CLK 1', '%00', 'x'.repeat(5000)]) {
    const { status, text } = await ask(`/technician/post?id=${typed}`)
    expect([status, text.includes('Tidak ada pos ')]).toEqual([404, true])
  }
  expect((await ask('/technician/post?id=CLK-4040')).text).toContain('name="id" value="CLK-4040"')
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
  expect((await deed({ deed: 'clearLockout', connectorId: '1' })).text).toContain(
    'Relai sudah diganti: pakai soket lagi, Soket 1: Pos menerima.',
  )
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

/** What the form of a deed is known by. */
const onceOf = (text: string, mark: string): string =>
  new RegExp(`name="_once" value="([^"]+)"/>[^_]*${mark}`).exec(text)?.[1] ?? ''

test('a command that is pressed twice, and sent once more by a reload, reaches the post once', async () => {
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<object>()
  let times = 0
  post.handle('Reset', () => {
    times += 1
    asked.resolve()
    return answer.promise
  })
  const { text } = await ask('/technician/CLK-0001')
  const form = { deed: 'softReset', _once: onceOf(text, 'value="softReset"') }
  expect(form._once).not.toBe(onceOf(text, 'value="hardReset"'))
  const first = deed(form)
  await asked.promise
  const second = deed(form)
  answer.resolve({ status: 'Accepted' })
  for (const { status, text: said } of [await first, await second, await deed(form)])
    expect([status, said]).toEqual([200, expect.stringContaining('Pos menerima.')])
  expect(times).toBe(1)
  const changed = await deed({ ...form, deed: 'hardReset' })
  expect([changed.status, changed.text]).toEqual([
    409,
    expect.stringContaining('Formulir ini sudah dikirim dengan isian lain.'),
  ])
  expect(times).toBe(1)
  await deed({ ...form, _once: onceOf(changed.text, 'value="softReset"') })
  expect(times).toBe(2)
  const { body } = await system.api<{ items: object[] }>('/activity?subject=charger:CLK-0001&limit=200')
  const kept = body.items.filter((item) => JSON.stringify(item).includes('/commands/Reset'))
  expect(kept[0]).toMatchObject({ channel: 'page', actor: 'Seeded technician' })
})

test('a code to install a post that is asked for twice is the one that was shown', async () => {
  const { text } = await ask('/technician/CLK-0002')
  const form = { _once: onceOf(text, 'Kode lama') }
  const address = '/technician/CLK-0002/claim-code'
  const codeIn = (page: string) => /class="post-code"><strong>([^<]+)/.exec(page)?.[1]
  const [first, second] = await Promise.all([ask(address, form), ask(address, form)])
  expect(codeIn(first.text)).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  expect(codeIn(second.text)).toBe(codeIn(first.text))
  const reloaded = await ask(address, form)
  expect([reloaded.status, reloaded.text]).toEqual([409, expect.stringContaining('Sudah dilakukan.')])
})

test('a code to install a post is shown once, and a post that is away is said to be', async () => {
  const made = await ask('/technician/CLK-0002/claim-code', {})
  expect(made.text).toMatch(/<strong>[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}<\/strong>/)
  expect((await ask('/technician/CLK-0002')).text).not.toContain('class="post-code"')
  const away = await ask('/technician/CLK-0002/deeds', { deed: 'status' })
  expect([away.status, away.text]).toEqual([409, expect.stringContaining('Pos tidak terhubung')])
})
