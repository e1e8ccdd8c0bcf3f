import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Cloud, composeCloud } from '@colok/cloud/compose'
import { ConfigSchema } from '@colok/cloud/config'
import { withoutDisk } from '@colok/cloud/db/durability'
import { openSqlite } from '@colok/cloud/db/sqlite'
import { createLog } from '@colok/cloud/log'
import { templateRegistrations } from '@colok/cloud/message-templates'
import { seededRandom } from '@colok/shared/testing/seeded-random'
import { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMessagingProviders, type MessagingProviders } from './providers.ts'

const phone = '+6281234567890'
const chat = '123456789'

let folder: string
let clock: VirtualClock
let database: Awaited<ReturnType<typeof openSqlite>>
let cloud: Cloud
let operatorKey: string
let providers: MessagingProviders
const logged: string[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'colok-messaging-'))
  logged.length = 0
  database = await openSqlite(join(folder, 'cloud.sqlite'), withoutDisk)
  clock = new VirtualClock({ wallMs: Date.UTC(2026, 10, 23, 3), busy: database.settled })
  providers = createMessagingProviders({
    clock,
    random: seededRandom(1),
    urls: { whatsapp: 'http://whatsapp.test', telegram: 'http://telegram.test' },
    callbackUrl: () => 'http://colok.test/messaging',
    templates: templateRegistrations(),
    fetch: async (input, init) => cloud.app.fetch(new Request(input, init)),
  })
  cloud = composeCloud({
    config: {
      ...ConfigSchema.parse({ messaging: providers.accounts }),
      secret: 'x'.repeat(32),
      publicUrl: 'http://colok.test',
    },
    database,
    clock,
    random: seededRandom(2),
    log: createLog('info', { write: (line) => void logged.push(line) }),
    fetch: providers.fetch,
  })
  operatorKey = (await whileAdvancing(cloud.start())).operatorKey ?? ''
})
afterEach(async () => {
  providers.stop()
  await whileAdvancing(cloud.stop())
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

async function whileAdvancing<T>(work: Promise<T>): Promise<T> {
  let done = false
  const finished = work.finally(() => {
    done = true
  })
  while (!done) await clock.advance(1)
  return finished
}
async function listed(path: string): Promise<Record<string, unknown>[]> {
  const headers = { Authorization: `Bearer ${operatorKey}` }
  const response = await whileAdvancing(
    Promise.resolve(cloud.app.request(`/api/v1/messages${path}`, { headers })),
  )
  return ((await response.json()) as { items: Record<string, unknown>[] }).items
}
const texts = (channel: 'whatsapp' | 'telegram', address: string) =>
  (providers.inbox.find(channel, address)?.messages ?? []).map(({ from, text, state }) =>
    from === 'person' ? text : `${text.slice(0, 34)} [${state}]`,
  )

test('a driver writes STOP, is answered in the open conversation, reads it, and everything is told', async () => {
  providers.whatsapp.write(phone, 'Stop')
  await clock.advance(3000)
  providers.inbox.read(providers.inbox.open('whatsapp', phone))
  await clock.advance(1000)
  expect(texts('whatsapp', phone)).toEqual(['Stop', 'You will get no more Colok message [read]'])
  expect(await listed('')).toMatchObject([{ kind: 'stopped', state: 'read', attempts: 1 }])
  expect(await listed('/opt-outs')).toMatchObject([{ channel: 'whatsapp', stoppedBy: 'recipient' }])
  providers.whatsapp.write(phone, 'MULAI')
  await clock.advance(3000)
  expect(texts('whatsapp', phone).at(-1)).toBe('Anda akan menerima pesan Colok lag [delivered]')
  expect(await listed('/opt-outs')).toEqual([])
})

test('the same on Telegram, which tells of no delivery', async () => {
  providers.telegram.write(chat, '/stop')
  await clock.advance(3000)
  expect(texts('telegram', chat)).toEqual(['/stop', 'You will get no more Colok message [delivered]'])
  expect(await listed('')).toMatchObject([{ kind: 'stopped', channel: 'telegram', state: 'sent' }])
})

const answers = () =>
  (providers.inbox.find('whatsapp', phone)?.messages ?? []).filter(({ from }) => from === 'company')

test('only when the answer and all word of the delivery are lost does a message come twice', async () => {
  providers.whatsapp.write(phone, 'BERHENTI')
  providers.whatsapp.faults.arm('loseAnswer')
  providers.whatsapp.faults.arm('loseNotification', 2)
  await clock.advance(60_000)
  expect(answers()).toHaveLength(1)
  expect(await listed('')).toMatchObject([{ state: 'pending' }])
  await clock.advance(10 * 60_000)
  expect(answers()).toHaveLength(2)
  expect(await listed('')).toMatchObject([{ state: 'delivered' }])
})

test.each([
  ['the answer to it is lost', 'loseAnswer'],
  ['its webhooks come twice', 'duplicateNotification'],
  ['a webhook comes late', 'holdNotification'],
  ['a webhook is lost', 'loseNotification'],
  ['a webhook is forged', 'badSignature'],
  ['there was too much to one number', 'tooManyToOne'],
  ['there was too much at once', 'tooMany'],
  ['the window is said to be closed, where no template may help', 'windowClosed'],
  ['the token is refused for a while', 'tokenExpired'],
  ['the provider is slow', 'slow'],
] as const)('%s: the answer is there once all the same', async (_, fault) => {
  providers.whatsapp.write(phone, 'BERHENTI')
  providers.whatsapp.faults.arm(fault)
  await clock.advance(10 * 60_000)
  expect(answers()).toHaveLength(1)
  expect(await listed('')).toHaveLength(1)
  expect(await listed('?state=failed')).toEqual([])
  expect(logged.join('\n')).not.toMatch(/81234567890|simulated-app-secret|EAAsimulated/)
})

/** Somebody who has shown that this number is theirs, as an operator of the network. */
async function addOperator(): Promise<void> {
  const since = '2025-01-01T00:00:00.000Z'
  const { query } = database.writeConnection.tx
  const about = { id: 'colok', slug: 'colok', name: 'Colok', kind: 'operator', createdAt: since } as const
  await query.insertInto('organisation').values(about).execute()
  const person = { id: 'wayan', name: 'Wayan', phone, phoneVerified: 1, createdAt: since, updatedAt: since }
  await query.insertInto('user').values(person).execute()
  const member = { organisationId: 'colok', userId: 'wayan', role: 'operator', since } as const
  await query.insertInto('organisationMember').values(member).execute()
}

test('an operator gives commands from a telephone, and is answered once each and in order, whatever happens', async () => {
  await addOperator()
  providers.whatsapp.faults.arm('loseAnswer')
  providers.whatsapp.faults.arm('duplicateNotification')
  providers.whatsapp.write(phone, 'siapa')
  await clock.advance(1000)
  providers.whatsapp.faults.arm('tooManyToOne')
  providers.whatsapp.write(phone, 'status CLK-0009')
  await clock.advance(1000)
  providers.whatsapp.write(phone, 'satus CLK-0009')
  await clock.advance(10 * 60_000)
  expect(answers().map(({ text }) => text.split(/[.\n]/)[0])).toEqual([
    'Wayan, operator',
    'Tidak ada pos CLK-0009',
    'Perintah "satus" tidak dikenal',
  ])
})

test('a chat that nobody has linked gives no commands, and is told so once', async () => {
  providers.telegram.write(chat, '/total')
  providers.telegram.write(chat, '/totalall')
  await clock.advance(3000)
  expect(texts('telegram', chat)).toEqual([
    '/total',
    '/totalall',
    expect.stringMatching(/^Nomor atau chat ini/),
  ])
})
