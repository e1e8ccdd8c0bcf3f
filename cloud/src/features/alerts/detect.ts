import { businessDay, toIso } from '@colok/shared/time'
import { offlineConditions } from '../../core/alert-offline.ts'
import { type DayTakings, isFarBelow, sameWeekdays, usualTakings } from '../../core/alert-takings.ts'
import type { AlertDetail, Condition } from '../../core/alert-turns.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import type { SqlRunner } from '../../db/database.ts'
import { first } from '../../db/database.ts'
import { followDoors, followRefusals } from './follow.ts'
import type { Found, Look } from './look.ts'
import { ruleKinds } from './rule-kinds.ts'
import type { Rule } from './rules.ts'

const minuteMs = 60_000
const dayMs = 24 * 3_600_000

/** More at once are one problem, and not so many alerts. */
const mostConditions = 20_000

/** What a rule finds wrong now. */
export async function detect(look: Look): Promise<Found> {
  const { kind } = look.rule
  switch (kind) {
    case 'offline':
      return { conditions: await offline(look) }
    case 'fault':
      return { conditions: await faults(look) }
    case 'door':
      return followDoors(look)
    case 'refusedConnections':
      return followRefusals(look)
    case 'report':
      return { conditions: await reports(look) }
    case 'suspectSession':
      return { conditions: await suspectSessions(look) }
    case 'paymentException':
      return { conditions: await paymentExceptions(look) }
    case 'gatewayBalance':
      return { conditions: await gatewayBalance(look) }
    case 'certificate':
      return { conditions: await certificates(look) }
    case 'takings':
      return { conditions: await takings(look) }
    case 'wrongPasswords':
      return { conditions: await wrongPasswords(look) }
  }
}

/** A rule of one site looks there only. */
const here = ({ siteId }: Rule, column: string) =>
  siteId === null ? { text: '1 = 1', values: [] } : { text: `${column} = ?`, values: [siteId] }

async function offline({ read, rule, now, open }: Look): Promise<Condition[]> {
  const { minutes } = ruleKinds.offline.parse(JSON.parse(rule.parameters))
  const { text, values } = here(rule, 'charger.site_id')
  const gone = await read.all<{ chargerId: number; chargePointId: string; siteId: string; since: string }>(
    `select id as charger_id, charge_point_id, site_id, disconnected_at as since from charger
     where connected = 0 and disconnected_at is not null and registration = 'Accepted' and ${text}
     order by id limit ?`,
    [...values, mostConditions],
  )
  if (gone.length === 0) return []
  const sites = await read.all<{ siteId: string; chargers: number }>(
    `select site_id, count(*) as chargers from charger
     where (connected = 1 or disconnected_at is not null) and registration = 'Accepted' group by site_id`,
    [],
  )
  return offlineConditions(
    gone.map((charger) => ({ ...charger, since: fromStoredInstant(charger.since) })),
    {
      now,
      afterMs: minutes * minuteMs,
      chargersAtSite: new Map(sites.map(({ siteId, chargers }) => [siteId, chargers])),
      open: new Set(open.map(({ subject }) => subject)),
    },
  )
}

async function faults({ read, rule, now }: Look): Promise<Condition[]> {
  const { seconds } = ruleKinds.fault.parse(JSON.parse(rule.parameters))
  const { text, values } = here(rule, 'charger.site_id')
  const rows = await read.all<{
    readonly chargerId: number
    readonly connectorId: number
    readonly chargePointId: string
    readonly siteId: string
    readonly errorCode: string | null
    readonly info: string | null
    readonly vendorErrorCode: string | null
    readonly statusAt: string | null
  }>(
    `select charger_id, connector_id, charge_point_id, charger.site_id, error_code, info, vendor_error_code, status_at
     from connector join charger on charger.id = charger_id
     where status = 'Faulted' and ${text} order by charger_id, connector_id limit ?`,
    [...values, mostConditions],
  )
  return rows
    .map(({ chargerId, connectorId, siteId, chargePointId, errorCode, info, vendorErrorCode, statusAt }) => {
      // A charger's clock may be ahead of ours.
      const beganAt = statusAt === null ? now : Math.min(now, fromStoredInstant(statusAt))
      const words = [vendorErrorCode, info].filter(Boolean).join(': ')
      const detail: AlertDetail = {
        chargers: [chargePointId],
        ...(errorCode !== null && { code: errorCode }),
        ...(words !== '' && { text: words }),
      }
      return {
        subject: `socket:${chargerId}:${connectorId}`,
        siteId,
        chargerId,
        connectorId,
        beganAt,
        detail,
      }
    })
    .filter(({ beganAt }) => now - beganAt >= seconds * 1000)
}

