import { toIso } from '@colok/shared/time'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { MortalProcess } from '../../testing/mortal-process.ts'
import { servicesOf, writeNow } from '../../testing/people.ts'
import { newTestDatabase, type TestDatabase } from '../../testing/test-database.ts'
import { deliverMessages } from '../messages/delivery.ts'
import { MessageOutbox } from '../messages/outbox.ts'
import { FakeGateway } from '../messages/testing/fake-gateway.ts'
import { saveContact } from './contacts.ts'
import { watchAlerts } from './job.ts'
import { saveRule } from './rules.ts'
import { ContactInput, RuleInput } from './schemas.ts'
import { AlertWatch } from './watch.ts'

let nowMs = Date.parse('2026-11-23T04:00:00.000Z')
const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs, after: () => () => {} }
const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
const createdAt = new Date(nowMs).toISOString()

let stored: TestDatabase
let database: Database
beforeAll(async () => {
  stored = await newTestDatabase()
  database = await stored.open()
  const services = servicesOf({ database, clock })
  await writeNow({ database, clock }, async (tx) => {
    const site = { id: 'sangeh', slug: 'sangeh', name: 'Sangeh', address: 'Bali', timeZone: 'Asia/Makassar' }
    await tx.query
      .insertInto('site')
      .values({ ...site, latitude: -8.5, longitude: 115.2, createdAt })
      .execute()
    const contact = ContactInput.parse({ name: 'Petugas', channel: 'telegram', address: '4001' })
    await saveContact(tx, services, { slug: 'ops', input: contact, actor: 'test' })
    const steps = [{ afterMinutes: 0, contacts: ['ops'] }]
    const rule = RuleInput.parse({ kind: 'fault', name: 'Gangguan', severity: 'critical', steps })
    await saveRule(tx, services, { slug: 'fault', input: rule, actor: 'test' })
    const door = RuleInput.parse({ kind: 'door', name: 'Pintu dibuka', severity: 'critical', steps })
    await saveRule(tx, services, { slug: 'door', input: door, actor: 'test' })
  })
})
afterAll(async () => {
  await database.close()
  await stored.remove()
})

/** A charger of its own for each death, with a fault. */
const faultAt = (chargePointId: string) =>
  writeNow({ database, clock }, async (tx) => {
    await tx.query
      .insertInto('charger')
      .values({ chargePointId, siteId: 'sangeh', name: chargePointId, createdAt })
      .execute()
    await tx.run(
      `insert into connector (charger_id, connector_id, status, error_code, status_at)
       select id, 1, 'Faulted', 'GroundFailure', ? from charger where charge_point_id = ?`,
      [createdAt, chargePointId],
    )
  })

/** One process: what it sends, and a turn of the jobs that lead from a fault to a message. */
function processOn(own: Database) {
  const gateway = new FakeGateway('telegram')
  const services = {
    ...servicesOf({ database: own, clock }),
    ...{ alerts: new AlertWatch(), messages: new MessageOutbox(new Map([['telegram', gateway]])) },
    random: () => 0,
  }
  const jobs = [watchAlerts(services), deliverMessages(services)]
  return {
    gateway,
    async turn() {
      for (const job of jobs) await job.run()
    },
  }
}

/** A charger's door that was told of, and whose photo has arrived since. */
async function photographedDoorAt(chargePointId: string): Promise<void> {
  const photoId = `photo-${chargePointId}`
  await writeNow({ database, clock }, async (tx) => {
    await tx.query
      .insertInto('charger')
      .values({ chargePointId, siteId: 'sangeh', name: chargePointId, createdAt })
      .execute()
    await tx.run(
      `insert into charger_event (charger_id, kind, occurred_at, received_at, detail)
       select id, 'DoorEvent', ?, ?, ? from charger where charge_point_id = ?`,
      [createdAt, toIso(nowMs), JSON.stringify({ event: 'forced', uploadId: photoId }), chargePointId],
    )
  })
  await processOn(database).turn()
  nowMs += 2 * 60_000
  await writeNow({ database, clock }, async (tx) => {
    await tx.run('insert into file_piece (file_id, piece, bytes) values (?, 0, ?)', [photoId, jpeg])
    await tx.run(
      `insert into upload (id, charger_id, kind, token_hash, state, created_by, created_at, expires_at, size_bytes)
       select ?, id, 'DoorPhoto', ?, 'uploaded', 'test', ?, ?, ? from charger where charge_point_id = ?`,
      [photoId, photoId, createdAt, createdAt, jpeg.length, chargePointId],
    )
  })
}

