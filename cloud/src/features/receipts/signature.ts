import type { SignatureVerdict } from '../../core/signed-reading.ts'
import type { Services } from '../../services.ts'
import { recordsOf, verdictOfSession } from '../signed-readings/records.ts'
import type { Receipt } from './queries.ts'

/** What of a receipt's meter readings is signed, and what that is worth. */
export interface ReceiptSignature {
  readonly verdict: SignatureVerdict
  /** The keys that they were signed by, as their owner's site or post shows them. */
  readonly keyIds: readonly string[]
}

/** What is worst of one session is said of the whole receipt. */
const worstFirst: readonly SignatureVerdict[] = [
  'wrongSignature',
  'differs',
  'unknownKey',
  'incomplete',
  'valid',
]

/** Undefined where nothing was signed. */
export async function signatureOn(
  services: Services,
  receipt: Receipt,
): Promise<ReceiptSignature | undefined> {
  const records = await signedRecordsOf(services, receipt)
  if (records.length === 0) return undefined
  const verdicts = await Promise.all(
    receipt.content.sessions.map(
      async ({ id }) => (await verdictOfSession(services.read, id)) ?? 'incomplete',
    ),
  )
  const verdict = worstFirst.find((one) => verdicts.includes(one)) ?? 'incomplete'
  return { verdict, keyIds: [...new Set(records.map(({ keyId }) => keyId))] }
}

/** What was signed of a receipt's sessions, genuine or not, as it was signed. */
export async function signedRecordsOf({ read }: Pick<Services, 'read'>, { content }: Receipt) {
  const ofEach = await Promise.all(content.sessions.map(({ id }) => recordsOf(read, id)))
  return ofEach.flat()
}
