import { toIso } from '@colok/shared/time'
import { type ConsentName, consentNames, consentPurposes } from '../../core/consent.ts'
import type { SqlRunner, Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { sealForPerson } from './person-keys.ts'
import type { Consent, ConsentEntry } from './schemas.ts'

/** More entries than anybody makes in earnest. */
const mostEntries = 1000

/** How each purpose stands: the newest entry counts, and only for the text that it was given to. */
export async function consentsOf(runner: SqlRunner, userId: string): Promise<Consent[]> {
  const entries = await consentLog(runner, userId)
  return consentNames.map((purpose) => {
    const { version, text } = consentPurposes[purpose]
    const newest = entries.findLast((entry) => entry.purpose === purpose)
    return {
      purpose,
      version,
      text,
      given: newest?.given === true && newest.version === version,
      decidedAt: newest?.at ?? null,
    }
  })
}

/** Everything that was given and withdrawn, the oldest first. */
export async function consentLog(runner: SqlRunner, userId: string): Promise<ConsentEntry[]> {
  const rows = await runner.all<Omit<ConsentEntry, 'given'> & { readonly given: number }>(
    'select purpose, version, given, at, channel from consent_entry where user_id = ? order by id limit ?',
    [userId, mostEntries],
  )
  return rows.map((row) => ({ ...row, given: row.given === 1 }))
}

/** Keeps that somebody has given or withdrawn a consent; it counts from this commit on. */
export async function decideConsent(
  tx: Tx,
  services: Services,
  decision: {
    readonly userId: string
    readonly purpose: ConsentName
    readonly version: string
    readonly given: boolean
    readonly channel: string
    readonly address: string
  },
): Promise<'kept' | 'otherText' | 'tooMany'> {
  const { userId, purpose, version, given, channel, address } = decision
  if (given && version !== consentPurposes[purpose].version) return 'otherText'
  const log = await consentLog(tx, userId)
  const newest = log.findLast((entry) => entry.purpose === purpose)
  if (newest?.given === given && newest.version === version) return 'kept'
  if (log.length >= mostEntries) return 'tooMany'
  const sealedAddress = await sealForPerson(tx, services, userId, { address })
  await tx.run(
    `insert into consent_entry (id, user_id, purpose, version, given, at, channel, sealed_address)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      services.newId(),
      userId,
      purpose,
      version,
      given ? 1 : 0,
      toIso(services.clock.wallMs()),
      channel,
      sealedAddress,
    ],
  )
  return 'kept'
}
