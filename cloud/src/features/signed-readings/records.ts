import { createHash } from 'node:crypto'
import { readOcmf } from '@colok/shared/ocmf'
import { toIso } from '@colok/shared/time'
import type { VendorMessage } from '@colok/shared/vendor'
import {
  boundsIn,
  differenceFrom,
  type RecordVerdict,
  type SignatureVerdict,
  type ToldSession,
  verdictOf,
} from '../../core/signed-reading.ts'
import type { SuspectReason } from '../../core/transaction-check.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { insertEvent } from '../chargers/commands.ts'
import type { ChargerIdentity } from '../chargers/identity.ts'
import { tell } from '../webhooks/events.ts'
import { isSignedBy, readPublicKey } from './verification.ts'

/** Two are wanted, and a meter may sign some in between; beyond it somebody fills our disk. */
const mostRecords = 20

interface SessionFacts extends ToldSession {
  readonly id: string
  readonly chargerId: number
}

const sessionFacts = `select session.id, session.charger_id, charge_point_id, connector_id, id_tag, meter_start_wh, meter_stop_wh
  from session join charger on charger.id = session.charger_id`

/** Keeps a signed record with its session, and what it is worth. The same one again is kept once. */
export async function receiveMeterSignature(
  services: Services,
  charger: ChargerIdentity,
  message: VendorMessage<'MeterSignature'>,
): Promise<'Accepted' | 'Rejected'> {
  return services.writer.write(async (tx) => {
    const session = await first<SessionFacts>(
      tx,
      `${sessionFacts} where transaction_id = ? and session.charger_id = ? and connector_id = ?`,
      [message.transactionId, charger.id, message.connectorId],
    )
    if (session === undefined) return 'Rejected'
    const known = await recordsOf(tx, session.id)
    if (known.some(({ record }) => record === message.record)) return 'Accepted'
    if (known.length >= mostRecords) return 'Rejected'
    const judged = await judge(tx, session, message)
    await tx.run(
      `insert into signed_reading (id, session_id, key_id, record, record_hash, verdict, problem, received_at)
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        services.newId(),
        session.id,
        message.keyId,
        message.record,
        createHash('sha256').update(message.record).digest('hex'),
        judged.verdict,
        judged.problem,
        toIso(services.clock.wallMs()),
      ],
    )
    await sumUp(tx, session.id)
    if (judged.verdict !== 'valid') await tellOfDoubt(tx, services, session, judged)
    return 'Accepted'
  })
}

interface Judged {
  readonly verdict: RecordVerdict
  readonly problem: string | null
}

async function judge(
  tx: Tx,
  session: SessionFacts,
  { keyId, record: text }: { readonly keyId: string; readonly record: string },
): Promise<Judged> {
  const read = readOcmf(text)
  if (read.kind === 'unreadable')
    return { verdict: 'wrongSignature', problem: `It is no OCMF record: ${read.problem}.` }
  const key = await first<{ publicKey: string; state: string }>(
    tx,
    `select public_key, state from meter_key where charger_id = ? and connector_id in (0, ?) and key_id = ?
     order by case state when 'accepted' then 0 else 1 end limit 1`,
    [session.chargerId, session.connectorId, keyId],
  )
  if (key === undefined) return { verdict: 'unknownKey', problem: `Nobody has told of the key ${keyId}.` }
  const publicKey = readPublicKey(key.publicKey)
  if (publicKey === undefined || !isSignedBy(read.record, publicKey))
    return { verdict: 'wrongSignature', problem: `The key ${keyId} has not signed it as it stands.` }
  if (key.state !== 'accepted')
    return { verdict: 'unknownKey', problem: `The key ${keyId} is ${key.state}: nobody has accepted it.` }
  const difference = differenceFrom(session, read.record)
  if (difference !== undefined)
    return { verdict: 'differs', problem: `It is signed well, but ${difference}.` }
  return { verdict: 'valid', problem: null }
}

/**
 * Looks at a session's records once more as it ends at this register. A charger that has signed one energy and tells another
 * is not to be believed in either: a person looks before anybody pays. A signature that is merely wrong, or by a key that
 * nobody knows, is shown and holds up nothing: the bill rests on the StopTransaction, as that of a charger that signs nothing.
 */
export async function signedReasons(
  tx: Tx,
  stop: { readonly sessionId: string; readonly meterStopWh: number },
): Promise<SuspectReason[]> {
  const records = await recordsOf(tx, stop.sessionId)
  if (records.length === 0) return []
  const session = await first<SessionFacts>(tx, `${sessionFacts} where session.id = ?`, [stop.sessionId])
  if (session === undefined) return []
  for (const record of records)
    await keepVerdict(tx, record, await judge(tx, { ...session, meterStopWh: stop.meterStopWh }, record))
  return (await sumUp(tx, stop.sessionId)) === 'differs' ? ['signedReadingDiffers'] : []
}

/** A key counts now that did not before: so do the records that it has signed. */
export async function judgeAnew(
  tx: Tx,
  { chargerId, keyId }: { readonly chargerId: number; readonly keyId: string },
): Promise<void> {
  const records = await tx.all<StoredRecord & { readonly sessionId: string }>(
    `select signed_reading.id, session_id, key_id, record, verdict, problem, received_at
     from signed_reading join session on session.id = session_id
     where key_id = ? and verdict = 'unknownKey' and charger_id = ? order by signed_reading.id`,
    [keyId, chargerId],
  )
  for (const record of records) {
    const session = await first<SessionFacts>(tx, `${sessionFacts} where session.id = ?`, [record.sessionId])
    if (session === undefined) continue
    await keepVerdict(tx, record, await judge(tx, session, record))
    await sumUp(tx, record.sessionId)
  }
}

export interface StoredRecord {
  readonly id: string
  readonly keyId: string
  readonly record: string
  readonly verdict: RecordVerdict
  readonly problem: string | null
  readonly receivedAt: string
}

/** What was signed of a session, the first first. */
export async function recordsOf(runner: SqlRunner, sessionId: string): Promise<StoredRecord[]> {
  return runner.all<StoredRecord>(
    'select id, key_id, record, verdict, problem, received_at from signed_reading where session_id = ? order by id',
    [sessionId],
  )
}

/** What all that was signed of a session comes to; undefined where nothing was. */
export async function verdictOfSession(
  runner: SqlRunner,
  sessionId: string,
): Promise<SignatureVerdict | undefined> {
  const session = await first<{ signatureVerdict: SignatureVerdict | null }>(
    runner,
    'select signature_verdict from session where id = ?',
    [sessionId],
  )
  return session?.signatureVerdict ?? undefined
}

async function keepVerdict(tx: Tx, { id }: StoredRecord, { verdict, problem }: Judged): Promise<void> {
  await tx.run('update signed_reading set verdict = ?, problem = ? where id = ?', [verdict, problem, id])
}

/** Writes what all of a session's records come to beside the session. */
async function sumUp(tx: Tx, sessionId: string) {
  const records = await recordsOf(tx, sessionId)
  const verdict = verdictOf(
    records.map(({ record, verdict: each }) => {
      const read = readOcmf(record)
      const bounds = read.kind === 'read' ? boundsIn(read.record) : { begin: false, end: false }
      return { verdict: each, ...bounds }
    }),
  )
  await tx.run('update session set signature_verdict = ? where id = ?', [verdict ?? null, sessionId])
  return verdict
}

async function tellOfDoubt(tx: Tx, services: Services, session: SessionFacts, judged: Judged): Promise<void> {
  const now = toIso(services.clock.wallMs())
  const { chargePointId, chargerId, connectorId, id: sessionId } = session
  const detail = { type: 'MeterSignature', sessionId, ...judged }
  services.log.warn({ chargePointId, ...detail }, 'a signed meter reading is not to be relied on')
  const occurredAt = now
  await insertEvent(tx, {
    chargerId,
    connectorId,
    kind: 'MeterSignature',
    occurredAt,
    receivedAt: now,
    detail,
  })
  await tell(tx, services, { type: 'charger.securityEvent', chargePointId, data: detail })
}
