import { businessDay, toIso } from '@colok/shared/time'
import { priceSession } from '../../core/bill.ts'
import {
  allowanceOf,
  type CardAllowance,
  type CardLimit,
  type CardUse,
  sessionLimitOf,
} from '../../core/card-limits.ts'
import type { PaidLimit } from '../../core/prepaid.ts'
import type { SessionPrice } from '../../core/tariff.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'

/** A card at a post; days and months are by the clocks there. */
interface CardAtPost {
  readonly idTag: string
  readonly timeZone: string
}

/** What the next session of a limited card may take; undefined when a limit of it is used up. */
export async function cardAllowance(
  runner: SqlRunner,
  services: Pick<Services, 'clock'>,
  { idTag, timeZone }: CardAtPost,
): Promise<CardAllowance | undefined> {
  const limits = await limitsOf(runner, idTag)
  const day = businessDay(services.clock.wallMs(), timeZone)
  return allowanceOf(limits, await useOf(runner, idTag, day))
}

export function limitsOf(runner: SqlRunner, idTag: string): Promise<CardLimit[]> | CardLimit[] {
  return runner.all<CardLimit>(
    'select per, unit, amount from card_limit where id_tag = ? order by per, unit',
    [idTag],
  )
}

/** What a card has taken on a business day and in its month; what is under way counts with all that it may take. */
export async function useOf(runner: SqlRunner, idTag: string, day: string): Promise<CardUse> {
  const use = await first<CardUse>(
    runner,
    `select coalesce(sum(case when day = ? then idr else 0 end), 0) as day_idr,
       coalesce(sum(case when day = ? then wh else 0 end), 0) as day_wh,
       coalesce(sum(idr), 0) as month_idr, coalesce(sum(wh), 0) as month_wh
     from (
       select business_day as day, coalesce(total_idr, 0) as idr, coalesce(energy_wh, 0) as wh from session
       where id_tag = ? and state = 'finished' and business_day like ?
       union all
       select cast(? as text), limit_idr, limit_wh from session
         join session_allowance on session_allowance.transaction_id = session.transaction_id
       where id_tag = ? and state = 'charging'
     ) as used`,
    [day, day, idTag, `${day.slice(0, 7)}%`, day, idTag],
  )
  return use ?? { dayIdr: 0, dayWh: 0, monthIdr: 0, monthWh: 0 }
}

/** What a session may take, and the most that it can cost then. */
interface BoundedLimit extends PaidLimit {
  readonly limitIdr: number
}

/** What a session of a limited card may take that begins now; undefined when what is left buys nothing. */
export async function sessionLimit(
  runner: SqlRunner,
  services: Pick<Services, 'clock'>,
  { price, ...card }: CardAtPost & { readonly price: SessionPrice | undefined },
): Promise<BoundedLimit | undefined> {
  const allowance = await cardAllowance(runner, services, card)
  const limit = allowance && sessionLimitOf(price, allowance)
  if (limit === undefined) return undefined
  const usage = { energyWh: limit.limitWh, seconds: limit.limitSeconds ?? 0, idleSeconds: 0 }
  const costIdr = price === undefined ? 0 : priceSession(price, usage).totalIdr
  return { ...limit, limitIdr: Math.min(costIdr, allowance?.idr ?? costIdr) }
}

/** Keeps what a session may take, in the commit that begins it; its charger is told by the job. */
export async function fixLimit(
  tx: Tx,
  services: Pick<Services, 'bells' | 'clock'>,
  transactionId: number,
  { limitWh, limitSeconds, limitIdr }: BoundedLimit,
): Promise<void> {
  await tx.run(
    `insert into session_allowance (transaction_id, limit_wh, limit_seconds, limit_idr, due_at) values (?, ?, ?, ?, ?)`,
    [transactionId, limitWh, limitSeconds ?? null, limitIdr, toIso(services.clock.wallMs())],
  )
  services.bells.note('allowances')
}
