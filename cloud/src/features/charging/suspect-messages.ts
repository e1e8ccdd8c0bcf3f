import { toIso } from '@colok/shared/time'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'

/** A message that was answered, or refused, but not acted on: a person decides what it was. */
export interface UnfittingMessage {
  readonly chargerId: number
  readonly action: string
  readonly request: object
  readonly reason: 'unknownTransaction' | 'contradictsStop' | 'chargerNotAccepted'
  /** The session that it seems to belong to. */
  readonly sessionId: string | null
}

/** Keeps a message for a person to look at. A charger repeats what it thinks was lost; the same words are kept once. */
export async function keepSuspectMessage(
  tx: Tx,
  services: Services,
  message: UnfittingMessage,
): Promise<void> {
  if (await isKeptAlready(tx, message)) return
  await tx.run(
    `insert into suspect_message (id, charger_id, action, request, reasons, session_id, received_at)
     values (?, ?, ?, ?, ?, ?, ?)`,
    [
      services.newId(),
      message.chargerId,
      message.action,
      JSON.stringify(message.request),
      JSON.stringify([message.reason]),
      message.sessionId,
      toIso(services.clock.wallMs()),
    ],
  )
}

async function isKeptAlready(
  tx: Tx,
  message: Pick<UnfittingMessage, 'chargerId' | 'request'>,
): Promise<boolean> {
  const row = await first(
    tx,
    'select 1 as found from suspect_message where charger_id = ? and request = ? limit 1',
    [message.chargerId, JSON.stringify(message.request)],
  )
  return row !== undefined
}
