import type { Tx } from '../../db/database.ts'
import type { Language } from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { addressesOf } from '../messages/address.ts'
import { queueMessage } from '../messages/commands.ts'
import { oneLine } from '../messages/one-line.ts'
import type { Partner } from '../partners/queries.ts'

interface Person {
  readonly id: string
  readonly email: string | null
  readonly phone: string | null
  readonly language: Language
}

/** Tells a partner's people that a statement is closed and what it comes to; in the commit that closes it, each once. */
export async function tellPartner(
  tx: Tx,
  services: Services,
  statement: {
    readonly id: string
    readonly number: number
    readonly partner: Partner
    readonly period: string
    readonly dueIdr: number
    /** IANA, of the day on which it is told. */
    readonly timeZone: string
  },
): Promise<void> {
  const { partner, period, dueIdr, timeZone } = statement
  const people = await tx.all<Person>(
    `select "user".id, email, phone, language from organisation_member join "user" on "user".id = user_id
     where organisation_id = ? and role = 'partner' and until is null and closed_at is null order by "user".id`,
    [partner.id],
  )
  const url = `${services.settings.publicUrl}/statements/${statement.number}`
  for (const person of people) {
    const addresses = addressesOf(person)
    if (addresses.length === 0) continue
    await queueMessage(tx, services, {
      ...{ dedupeKey: `statement:${statement.id}:${person.id}`, kind: 'statementClosed' },
      parameters: { partner: oneLine(partner.name, 80), period, dueIdr, url },
      ...{ language: person.language, timeZone, addresses, createdBy: 'statements' },
    })
  }
}
