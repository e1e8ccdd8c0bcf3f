import type { Generated } from 'kysely'
import type { Role } from '../core/roles.ts'

/** Who may ask, who asked for what, and who is told. */
export interface AccessTables {
  apiKey: ApiKeyTable
  idempotentRequest: IdempotentRequestTable
  webhook: WebhookTable
  webhookDelivery: WebhookDeliveryTable
}

interface ApiKeyTable {
  id: string
  name: string
  keyHash: string
  role: Generated<Role>
  /** Of a role that reaches one organisation: which. */
  organisationId: string | null
  /** A JSON array of permissions; null for all that the role may do. */
  scopes: string | null
  expiresAt: string | null
  /** To the hour. */
  lastUsedAt: string | null
  createdBy: string | null
  /** The user who made it, or who made the key that did; null where that was nobody. */
  makerId: string | null
  createdAt: string
  revokedAt: string | null
}

/** The answer to a POST that came with an Idempotency-Key. */
interface IdempotentRequestTable {
  /** Of the key, or the user. */
  actorId: string
  idempotencyKey: string
  /** Hash of method, path and body. */
  fingerprint: string
  state: 'running' | 'done'
  status: number | null
  contentType: string | null
  /** Null for an answer that holds a secret. */
  body: string | null
  createdAt: string
}

interface WebhookTable {
  id: string
  url: string
  /** Keys the signature; encrypted under the system's secret. */
  sealedSecret: string
  /** The event types it wants, as a JSON array. */
  types: string
  active: number
  createdBy: string
  createdAt: string
}

interface WebhookDeliveryTable {
  id: string
  webhookId: string
  eventId: string
  type: string
  payload: string
  state: 'pending' | 'delivered' | 'failed'
  attempts: number
  nextAttemptAt: string
  lastStatus: number | null
  lastProblem: string | null
  createdAt: string
  deliveredAt: string | null
}
