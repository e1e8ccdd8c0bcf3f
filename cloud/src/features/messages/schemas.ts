import { z } from 'zod'
import { channels } from '../../gateways/messaging/contract.ts'
import { messageKinds } from './templates.ts'

const ChannelSchema = z.enum(channels)

const State = z.enum(['pending', 'sent', 'delivered', 'read', 'failed', 'expired', 'stopped'])

export const MessageView = z
  .object({
    id: z.string(),
    kind: z.enum(messageKinds),
    language: z.enum(['id', 'en']),
    channel: ChannelSchema.meta({ description: 'Of the address that was tried last.' }),
    address: z.string().meta({ description: 'Masked.' }),
    state: State,
    problem: z.string().nullable(),
    dueAt: z.iso.datetime().nullable().meta({ description: 'When there is something to do for it.' }),
    expiresAt: z.iso.datetime(),
    attempts: z.int().meta({ description: 'At this address.' }),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    settledAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Message' })
export type MessageView = z.infer<typeof MessageView>

export const MessageHistory = MessageView.extend({
  text: z.string().nullable().meta({ description: 'Null for what is secret, and for what is forgotten.' }),
  history: z.array(
    z.object({
      id: z.string(),
      channel: ChannelSchema,
      address: z.string().meta({ description: 'Masked.' }),
      outcome: z.enum(['started', 'accepted', 'refused', 'unknown']),
      form: z.enum(['text', 'template']).nullable(),
      providerId: z.string().nullable(),
      reason: z.string().nullable(),
      code: z.string().nullable(),
      detail: z.string().nullable(),
      priceIdr: z.int().nullable().meta({ description: 'Null while it is not known.' }),
      delivery: z.enum(['sent', 'delivered', 'read', 'failed']).nullable(),
      startedAt: z.iso.datetime(),
      endedAt: z.iso.datetime().nullable(),
      deliveredAt: z.iso.datetime().nullable(),
      readAt: z.iso.datetime().nullable(),
    }),
  ),
}).meta({ id: 'MessageHistory' })
export type MessageHistory = z.infer<typeof MessageHistory>

export const MessageFilter = z.object({
  state: State.optional(),
  kind: z.enum(messageKinds).optional(),
  channel: ChannelSchema.optional(),
  to: z.string().max(254).optional().meta({
    description:
      'A phone number, e-mail address or chat id; needs `channel`. Finds messages by their first address.',
  }),
})

export const AddressInput = z
  .strictObject({ channel: ChannelSchema, address: z.string().min(1).max(254) })
  .meta({ id: 'AddressInput' })

export const OptOut = z
  .object({
    channel: ChannelSchema,
    address: z.string().meta({ description: 'Masked.' }),
    stoppedAt: z.iso.datetime(),
    stoppedBy: z.string().meta({ description: '`recipient`, or the name of an API key.' }),
  })
  .meta({ id: 'OptOut' })

export const ReceivedMessage = z
  .object({
    id: z.string(),
    channel: ChannelSchema,
    address: z.string().meta({ description: 'Masked.' }),
    text: z.string().nullable(),
    receivedAt: z.iso.datetime(),
  })
  .meta({ id: 'ReceivedMessage' })

const Month = z.stringFormat('month', /^\d{4}-(0[1-9]|1[0-2])$/)
export const CostQuery = z.object({
  month: Month.meta({ description: '`2026-11`, by the days of Jakarta.' }),
})

export const MonthlyCost = z
  .object({
    month: Month,
    totalIdr: z.int(),
    lines: z.array(
      z.object({
        channel: ChannelSchema,
        kind: z.enum(messageKinds),
        form: z.enum(['text', 'template']),
        messages: z.int(),
        costIdr: z.int(),
        unpriced: z
          .int()
          .meta({ description: 'Messages whose price is not known; they are not in the cost.' }),
      }),
    ),
  })
  .meta({ id: 'MonthlyMessageCost' })
export type MonthlyCost = z.infer<typeof MonthlyCost>

const Category = z.enum(['authentication', 'utility', 'marketing'])

export const PriceView = z
  .object({
    channel: ChannelSchema,
    category: Category,
    validFrom: z.iso.date(),
    priceIdr: z.int().min(0).max(1_000_000),
    source: z.string().min(1).max(200),
  })
  .meta({ id: 'MessagePrice' })