/** The look, the step that is due, the message, the attempt at it, and its outcome. */
const commits = 5

const deathsIn = (count: number) =>
  Array.from({ length: count }, (_, index) => index + 1).flatMap((commit) =>
    (['before', 'after'] as const).map((when) => ({ commit, when })),
  )

test.each(deathsIn(commits))(
  'a process that dies $when commit $commit and the next one raise one alert and tell it in one message',
  async ({ commit, when }) => {
    const post = `CLK-${commit}-${when}`
    await faultAt(post)
    const life = new MortalProcess()
    const dying = processOn(life.database(database))
    life.diesAt = { commit, when }
    void dying.turn()
    await expect.poll(() => life.isDead).toBe(true)
    const next = processOn(database)
    for (let turns = 0; turns < 2; turns += 1) {
      nowMs += 2 * 60_000
      await next.turn()
    }
    const told = await database.read.all<{ id: string }>(
      `select rule, what, pending, message.state, message.id
       from alert join charger on charger.id = charger_id left join alert_news on alert_id = alert.id
         left join message on message.id = message_id where charge_point_id = ?`,
      [post],
    )
    expect(told).toMatchObject([{ rule: 'fault', what: 'raised', pending: null, state: 'sent' }])
    const sent = [...dying.gateway.sent, ...next.gateway.sent]
    // Telegram took it, and the process died before it could write that down: nobody can know, so it goes once more.
    const isUnknown = commit === commits && when === 'before'
    expect(sent.map(({ messageId }) => messageId)).toEqual(
      Array.from({ length: isUnknown ? 2 : 1 }, () => told[0]?.id),
    )
    expect(sent[0]?.content.text).toContain(`Sangeh: ${post} soket 1`)
  },
)

/** That there is a photo to tell of, that the message before is out, the one with the photo, the attempt, its outcome. */
const photoCommits = 5

test.each(deathsIn(photoCommits))(
  'a process that dies $when commit $commit and the next one tell of a photo in one message',
  async ({ commit, when }) => {
    const post = `CLK-P${commit}-${when}`
    await photographedDoorAt(post)
    const life = new MortalProcess()
    const dying = processOn(life.database(database))
    life.diesAt = { commit, when }
    void dying.turn()
    await expect.poll(() => life.isDead).toBe(true)
    const next = processOn(database)
    for (let turns = 0; turns < 2; turns += 1) {
      nowMs += 2 * 60_000
      await next.turn()
    }
    const told = await database.read.all<{ id: string }>(
      `select what, pending, message.state, message.id
       from alert join charger on charger.id = charger_id join alert_news on alert_id = alert.id
         left join message on message.id = message_id where charge_point_id = ? order by alert_news.id`,
      [post],
    )
    expect(told).toMatchObject([
      { what: 'raised', state: 'sent' },
      { what: 'photographed', pending: null, state: 'sent' },
    ])
    const sent = [...dying.gateway.sent, ...next.gateway.sent]
    // As above: taken, and not written down.
    const isUnknown = commit === photoCommits && when === 'before'
    expect(sent.map(({ messageId }) => messageId)).toEqual(
      Array.from({ length: isUnknown ? 2 : 1 }, () => told[1]?.id),
    )
    expect(await sent[0]?.content.image?.()).toEqual({ contentType: 'image/jpeg', bytes: jpeg })
  },
)
