import { toIso } from '@colok/shared/time'
import { z } from 'zod'
import { priceSession } from '../../core/bill.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { SessionPrice } from '../../core/tariff.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { paidLeftFor } from '../payments/sessions.ts'
import { priceAt, readPrice } from '../tariffs/prices.ts'
import { tell } from '../webhooks/events.ts'
import { sessionClosed } from './session-closed.ts'

const note = z.string().min(1).max(1000).meta({ description: 'Why; kept for good.' })

export const ResolutionInput = z
  .discriminatedUnion('decision', [
    z.strictObject({
      decision: z.literal('bill'),
      energyWh: z
        .int()
        .min(0)
        .max(10_000_000)
        .optional()
        .meta({ description: 'What it delivered, where the meter is not to be believed.', unit: 'Wh' }),
      note,
    }),
    z.strictObject({ decision: z.literal('waive'), note }),
  ])
  .meta({ id: 'ResolutionInput' })
export type ResolutionInput = z.infer<typeof ResolutionInput>

export type ResolveResult =
  | { readonly kind: 'resolved'; readonly chargePointId: string }
  | { readonly kind: 'unknown' }
  /** It has not ended, is not suspect, or has been resolved. */
  | { readonly kind: 'nothingToResolve'; readonly why: string }
  | { readonly kind: 'noTariff' }
  /** The meter went back: a person has to say what was delivered. */
  | { readonly kind: 'energyNeeded' }

interface SuspectSession {
  readonly state: 'charging' | 'finished'
  readonly suspectReasons: string
  readonly resolution: string | null
  readonly startedAt: string
  readonly id: string
  readonly stoppedAt: string | null
  readonly energyWh: number | null
  readonly price: string | null
  readonly siteId: string
  readonly chargePointId: string
}

/** Carries out what a person decided about a suspect session, once, and keeps who decided it and why. */
export async function resolveSession(
  tx: Tx,
  services: Services,
  {
    id,
    actor,
    decision,
  }: { readonly id: string; readonly actor: string; readonly decision: ResolutionInput },
): Promise<ResolveResult> {
  const session = await find(tx, id)
  if (session === undefined) return { kind: 'unknown' }
  const why = whyNot(session)
  if (why !== undefined) return { kind: 'nothingToResolve', why }
  const billed = decision.decision === 'bill' ? await bill(tx, session, decision.energyWh) : waived
  if (billed.kind !== 'billed') return billed
  await tx.run(
    `update session set resolution = ?, resolved_at = ?, energy_wh = ?, total_idr = ?, bill = ?,
       tariff_id = coalesce(tariff_id, ?), price_idr_per_kwh = coalesce(price_idr_per_kwh, ?),
       price = coalesce(price, ?)
     where id = ?`,
    [
      decision.decision === 'bill' ? 'billed' : 'waived',
      toIso(services.clock.wallMs()),
      billed.energyWh ?? session.energyWh,
      billed.totalIdr,
      billed.bill,
      billed.price?.tariffId ?? null,
      billed.price?.priceIdrPerKwh ?? null,
      billed.price === null ? null : JSON.stringify(billed.price),
      id,
    ],
  )
  await sessionClosed(tx, services, { id, stopReason: 'Other' })
  await tx.run(
    'update payment_exception set resolved_at = ?, resolution = ? where ref = ? and resolved_at is null',
    [toIso(services.clock.wallMs()), decision.note, `unresolved:${id}`],
  )
  const { suspectReasons, energyWh: energyWhBefore, chargePointId } = session
  await tell(tx, services, {
    type: 'session.resolved',
    chargePointId,
    data: {
      id,
      decision: decision.decision,
      energyWh: billed.energyWh ?? energyWhBefore,
      totalIdr: billed.totalIdr,
    },
  })
  await recordActivity(tx, services, {
    actor,
    action: decision.decision === 'bill' ? 'session.billed' : 'session.waived',
    subject: `session:${id}`,
    detail: {
      note: decision.note,
      suspectReasons: JSON.parse(suspectReasons),
      energyWhBefore,
      energyWh: billed.energyWh ?? energyWhBefore,
      totalIdr: billed.totalIdr,
    },
  })
  return { kind: 'resolved', chargePointId: session.chargePointId }
}

const find = (tx: Tx, id: string): Promise<SuspectSession | undefined> =>
  first(
    tx,
    `select session.id, state, suspect_reasons, resolution, started_at, stopped_at, energy_wh, price, site_id, charge_point_id
     from session join charger on charger.id = session.charger_id where session.id = ?`,
    [id],
  )

function whyNot(session: SuspectSession): string | undefined {
  if (session.resolution !== null) return `It was ${session.resolution} already.`
  if (session.suspectReasons === '[]') return 'Nothing about it is suspect.'
  if (session.state === 'charging')
    return 'It has not ended; a session of which nothing is heard is closed by itself.'
  return undefined
}

interface Billed {
  readonly kind: 'billed'
  readonly energyWh: number | null
  readonly totalIdr: number
  readonly bill: string | null
  readonly price: SessionPrice | null
}

const waived: Billed = {
  kind: 'billed',
  energyWh: null,
  totalIdr: 0,
  bill: null,
  price: null,
}

/** At the price fixed when it started; where there was none, at one that has been entered for that moment since. */
async function bill(
  tx: Tx,
  session: SuspectSession,
  energyWhGiven: number | undefined,
): Promise<Billed | { kind: 'noTariff' } | { kind: 'energyNeeded' }> {
  const { siteId, startedAt, stoppedAt } = session
  const price = readPrice(session.price) ?? (await priceAt(tx, { siteId, at: startedAt }))
  if (price === undefined) return { kind: 'noTariff' }
  const energyWh = energyWhGiven ?? session.energyWh
  if (energyWh === null || energyWh < 0) return { kind: 'energyNeeded' }
  const ms = stoppedAt === null ? 0 : fromStoredInstant(stoppedAt) - fromStoredInstant(startedAt)
  const seconds = Math.max(0, Math.round(ms / 1000))
  const usage = { energyWh, seconds, idleSeconds: 0 }
  const priced = priceSession(price, usage, await paidLeftFor(tx, session.id))
  return {
    kind: 'billed',
    energyWh,
    totalIdr: priced.totalIdr,
    bill: JSON.stringify(priced),
    price,
  }
}
