import { businessDay } from '@colok/shared/time'
import type { SqlRunner } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { blockedByOthers } from '../cards/conditions.ts'
import { findSessions } from '../charging/queries.ts'
import type { Session } from '../charging/schemas.ts'
import { limitsOf, useOf } from './allowance.ts'
import type { FleetCard, Rider } from './schemas.ts'

/** Where a company has its riders in several zones, one calendar must do for its overview. */
const overviewZone = 'Asia/Jakarta'

interface CardRow {
  readonly idTag: string
  readonly label: string | null
  readonly account: string
  readonly riderId: string | null
  readonly riderName: string | null
  readonly blocked: number
  readonly mayCharge: number
}

/** Cards of a company's accounts by idTag. `idTag` for that one only. */
export async function listFleetCards(
  services: Pick<Services, 'read' | 'clock'>,
  organisationId: string,
  page: { readonly idTag?: string; readonly after?: string | undefined; readonly limit: number },
): Promise<FleetCard[]> {
  const { idTag = '', after = '', limit } = page
  const rows = await services.read.all<CardRow>(
    `select id_tag.id_tag, label, slug as account, rider.id as rider_id, rider.name as rider_name,
       exists (select 1 from card_block where card_block.id_tag = id_tag.id_tag and side = 'company') as blocked,
       (status = 'Accepted' and not ${blockedByOthers}) as may_charge
     from id_tag join postpaid_account on slug = postpaid_account
       left join driver_card on driver_card.id_tag = id_tag.id_tag and driver_card.state = 'active'
       left join "user" as rider on rider.id = driver_card.user_id
     where organisation_id = ? and id_tag.id_tag > ? and (id_tag.id_tag = ? or ? = '') order by id_tag.id_tag limit ?`,
    [organisationId, after, idTag, idTag, limit],
  )
  const day = businessDay(services.clock.wallMs(), overviewZone)
  return Promise.all(
    rows.map(async ({ riderId, riderName, blocked, mayCharge, ...card }) => ({
      ...card,
      rider: riderId === null ? null : { id: riderId, name: riderName ?? '' },
      blocked: blocked === 1,
      mayCharge: mayCharge === 1,
      limits: [...(await limitsOf(services.read, card.idTag))],
      used: await useOf(services.read, card.idTag, day),
    })),
  )
}

/** The people who ride for a company, by id. */
export async function listRiders(
  runner: SqlRunner,
  organisationId: string,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<Rider[]> {
  const riders = await runner.all<Omit<Rider, 'cards'>>(
    `select id, name, phone from "user" where id > ? and exists (
       select 1 from organisation_member
       where user_id = "user".id and organisation_id = ? and role = 'driver' and until is null)
     order by id limit ?`,
    [page.after ?? '', organisationId, page.limit],
  )
  return Promise.all(
    riders.map(async (rider) => {
      const cards = await runner.all<{ idTag: string }>(
        `select driver_card.id_tag from driver_card join id_tag on id_tag.id_tag = driver_card.id_tag
           join postpaid_account on slug = postpaid_account
         where user_id = ? and state = 'active' and organisation_id = ? order by driver_card.id_tag`,
        [rider.id, organisationId],
      )
      return { ...rider, cards: cards.map(({ idTag }) => idTag) }
    }),
  )
}

/** What a company's cards have charged on its account, the newest first. */
export async function listFleetSessions(
  runner: SqlRunner,
  organisationId: string,
  page: { readonly before: number | undefined; readonly limit: number },
): Promise<Session[]> {
  const rows = await runner.all<{ id: string }>(
    `select session.id from session join postpaid_charge on session_id = session.id
       join postpaid_account on postpaid_account.id = account_id
     where organisation_id = ? and transaction_id < ? order by transaction_id desc limit ?`,
    [organisationId, page.before ?? Number.MAX_SAFE_INTEGER, page.limit],
  )
  return findSessions(
    runner,
    rows.map(({ id }) => id),
  )
}