/** What drivers have reported, until somebody says that it is repaired. */
async function reports({ read, rule }: Look): Promise<Condition[]> {
  const { text, values } = here(rule, 'charger.site_id')
  const rows = await read.all<{
    readonly number: number
    readonly chargerId: number
    readonly chargePointId: string
    readonly siteId: string
    readonly fault: string
    readonly reports: number
    readonly beganAt: string
  }>(
    `select number, fault_report.charger_id, charge_point_id, charger.site_id, min(fault) as fault, count(*) as reports,
       min(fault_report.created_at) as began_at
     from incident cross join fault_report join charger on charger.id = fault_report.charger_id
     where open_cause > '' and incident_number = number and ${text}
     group by number, fault_report.charger_id, charge_point_id, charger.site_id order by number limit ?`,
    [...values, mostConditions],
  )
  return rows.map(({ number, chargerId, siteId, chargePointId, fault, reports: count, beganAt }) => ({
    ...{ subject: `incident:${number}`, siteId, chargerId, connectorId: null },
    beganAt: fromStoredInstant(beganAt),
    detail: { chargers: [chargePointId], code: fault, ...(count > 1 && { text: `${count} ×` }) },
  }))
}

async function suspectSessions({ read, rule }: Look): Promise<Condition[]> {
  const { text, values } = here(rule, 'charger.site_id')
  const rows = await read.all<{
    readonly id: string
    readonly chargerId: number
    readonly connectorId: number
    readonly chargePointId: string
    readonly siteId: string
    readonly at: string
    readonly reasons: string
  }>(
    `select session.id, charger_id, connector_id, charge_point_id, charger.site_id, suspect_reasons as reasons,
       coalesce(stop_received_at, start_received_at) as at
     from session join charger on charger.id = charger_id
     where suspect_reasons <> '[]' and resolution is null and state = 'finished' and ${text}
     order by transaction_id desc limit ?`,
    [...values, mostConditions],
  )
  return rows.map(({ id, chargerId, connectorId, siteId, chargePointId, at, reasons }) => ({
    ...{ subject: `session:${id}`, siteId, chargerId, connectorId, beganAt: fromStoredInstant(at) },
    detail: { chargers: [chargePointId], code: (JSON.parse(reasons) as string[]).join(', ') },
  }))
}

async function paymentExceptions({ read, rule }: Look): Promise<Condition[]> {
  const { text, values } = here(rule, 'charger.site_id')
  const rows = await read.all<{
    readonly id: string
    readonly kind: string
    readonly amountIdr: number | null
    readonly createdAt: string
    readonly siteId: string | null
    readonly chargerId: number | null
  }>(
    `select payment_exception.id, payment_exception.kind, payment_exception.amount_idr, payment_exception.created_at,
       charger.site_id, charger.id as charger_id
     from payment_exception left join payment on payment.id = payment_id left join charger on charger.id = payment.charger_id
     where payment_exception.resolved_at is null and ${text} order by payment_exception.created_at desc limit ?`,
    [...values, mostConditions],
  )
  return rows.map(({ id, kind, amountIdr, createdAt, siteId, chargerId }) => ({
    ...{ subject: `exception:${id}`, siteId, chargerId, connectorId: null },
    beganAt: fromStoredInstant(createdAt),
    detail: { code: kind, ...(amountIdr !== null && { amountIdr }) },
  }))
}

async function gatewayBalance({ read, rule, now, open }: Look): Promise<Condition[]> {
  const { gateway, belowIdr } = ruleKinds.gatewayBalance.parse(JSON.parse(rule.parameters))
  const account = `psp_receivable:${gateway}`
  const row = await first<{ amountIdr: number | null }>(
    read,
    'select cast(sum(amount_idr) as bigint) as amount_idr from posting where account_id = ?',
    [account],
  )
  // Nothing was ever paid by it: there is nothing to give back either.
  if (row?.amountIdr == null || row.amountIdr >= belowIdr) return []
  const beganAt = open[0] === undefined ? now : fromStoredInstant(open[0].beganAt)
  const detail = { code: gateway, amountIdr: row.amountIdr }
  return [{ subject: account, siteId: null, chargerId: null, connectorId: null, beganAt, detail }]
}

