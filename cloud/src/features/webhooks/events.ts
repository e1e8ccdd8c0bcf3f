import { toIso } from '@colok/shared/time'
import type { Insertion, SqlRunner, Tx } from '../../db/database.ts'
import type { EventType } from './schemas.ts'

export interface Event {
  readonly type: EventType
  /** The charger that it is about. */
  readonly chargePointId: string
  /** The state of things after it. */
  readonly data: object
}

/** What it takes to tell of an event: less than all services, since these are made of it. */
interface Teller {
  readonly newId: () => string
  readonly clock: { wallMs(): number }
  readonly webhooks: WebhookSubscriptions
}

const deliveries: Insertion = {
  table: 'webhook_delivery',
  columns: {
    id: 'text',
    webhook_id: 'text',
    event_id: 'text',
    type: 'text',
    payload: 'text',
    state: 'text',
    attempts: 'bigint',
    next_attempt_at: 'text',
    created_at: 'text',
  },
}

/**
 * Tells of an event whoever wants to hear of it, in the same commit as the fact itself: what has happened is told, what
 * was rolled back is not. Costs nothing where nobody listens.
 */
export async function tell(tx: Tx, teller: Teller, event: Event): Promise<void> {
  const listeners = teller.webhooks.wanting(event.type)
  if (listeners.length === 0) return
  const eventId = teller.newId()
  const now = toIso(teller.clock.wallMs())
  const { type, chargePointId, data } = event
  const payload = JSON.stringify({ id: eventId, type, at: now, chargePointId, data })
  const rows = listeners.map((webhookId) => [
    teller.newId(),
    webhookId,
    eventId,
    type,
    payload,
    'pending',
    0,
    now,
    now,
  ])
  teller.webhooks.told()
  await tx.insert(deliveries, rows)
}

/** Which webhooks want what, in memory: asked with every message, and changed by hand. */
export class WebhookSubscriptions {
  #byType = new Map<string, string[]>()
  #wasTold = false
  #onDue = () => {}

  wanting(type: EventType): readonly string[] {
    return this.#byType.get(type) ?? []
  }

  /** Something is being told, in a write that has not been committed yet. */
  told(): void {
    this.#wasTold = true
  }

  /** After each commit. */
  committed(): void {
    if (!this.#wasTold) return
    this.#wasTold = false
    this.#onDue()
  }

  /** Calls `listener` when there is something to deliver, so that nobody needs to look again and again. */
  whenDue(listener: () => void): void {
    this.#onDue = listener
  }

  /** After a change, at start, and now and then, since another process may have changed them. */
  async load(read: SqlRunner): Promise<void> {
    const rows = await read.all<{ id: string; types: string }>(
      'select id, types from webhook where active = 1 order by id',
      [],
    )
    const byType = new Map<string, string[]>()
    for (const { id, types } of rows)
      for (const type of JSON.parse(types) as string[]) byType.set(type, [...(byType.get(type) ?? []), id])
    this.#byType = byType
  }
}
