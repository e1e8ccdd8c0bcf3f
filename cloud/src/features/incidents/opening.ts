import { toIso } from '@colok/shared/time'
import { first, type Tx } from '../../db/database.ts'
import type { Language } from '../../gateways/messaging/contract.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { seal } from '../access/sealed.ts'
import { recordActivity } from '../activity/commands.ts'
import { joinIncident } from './from-alerts.ts'
import { addEntry } from './incident-rows.ts'
import type { IncidentInput } from './schemas.ts'

/** Opens an incident that somebody has seen, or adds to the open one of the same cause. Its number. */
export async function openByHand(
  tx: Tx,
  services: Services,
  { input, by }: { readonly input: IncidentInput; readonly by: string },
): Promise<number> {
  const { title, kind, severity, chargePointId, note } = input
  const charger = await first<{ id: number; siteId: string }>(
    tx,
    'select id, site_id from charger where charge_point_id = ?',
    [chargePointId],
  )
  if (charger === undefined) throw new Problem('invalid-request', `There is no charger ${chargePointId}.`)
  const { number } = await joinIncident(tx, services, {
    ...{ kind, cause: `charger:${charger.id}:${kind}`, source: 'person', severity, title, by },
    ...{ siteId: charger.siteId, chargerId: charger.id, connectorId: null },
  })
  if (note !== null) await addEntry(tx, services, number, { kind: 'note', by, text: note })
  const deed = { actor: by, action: 'incident.opened', subject: `incident:${number}` }
  await recordActivity(tx, services, { ...deed, detail: { chargePointId, kind } })
  return number
}

/** What a driver can say is wrong. */
export const faults = ['noPower', 'cable', 'dark', 'payment', 'damaged', 'blocked', 'other'] as const
export type Fault = (typeof faults)[number]

export interface FaultReport {
  readonly chargerId: number
  readonly siteId: string
  readonly connectorId: number | null
  readonly fault: Fault
  readonly words: string | null
  /** E.164, of whoever wants to hear when it is fixed. */
  readonly phone: string | null
  readonly language: Language
}

/** Reports of one charger in a day from which on they are kept slowly only: what most people say of it is known by then. */
const manyADay = 20

/** So slowly. Nobody who sends many shuts out a driver who has something else to tell. */
const betweenMs = 2 * 60_000

const dayMs = 86_400_000

/** Keeps what a driver reports, with the incident that it belongs to. Undefined when so much is said of it that this one waits. */
export async function takeReport(
  tx: Tx,
  services: Services,
  report: FaultReport,
): Promise<number | undefined> {
  const { chargerId, siteId, connectorId, fault, words, phone, language } = report
  const now = services.clock.wallMs()
  const today = await first<{ reports: number; newest: string | null }>(
    tx,
    'select count(*) as reports, max(created_at) as newest from fault_report where charger_id = ? and created_at > ?',
    [chargerId, toIso(now - dayMs)],
  )
  const isTooSoon = today?.newest != null && today.newest > toIso(now - betweenMs)
  if ((today?.reports ?? 0) >= manyADay && isTooSoon) return undefined
  const { number } = await joinIncident(tx, services, {
    ...{ kind: 'equipment', cause: `charger:${chargerId}:equipment`, source: 'report', severity: 'warning' },
    ...{ title: faultTitles[fault], siteId, chargerId, connectorId, by: 'driver' },
  })
  const sealed = (text: string | null) =>
    text === null ? null : seal(text, services.settings.secret, 'fault report')
  await tx.query
    .insertInto('faultReport')
    .values({
      ...{ id: services.newId(), incidentNumber: number, chargerId, connectorId, fault, language },
      ...{ sealedWords: sealed(words), sealedPhone: sealed(phone), createdAt: toIso(now), toldAt: null },
    })
    .execute()
  await addEntry(tx, services, number, { kind: 'report', by: 'driver', detail: { fault, connectorId } })
  return number
}

/** As operators read it in lists. */
const faultTitles: Readonly<Record<Fault, string>> = {
  noPower: 'Dilaporkan: soket tidak mengeluarkan listrik',
  cable: 'Dilaporkan: kabel atau soket rusak',
  dark: 'Dilaporkan: layar mati',
  payment: 'Dilaporkan: pembayaran bermasalah',
  damaged: 'Dilaporkan: pos rusak atau terbuka',
  blocked: 'Dilaporkan: tempat terhalang',
  other: 'Dilaporkan oleh pengemudi',
}
