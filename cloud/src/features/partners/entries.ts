import { toIso } from '@colok/shared/time'
import type { PartnerPart } from '../../core/agreement.ts'
import { postingsOfPart } from '../../core/agreement-postings.ts'
import type { LineKind } from '../../core/statement.ts'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { writeJournal } from '../ledger/commands.ts'

/** What a partner has got for something, or owes for it. */
export interface NewEntry {
  readonly organisationId: string
  readonly agreementId: string
  readonly kind: LineKind
  /** What it is about: the same thing is entered once. */
  readonly ref: string
  readonly businessDay: string
  readonly part: PartnerPart
  readonly siteId?: string | null
  readonly chargerId?: number | null
  readonly sessionId?: string | null
  readonly energyWh?: number
  readonly chargedIdr?: number
  readonly pbjtIdr?: number
  readonly ppnIdr?: number
  readonly note?: string | null
  /** When it happened, as a stored instant; now when left out. */
  readonly occurredAt?: string
}

/** Enters something for a partner and posts it, once; false when it was entered before. */
export async function enter(tx: Tx, services: Services, entry: NewEntry): Promise<boolean> {
  const { part, ref, organisationId, note = null } = entry
  const entered = await tx.run(
    `insert into partner_entry (id, organisation_id, agreement_id, kind, ref, site_id, charger_id, session_id,
       business_day, energy_wh, charged_idr, pbjt_idr, ppn_idr, share_idr, electricity_idr, gateway_fee_idr, note, created_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (ref) do nothing`,
    [
      ...[services.newId(), organisationId, entry.agreementId, entry.kind, ref],
      ...[entry.siteId ?? null, entry.chargerId ?? null, entry.sessionId ?? null, entry.businessDay],
      ...[entry.energyWh ?? 0, entry.chargedIdr ?? 0, entry.pbjtIdr ?? 0, entry.ppnIdr ?? 0],
      ...[part.shareIdr, part.electricityIdr, part.gatewayFeeIdr],
      ...[note, toIso(services.clock.wallMs())],
    ],
  )
  if (entered === 0) return false
  const postings = postingsOfPart(organisationId, part)
  if (postings.length > 0)
    await writeJournal(tx, services, {
      ref: `partner:${ref}`,
      kind: 'partnerShare',
      postings,
      ...(entry.occurredAt !== undefined && { occurredAt: entry.occurredAt }),
      ...(note !== null && { note }),
    })
  return true
}
