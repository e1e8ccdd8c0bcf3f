import { toIso } from '@colok/shared/time'
import { type RawBuilder, sql } from 'kysely'
import { type ChargerCondition, silentAfterMs } from '../../core/charger-condition.ts'
import { conditionsByGravity } from '../../core/overview-board.ts'

const statusOf = sql`from connector where connector.charger_id = charger.id and connector.connector_id > 0 and status`

/**
 * `chargerCondition` for the database, so that a list of thousands is narrowed and sorted there. A test holds the two
 * together.
 */
export function conditionSql(at: {
  readonly nowMs: number
  readonly heartbeatIntervalMs: number
}): RawBuilder<ChargerCondition> {
  const heardSince = toIso(at.nowMs - silentAfterMs(at.heartbeatIntervalMs))
  return sql<ChargerCondition>`case
    when charger.registration <> 'Accepted' then 'notAccepted'
    when charger.connected = 0 then 'offline'
    when charger.last_message_at < ${heardSince}
      and (charger.connected_at is null or charger.connected_at < ${heardSince}) then 'silent'
    when exists (select 1 ${statusOf} = 'Available') then 'available'
    when exists (select 1 ${statusOf} = 'Faulted') then 'faulted'
    when exists (select 1 ${statusOf} <> 'Unavailable') then 'occupied'
    when exists (select 1 ${statusOf} = 'Unavailable') then 'unavailable'
    else 'unknown' end`
}

/** The condition's place in `conditionsByGravity`. */
export function gravitySql(condition: RawBuilder<ChargerCondition>): RawBuilder<number> {
  const places = conditionsByGravity.map((one, place) => sql`when ${sql.lit(one)} then ${sql.lit(place)}`)
  return sql<number>`case ${condition} ${sql.join(places, sql` `)} end`
}
