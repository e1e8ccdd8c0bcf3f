import { toIso } from '@colok/shared/time'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startVirtualCloud, type VirtualCloud } from '../../testing/virtual-cloud.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

let system: VirtualCloud
beforeEach(async () => {
  system = await startVirtualCloud()
})
afterEach(() => system.stop())

const count = async (from: string) => {
  const [row] = await system.database.read.all<{ count: number }>(`select count(*) as count from ${from}`, [])
  return row?.count
}

/** So many messages of so many days ago, each tried once; their ids are in the order of time. */
async function sent(messages: number, daysAgo: number): Promise<void> {
  const at = toIso(system.clock.wallMs() - daysAgo * dayMs)
  const { begin, commit, tx } = system.database.writeConnection
  await begin()
  await tx.run(
    `insert into message (id, dedupe_key, kind, language, time_zone, sealed_addresses, sealed_parameters, recipient_hash,
       address_index, channel, masked_address, state, priority, expires_at, attempts, created_by, created_at, settled_at)
     with recursive one(n) as (select 1 union all select n + 1 from one where n < ?)
     select cast(? as text) || '-' || n, cast(? as text) || '-' || n, 'signInCode', 'id', 'Asia/Jakarta', '', 'said', '', 0, 'whatsapp', '',
       'delivered', 0, ?, 1, 'test', ?, ? from one`,
    [messages, at, at, at, at, at],
  )
  await tx.run(
    `insert into message_attempt (id, message_id, channel, address_index, address_hash, masked_address, outcome, day, started_at)
     select id, id, channel, 0, '', '', 'accepted', '', created_at from message where created_at = ?`,
    [at],
  )
  await tx.run(
    `insert into received_message (id, channel, provider_id, address_hash, masked_address, received_at)
     select id, channel, id, '', '', created_at from message where created_at = ?`,
    [at],
  )
  await commit()
}

test('what is old enough goes within the hour, however much of it there is', async () => {
  await sent(2500, 410)
  await sent(2500, 95)
  await sent(3, 5)
  await system.clock.advance(hourMs + 60_000)
  expect(await count('message')).toBe(2503)
  expect(await count('message_attempt')).toBe(2503)
  expect(await count('message where sealed_parameters is not null')).toBe(3)
  expect(await count('received_message')).toBe(3)
})
