import type { Request } from '@colok/shared/ocpp/registry'
import { toIso } from '@colok/shared/time'
import { z } from 'zod'
import { first, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import type { ChargerIdentity } from '../chargers/identity.ts'
import { applyStop } from './stop-transaction.ts'
import { findByTransactionId } from './transactions.ts'

const note = z.string().min(1).max(1000).meta({ description: 'Why; kept for good.' })

export const MessageResolutionInput = z
  .discriminatedUnion('decision', [
    z.strictObject({
      decision: z.literal('apply'),
      sessionId: z.string().meta({ description: 'The session that this stop ends.' }),
      note,
    }),
    z.strictObject({ decision: z.literal('dismiss'), note }),
  ])
  .meta({ id: 'MessageResolutionInput' })
export type MessageResolutionInput = z.infer<typeof MessageResolutionInput>

export type ResolveMessageResult =
  | { readonly kind: 'resolved' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'cannotApply'; readonly why: string }

interface OpenMessage {
  readonly action: string
  readonly request: string
  readonly chargerId: number
  readonly chargePointId: string
  readonly siteId: string
  readonly timeZone: string
}

/** Carries out what a person decided about a message that fitted nothing, once, and keeps who decided it and why. */
export async function resolveMessage(
  tx: Tx,
  services: Services,
  {
    id,
    actor,
    decision,
  }: { readonly id: string; readonly actor: string; readonly decision: MessageResolutionInput },
): Promise<ResolveMessageResult> {
  const message = await first<OpenMessage>(
    tx,
    `select action, request, charger_id, charge_point_id, site_id, time_zone
     from suspect_message join charger on charger.id = charger_id join site on site.id = site_id
     where suspect_message.id = ? and resolved_at is null`,
    [id],
  )
  if (message === undefined) return { kind: 'unknown' }
  if (decision.decision === 'apply') {
    const why = await apply(tx, services, message, decision.sessionId)
    if (why !== undefined) return { kind: 'cannotApply', why }
  }
  const resolution = decision.decision === 'apply' ? 'applied' : 'dismissed'
  await tx.run('update suspect_message set resolution = ?, resolved_at = ? where id = ?', [
    resolution,
    toIso(services.clock.wallMs()),
    id,
  ])
  await recordActivity(tx, services, {
    actor,
    action: `suspect-message.${resolution}`,
    subject: `suspect-message:${id}`,
    detail: decision,
  })
  return { kind: 'resolved' }
}

/** Ends the session by this stop; the reason when that cannot be. The session stays suspect until it is resolved too. */
async function apply(
  tx: Tx,
  services: Services,
  message: OpenMessage,
  sessionId: string,
): Promise<string | undefined> {
  if (message.action !== 'StopTransaction')
    return `${message.action} cannot be applied, only a StopTransaction.`
  const known = await first<{ transactionId: number }>(
    tx,
    'select transaction_id from session where id = ? and charger_id = ?',
    [sessionId, message.chargerId],
  )
  const session = known && (await findByTransactionId(tx, { ...known, chargerId: message.chargerId }))
  if (session === undefined) return `This charger has no session ${sessionId}.`
  if (session.resolution !== null) return `That session was ${session.resolution} already.`
  if (session.state === 'finished' && session.stopSource !== 'job' && session.suspectReasons === '[]')
    return 'That session has ended and is billed.'
  const { chargerId: id, chargePointId, siteId, timeZone } = message
  const charger: ChargerIdentity = { id, chargePointId, siteId, timeZone }
  // It was kept as the charger sent it, and was judged by its schema then.
  const request = JSON.parse(message.request) as Request<'StopTransaction'>
  await applyStop(tx, { services, charger, request }, session)
  return undefined
}
