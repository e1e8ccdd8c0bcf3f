import { z } from 'zod'
import { toStoredInstant } from '../../core/instant-text.ts'

/** What may be told. Each carries the charger's id, where it is about one, and the state of things after it. */
const eventTypes = [
  'charger.booted',
  'charger.online',
  'charger.offline',
  'charger.refused',
  'charger.configurationDrift',
  'charger.certificateExpiring',
  'charger.firmwareUpdate',
  'charger.securityEvent',
  'connector.status',
  'session.started',
  'session.finished',
  'session.suspect',
  'session.resolved',
  'payment.paid',
  'payment.reserved',
  'payment.settled',
  'payment.returned',
  'payment.exception',
  'alert.news',
] as const
export type EventType = (typeof eventTypes)[number]

export const WebhookInput = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .max(1000)
      .meta({ description: 'Gets a POST for each event. Redirects are not followed.' }),
    types: z.array(z.enum(eventTypes)).min(1),
    active: z.boolean().default(true),
  })
  .meta({ id: 'WebhookInput' })
export type WebhookInput = z.output<typeof WebhookInput>

const StoredInstant = z.iso.datetime({ offset: true }).transform(toStoredInstant)

export const ReplayInput = z
  .strictObject({
    from: StoredInstant,
    to: StoredInstant.optional().meta({ description: 'Not included; now, when left out.' }),
    all: z.boolean().default(false).meta({ description: 'What was delivered too.' }),
  })
  .meta({ id: 'WebhookReplayInput' })

export const Webhook = z
  .object({
    id: z.string(),
    url: z.string(),
    types: z.array(z.string()),
    active: z.boolean(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Webhook' })
export type Webhook = z.infer<typeof Webhook>

export const CreatedWebhook = Webhook.extend({
  secret: z.string().meta({
    description:
      'Shown in this answer only. `Colok-Signature: t=…,v1=…` holds the time in seconds and the hexadecimal HMAC-SHA256 of `{t}.{body}` under it.',
  }),
}).meta({ id: 'CreatedWebhook' })

export const WebhookDelivery = z
  .object({
    id: z.string(),
    eventId: z.string().meta({ description: 'The same in every attempt and every replay.' }),
    type: z.string(),
    payload: z.record(z.string(), z.unknown()),
    state: z.enum(['pending', 'delivered', 'failed']),
    attempts: z.int(),
    nextAttemptAt: z.iso.datetime(),
    lastStatus: z.int().nullable(),
    lastProblem: z.string().nullable(),
    createdAt: z.iso.datetime(),
    deliveredAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'WebhookDelivery' })

/** By what the deliveries of a webhook can be sorted: by time always, by the rest within some days. */
export const deliverySortKeys = ['createdAt', 'type', 'state', 'attempts', 'lastStatus'] as const
export type DeliverySortKey = (typeof deliverySortKeys)[number]

/** By what webhooks can be sorted. */
export const webhookSortKeys = ['url', 'active', 'createdBy', 'createdAt'] as const
export type WebhookSortKey = (typeof webhookSortKeys)[number]
