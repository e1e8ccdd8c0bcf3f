import { createHash } from 'node:crypto'
import { toIso } from '@colok/shared/time'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'

/** A message that was answered, or refused, but not acted on: a person decides what it was. */
export interface UnfittingMessage {
  readonly chargerId: number
  readonly action: string
  readonly request: object
  readonly reason:
    | 'unknownTransaction'
    | 'contradictsStop'
    | 'chargerNotAccepted'
    | 'startRepeatedWithAnotherCard'
  /** The session that it seems to belong to. */
  readonly sessionId: string | null
}

/** Keeps a message for a person to look at. A charger repeats what it thinks was lost; the same words are kept once. */
export async function keepSuspectMessage(
  tx: Tx,
  services: Services,
  message: UnfittingMessage,
): Promise<void> {
  const request = JSON.stringify(message.request)
  const requestDigest = createHash('sha256').update(request).digest('base64url')
  if (await isKeptAlready(tx, message.chargerId, requestDigest)) return
  await tx.run(
    `insert into suspect_message (id, charger_id, action, request, request_digest, reasons, session_id, received_at)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      services.newId(),
      message.chargerId,
      message.action,
      request,
      requestDigest,
      JSON.stringify([message.reason]),
      message.sessionId,
      toIso(services.clock.wallMs()),
    ],
  )
}

async function isKeptAlready(tx: Tx, chargerId: number, requestDigest: string): Promise<boolean> {
  const row = await first(
    tx,
    'select 1 as found from suspect_message where charger_id = ? and request_digest = ? limit 1',
    [chargerId, requestDigest],
  )
  return row !== undefined
}