async function certificates({ read, rule, now }: Look): Promise<Condition[]> {
  const { days } = ruleKinds.certificate.parse(JSON.parse(rule.parameters))
  const { text, values } = here(rule, 'charger.site_id')
  const rows = await read.all<{
    chargerId: number
    chargePointId: string
    siteId: string
    expiresAt: string
  }>(
    `select charger_id, charge_point_id, charger.site_id, max(expires_at) as expires_at
     from charger_certificate join charger on charger.id = charger_id
     where state in ('accepted', 'issued') and ${text}
     group by charger_id, charge_point_id, charger.site_id having max(expires_at) < ? order by charger_id limit ?`,
    [...values, toIso(now + days * dayMs), mostConditions],
  )
  return rows.map(({ chargerId, chargePointId, siteId, expiresAt }) => ({
    ...{ subject: `charger:${chargerId}`, siteId, chargerId, connectorId: null },
    beganAt: fromStoredInstant(expiresAt) - days * dayMs,
    detail: { chargers: [chargePointId], text: expiresAt.slice(0, 10) },
  }))
}

interface SiteTakings extends DayTakings {
  readonly siteId: string
  readonly timeZone: string
}

/** Of the weeks before, by rule and day: what changes in them still is no news, and there may be millions of sessions. */
const takenBefore = new WeakMap<SqlRunner, ReadonlyMap<string, readonly SiteTakings[]>>()

async function takings({ read, rule, now }: Look): Promise<Condition[]> {
  const parameters = ruleKinds.takings.parse(JSON.parse(rule.parameters))
  const zones = await read.all<{ timeZone: string }>('select distinct time_zone from site', [])
  const yesterdays = [...new Set(zones.map(({ timeZone }) => businessDay(now - dayMs, timeZone)))]
  const before = takenBefore.get(read)
  const kept = new Map([...(before ?? [])].filter(([key]) => !key.startsWith(`${rule.slug} `)))
  const rows: SiteTakings[] = []
  for (const yesterday of yesterdays)
    for (const day of sameWeekdays(yesterday)) {
      const key = `${rule.slug} ${rule.siteId} ${day}`
      const taken = (day < yesterday ? before?.get(key) : undefined) ?? (await takingsOf(read, rule, day))
      if (day < yesterday) kept.set(key, taken)
      rows.push(...taken)
    }
  takenBefore.set(read, kept)
  return [...Map.groupBy(rows, ({ siteId }) => siteId)].flatMap(([siteId, days]) => {
    const day = businessDay(now - dayMs, days[0]?.timeZone ?? 'UTC')
    const amountIdr = days.find((one) => one.day === day)?.takingsIdr ?? 0
    const usualIdr = usualTakings(day, days)
    if (!isFarBelow(amountIdr, usualIdr, parameters)) return []
    const detail = { amountIdr, text: `${day}: ${amountIdr} / ${usualIdr}` }
    return [
      {
        ...{ subject: `site:${siteId}`, siteId, chargerId: null, connectorId: null, detail },
        beganAt: Date.parse(day),
      },
    ]
  })
}

async function takingsOf(read: SqlRunner, rule: Rule, day: string): Promise<SiteTakings[]> {
  const { text, values } = here(rule, 'charger.site_id')
  return read.all<SiteTakings>(
    `select charger.site_id, time_zone, business_day as day, cast(sum(total_idr) as bigint) as takings_idr
     from session join charger on charger.id = session.charger_id join site on site.id = charger.site_id
     where business_day = ? and total_idr is not null and ${text}
     group by charger.site_id, time_zone, business_day`,
    [day, ...values],
  )
}

async function wrongPasswords({ read, rule, now }: Look): Promise<Condition[]> {
  const { quietMinutes } = ruleKinds.wrongPasswords.parse(JSON.parse(rule.parameters))
  const rows = await read.all<{ subject: string; beganAt: string }>(
    'select subject, min(at) as began_at from security_alert where at > ? group by subject limit ?',
    [toIso(now - quietMinutes * minuteMs), mostConditions],
  )
  return rows.map(({ subject, beganAt }) => ({
    ...{ subject: `sign-in:${subject}`, siteId: null, chargerId: null, connectorId: null },
    beganAt: fromStoredInstant(beganAt),
    detail: { text: subject },
  }))
}
