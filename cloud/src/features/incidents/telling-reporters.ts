import { toIso } from '@colok/shared/time'
import type { Tx } from '../../db/database.ts'
import type { Language } from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { unseal } from '../access/sealed.ts'
import { queueMessage } from '../messages/commands.ts'
import { oneLine } from '../messages/one-line.ts'
import type { IncidentRow } from './incident-rows.ts'

interface Reporter {
  readonly id: string
  readonly sealedPhone: string
  readonly language: Language
  readonly chargePointId: string
  readonly site: string
  readonly timeZone: string
}

/** Tells who has reported it that it is fixed, and forgets their numbers. */
export async function tellReporters(
  tx: Tx,
  services: Services,
  { number }: Pick<IncidentRow, 'number'>,
): Promise<void> {
  const reporters = await tx.all<Reporter>(
    `select fault_report.id, sealed_phone, language, charge_point_id, site.name as site, time_zone
     from fault_report join charger on charger.id = charger_id join site on site.id = charger.site_id
     where incident_number = ? and sealed_phone is not null order by fault_report.id`,
    [number],
  )
  const told = new Set<string>()
  for (const { id, sealedPhone, language, chargePointId, site, timeZone } of reporters) {
    const phone = unseal(sealedPhone, services.settings.secret, 'fault report')
    // Who has pressed twice is told once.
    if (!told.has(phone))
      await queueMessage(tx, services, {
        dedupeKey: `fault-fixed:${id}`,
        kind: 'faultFixed',
        parameters: {
          charger: chargePointId,
          site: oneLine(site, 80),
          url: `${services.settings.publicUrl}/c/${encodeURIComponent(chargePointId)}`,
        },
        language,
        timeZone,
        addresses: [{ channel: 'whatsapp', address: phone }],
        createdBy: `incident ${number}`,
      })
    told.add(phone)
    await tx.run('update fault_report set told_at = ?, sealed_phone = null where id = ?', [
      toIso(services.clock.wallMs()),
      id,
    ])
  }
}
