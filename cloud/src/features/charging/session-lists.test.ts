import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Reach } from '../../core/roles.ts'
import { startTestCloud, type TestCloud } from '../../testing/test-cloud.ts'
import { listSessions, sessionsUnderWay } from './queries.ts'

const chargers = ['A', 'B', 'C', 'D']
/** The site of each charger, and the days on which the partner had it: from, and until the day before. */
const holdings = [
  { site: 'site-A', from: 1, until: 12 },
  { site: 'site-A', from: 18, until: 99 },
  { site: 'site-B', from: 1, until: 99 },
  { site: 'site-C', from: 5, until: 6 },
]
const reach: Reach = { kind: 'organisation', organisationId: 'partner' }
const dayOf = (day: number) => `2026-10-${String(day).padStart(2, '0')}T00:00:00.000Z`

let system: TestCloud
/** What the partner may see, the newest first. */
const expected: { id: string; charger: string; state: string }[] = []

beforeAll(async () => {
  system = await startTestCloud()
  const { tx } = system.database.writeConnection
  const at = dayOf(1)
  await tx.run(
    "insert into organisation (id, slug, name, kind, created_at) values ('partner', 'p', 'P', 'partner', ?)",
    [at],
  )
  const ids = new Map<string, number>()
  for (const charger of chargers) {
    await tx.run(
      "insert into site (id, slug, name, address, latitude, longitude, time_zone, created_at) values (?, ?, '', '', 0, 0, 'UTC', ?)",
      [`site-${charger}`, charger, at],
    )
    await tx.run("insert into charger (charge_point_id, site_id, name, created_at) values (?, ?, '', ?)", [
      ...[charger, `site-${charger}`, at],
    ])
    const rows = await tx.all<{ id: number }>('select id from charger where charge_point_id = ?', [charger])
    ids.set(charger, rows[0]?.id ?? 0)
  }
  for (const { site, from, until } of holdings)
    await tx.run(
      "insert into organisation_site (organisation_id, site_id, since, until) values ('partner', ?, ?, ?)",
      [site, dayOf(from), until === 99 ? null : dayOf(until)],
    )
  for (let day = 1; day <= 30; day += 1)
    for (const charger of chargers) {
      const session = { id: `${charger}-${day}`, charger, state: day % 3 === 0 ? 'charging' : 'finished' }
      await tx.run(
        `insert into session (id, charger_id, connector_id, id_tag, "authorization", state, started_at, start_received_at,
           meter_start_wh) values (?, ?, 1, 'CARD', 'Accepted', ?, ?, ?, 0)`,
        [session.id, ids.get(charger) ?? 0, session.state, dayOf(day), dayOf(day)],
      )
      const isHeld = holdings.some(
        ({ site, from, until }) => site === `site-${charger}` && from <= day && day < until,
      )
      if (isHeld) expected.unshift(session)
    }
})
afterAll(() => system.stop())

test.each([1, 2, 7, 100])(
  'a partner reads its own sessions by pages of %i, none missing, none twice, and nobody else’s',
  async (limit) => {
    for (const charger of [undefined, ...chargers])
      for (const state of [undefined, 'charging', 'finished'] as const) {
        const read: string[] = []
        for (let before: number | undefined; ; ) {
          const filter = { reach, chargePointId: charger, state, before, limit }
          const page = await listSessions(system.database.read, filter)
          read.push(...page.map(({ id }) => id))
          before = page.at(-1)?.transactionId
          if (page.length < limit) break
        }
        const wanted = expected.filter(
          (one) =>
            (charger === undefined || one.charger === charger) &&
            (state === undefined || one.state === state),
        )
        expect(read).toEqual(wanted.map(({ id }) => id))
      }
  },
)

test('of each session under way the last reading counts, filed or not, and of its own charger only', async () => {
  const { tx } = system.database.writeConnection
  const rows = await tx.all<{ charger: string; chargerId: number; transactionId: number }>(
    `select charge_point_id as charger, charger_id, transaction_id from session join charger on charger.id = charger_id
     where session.id in ('A-30', 'B-30', 'C-30')`,
    [],
  )
  const of = (charger: string) => rows.find((row) => row.charger === charger)!
  const add = (told: { session: string; by?: string; minute: number; energyWh: number | null }) =>
    tx.run(
      `insert into meter_value (charger_id, connector_id, transaction_id, measured_at, received_at, energy_wh, power_w,
         sampled_values) values (?, 1, ?, ?, ?, ?, 700, '[]')`,
      [
        of(told.by ?? told.session).chargerId,
        of(told.session).transactionId,
        `2026-10-30T00:${told.minute}:00.000Z`,
        dayOf(30),
        told.energyWh,
      ],
    )
  await add({ session: 'A', minute: 10, energyWh: 100 })
  await add({ session: 'B', minute: 30, energyWh: 300 })
  await tx.run(
    `insert into filed_reading (transaction_id, measured_at, meter_value_id)
     select transaction_id, measured_at, id from meter_value`,
    [],
  )
  await tx.run('update reading_filing set up_to = (select max(id) from meter_value)', [])
  await add({ session: 'A', minute: 20, energyWh: 250 })
  await add({ session: 'B', minute: 20, energyWh: 200 })
  await add({ session: 'B', minute: 40, energyWh: null })
  await add({ session: 'C', by: 'A', minute: 20, energyWh: 999 })

  const underWay = await sessionsUnderWay(
    system.database.read,
    rows.map(({ chargerId }) => chargerId),
  )
  const seen = underWay.map(({ session }) => [session.id, session.energyWh, session.readAt])
  expect(seen.sort()).toEqual([
    ['A-30', 250, '2026-10-30T00:20:00.000Z'],
    ['B-30', 300, '2026-10-30T00:30:00.000Z'],
    ['C-30', 0, null],
  ])
})
