import { toIso } from '@colok/shared/time'
import { Hono } from 'hono'
import { z } from 'zod'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import type { Services } from '../../services.ts'

/** A message that was answered but fits no session: kept so that a person can decide what it was. */
const SuspectMessage = z
  .object({
    id: z.string(),
    chargePointId: z.string(),
    action: z.string(),
    request: z.record(z.string(), z.unknown()).meta({ description: 'As the charger sent it.' }),
    reasons: z.array(z.string()),
    sessionId: z
      .string()
      .nullable()
      .meta({ description: 'The session that it contradicts, if there is one.' }),
    receivedAt: z.iso.datetime(),
  })
  .meta({ id: 'SuspectMessage' })
type SuspectMessage = z.infer<typeof SuspectMessage>

export function suspectMessageRoutes(services: Services): Hono {
  return new Hono().get(
    '/',
    answers(pageOf(SuspectMessage), {
      summary: 'List messages that fit no session',
      description: 'Suspect sessions are at /sessions?suspect=true.',
      tag: 'Sessions',
    }),
    checked('query', PageQuery),
    async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const page = { after: decodeCursor(cursor, z.string()), limit: limit + 1 }
      return c.json(toPage(await listSuspectMessages(services.read, page), limit, ({ id }) => id))
    },
  )
}

/** In the order in which they came. `after` is the last id of the page before. */
async function listSuspectMessages(
  runner: SqlRunner,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<SuspectMessage[]> {
  let query = runner.query
    .selectFrom('suspectMessage')
    .innerJoin('charger', 'charger.id', 'suspectMessage.chargerId')
    .select(['suspectMessage.id', 'chargePointId', 'action', 'request', 'reasons', 'sessionId', 'receivedAt'])
    .where('resolvedAt', 'is', null)
    .orderBy('suspectMessage.id')
    .limit(page.limit)
  if (page.after !== undefined) query = query.where('suspectMessage.id', '>', page.after)
  const rows = await query.execute()
  return rows.map((row) => ({ ...row, request: JSON.parse(row.request), reasons: JSON.parse(row.reasons) }))
}

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
