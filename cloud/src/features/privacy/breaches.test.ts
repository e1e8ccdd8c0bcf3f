import { toIso } from '@colok/shared/time'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConfigSchema } from '../../config.ts'
import { newPerson, type TestPerson, writeNow } from '../../testing/people.ts'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'
import type { Breach } from './schemas.ts'

const minute = 60_000
const hour = 60 * minute

/** A server that nobody answers at: what a test is about is what is queued. */
const { messaging } = ConfigSchema.parse({
  messaging: { email: { smtpUrl: 'smtp://127.0.0.1:1', from: 'halo@colok.example' } },
})

let system: VirtualCloud
let admin: TestPerson
beforeEach(async () => {
  system = await startVirtualCloud({ settings: { messaging } })
  admin = await newPerson(system, { name: 'Admin', phone: '+6281200000000', email: 'admin@mail.example' })
  await newPerson(system, { name: 'Wayan', phone: '+6281200000001', email: 'wayan@mail.example' })
  await newPerson(system, { name: 'Made', phone: '+6281200000002' })
  await writeNow(system, async (tx) => {
    const now = toIso(system.clock.wallMs())
    await tx.run(
      "insert into organisation (id, slug, name, kind, created_at) values ('o', 'colok', 'Colok', 'operator', ?)",
      [now],
    )
    await tx.run(
      "insert into organisation_member (organisation_id, user_id, role, since) values ('o', ?, 'admin', ?)",
      [admin.id, now],
    )
  })
})
afterEach(() => system.stop())

const post = (path: string, body: object = {}) => system.api<Breach>(path, { method: 'POST', body })
const open = (affected: object) =>
  post('/breaches', {
    title: 'Cadangan hilang',
    exposedData: 'Nama dan nomor telepon',
    whatHappened: 'Disk cadangan hilang pada 23 November 2026',
    remedy: 'Kunci diganti; waspadai pesan yang mengaku dari Colok',
    happenedAt: toIso(system.clock.wallMs() - hour),
    discoveredAt: toIso(system.clock.wallMs()),
    affected,
  })
const queued = async (kind: string) => {
  const { body } = await system.api<{ items: { kind: string; address: string }[] }>('/messages?limit=200')
  return body.items.filter((message) => message.kind === kind).map(({ address }) => address)
}

test('everybody who is affected is found and told once, and who has no address that works is counted', async () => {
  const { body: breach, status } = await open({ kind: 'everybody' })
  expect(status).toBe(201)
  expect(breach).toMatchObject({ people: 3, told: 0, hoursLeft: 72, peopleToldAt: null })
  expect(Date.parse(breach.deadlineAt) - Date.parse(breach.discoveredAt)).toBe(72 * hour)
  await system.clock.advance(2 * minute)
  expect(await queued('dataBreach')).toEqual([])
  await post(`/breaches/${breach.id}/notices`)
  await post(`/breaches/${breach.id}/notices`)
  await system.clock.advance(3 * minute)
  expect((await queued('dataBreach')).sort()).toEqual(['a…@mail.example', 'w…@mail.example'])
  const { body } = await system.api<Breach>(`/breaches/${breach.id}`)
  expect(body).toMatchObject({ told: 2, unreachable: 1, peopleToldAt: expect.any(String) })
  expect((await system.api(`/activity?subject=breach:${breach.id}`)).body).toMatchObject({
    items: [{ action: 'breach.noticesAsked' }, { action: 'breach.opened' }],
  })

  // By a place and a time, or by a day.
  const before = toIso(system.clock.wallMs() + hour)
  expect((await open({ kind: 'joinedBefore', before })).body.people).toBe(3)
  const never = { from: '2020-01-01T00:00:00.000Z', until: '2020-01-02T00:00:00.000Z' }
  const site = 'sangeh-monkey-forest'
  expect((await open({ kind: 'chargedAt', site, ...never })).body.people).toBe(0)
  expect((await open({ kind: 'somebody' })).status).toBe(400)
  expect((await post('/breaches/nothing/notices')).status).toBe(404)
})

test('the admins are reminded, the more often the nearer the deadline is, until the authority is told too', async () => {
  const { body: breach } = await open({ kind: 'people', ids: [admin.id, 'nobody'] })
  expect(breach.people).toBe(1)
  const reminders = async (hours: number) => {
    system.clock.setWall(system.clock.wallMs() + hours * hour)
    await system.clock.advance(2 * minute)
    return (await queued('alert')).length
  }
  expect(await reminders(0)).toBe(1)
  expect(await reminders(10)).toBe(1)
  expect(await reminders(15)).toBe(2)
  expect(await reminders(24)).toBe(3)
  expect(await reminders(24)).toBe(4)
  expect((await system.api<Breach>(`/breaches/${breach.id}`)).body.hoursLeft).toBeLessThan(0)
  await post(`/breaches/${breach.id}/notices`)
  const report = { reference: 'KOMDIGI/2026/118', at: toIso(system.clock.wallMs()) }
  const told = await system.api<Breach>(`/breaches/${breach.id}/authority-report`, {
    method: 'PUT',
    body: report,
  })
  expect(told.body).toMatchObject({ authorityReference: 'KOMDIGI/2026/118' })
  await system.clock.advance(3 * minute)
  const before = (await queued('alert')).length
  expect(await reminders(24)).toBe(before)
  expect(system.logged.join()).toContain('a breach of personal data has to be told of')
})
