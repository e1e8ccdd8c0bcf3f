import { expect, test } from 'vitest'
import { JobBells } from '../../jobs/bells.ts'
import { PartnerNetwork } from '../../testing/partner-network.ts'
import { newTestDatabase } from '../../testing/test-database.ts'
import { driveWallets } from './drive.ts'
import { dueHolds, nextHoldDueAt } from './hold-rows.ts'

const startMs = Date.parse('2026-01-01T04:00:00.000Z')

test('a session whose charger is away is left alone until the charger is back', async () => {
  const stored = await newTestDatabase()
  const database = await stored.open()
  const network = new PartnerNetwork(database, startMs)
  await network.addPartner('alfa')
  await network.write((tx) =>
    tx.run(
      "insert into wallet (id, name, frozen, created_at) values ('w', 'Wayan', 0, '2026-01-01T04:00:00.000Z')",
      [],
    ),
  )
  const hold = (id: string, state: string, dueAt: string) =>
    network.write((tx) =>
      tx.run(
        `insert into wallet_hold (id, wallet_id, id_tag, charger_id, kind, state, amount_idr, due_at, created_at)
         select ?, 'w', 'CARD', id, 'tap', ?, 1000, ?, '2026-01-01T04:00:00.000Z' from charger`,
        [id, state, dueAt],
      ),
    )
  await hold('charging', 'charging', '2026-01-01T04:00:00.000Z')
  await hold('waiting', 'waiting', '2026-01-01T04:00:05.000Z')
  const now = '2026-01-01T04:00:10.000Z'
  const due = async () => (await dueHolds(database.read, now, 10)).map(({ id }) => id)
  expect([await due(), await nextHoldDueAt(database.read)]).toEqual([['waiting'], '2026-01-01T04:00:05.000Z'])
  await network.write((tx) => tx.run('update charger set connected = 1', []))
  expect([await due(), await nextHoldDueAt(database.read)]).toEqual([
    ['charging', 'waiting'],
    '2026-01-01T04:00:00.000Z',
  ])
  await network.stop()
  await database.close()
  await stored.remove()
})

test('a step that fails is put off, and is not all that is done from then on', async () => {
  const stored = await newTestDatabase()
  const database = await stored.open()
  const network = new PartnerNetwork(database, startMs)
  await network.addPartner('alfa')
  await network.session('alfa', 1000)
  const [session] = network.settled
  await network.write(async (tx) => {
    await tx.run(`update session set price = 'no price'`, [])
    await tx.run('update charger set connected = 1', [])
    await tx.run(
      "insert into wallet (id, name, frozen, created_at) values ('w', 'Wayan', 0, '2026-01-01T04:00:00.000Z')",
      [],
    )
    await tx.run(
      `insert into wallet_hold (id, wallet_id, id_tag, charger_id, kind, state, amount_idr, session_id, due_at, created_at)
       select 'h', 'w', 'CARD', id, 'tap', 'charging', 1000, ?, '2026-01-01T04:00:00.000Z', '2026-01-01T04:00:00.000Z'
       from charger`,
      [session?.sessionId ?? ''],
    )
  })
  const failed: unknown[] = []
  const log = { ...network.services.log, error: ({ id }: { id: unknown }) => failed.push(id) }
  const wishedMs: number[] = []
  const job = driveWallets({
    ...network.services,
    // Without them no wallet can be planned.
    settings: {
      ...network.services.settings,
      wallets: undefined,
    } as unknown as typeof network.services.settings,
    log: log as unknown as typeof network.services.log,
    payments: { whenDue: () => {} } as unknown as typeof network.services.payments,
    bells: new JobBells(),
  })
  job.onStart?.((delayMs) => wishedMs.push(delayMs))
  await job.run()
  await job.run()
  expect(failed).toEqual(['h'])
  expect(wishedMs.every((delayMs) => delayMs > 0)).toBe(true)
  network.nowMs += job.everyMs
  await job.run()
  expect(failed).toEqual(['h', 'h'])
  // However many wallets cannot be planned, the next ones have their turn.
  await network.write((tx) =>
    tx.run(
      `insert into wallet (id, name, frozen, created_at, plan_due)
       with recursive one(n) as (select 1 union all select n + 1 from one where n < 101)
       select 'w' || (1000 + n), 'Made', 0, '2026-01-01T04:00:00.000Z', 1 from one`,
      [],
    ),
  )
  failed.length = 0
  wishedMs.length = 0
  await job.run()
  expect([failed.includes('w1100'), failed.includes('w1101'), wishedMs[0]]).toEqual([true, false, 0])
  await job.run()
  expect(failed.includes('w1101')).toBe(true)
  await network.stop()
  await database.close()
  await stored.remove()
})
