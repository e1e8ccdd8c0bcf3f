import { z } from 'zod'

const Json = z.record(z.string(), z.unknown())

export const ActivityEntry = z
  .object({
    seq: z.int().meta({ description: 'Its place in the chain, from 1.' }),
    id: z.string(),
    at: z.iso.datetime(),
    actorKind: z.enum(['key', 'user', 'system', 'unknown']),
    actorId: z.string().nullable(),
    actor: z
      .string()
      .nullable()
      .meta({ description: 'The name of the user, API key or job; null for a user who has been forgotten.' }),
    channel: z.enum(['api', 'page', 'chat', 'job', 'unknown']),
    address: z.string().nullable().meta({ description: 'Where the request came from.' }),
    request: z.string().nullable().meta({ example: 'POST /api/v1/sites' }),
    action: z.string(),
    subject: z.string().meta({ example: 'charger:CLK-0001' }),
    before: Json.nullable(),
    after: Json.nullable(),
    detail: Json,
    personId: z.string().nullable().meta({ description: 'Whom `personal` is about.' }),
    personal: Json.nullable().meta({
      description: 'Null where there is none, or who it is about was forgotten.',
    }),
    hash: z.string().meta({ description: 'SHA-256 over the entry as it is stored and the hash before it.' }),
  })
  .meta({ id: 'ActivityEntry' })
export type ActivityEntry = z.infer<typeof ActivityEntry>

const text = (description: string) => z.string().max(200).optional().meta({ description })

/** What of the history is looked for. */
export const ActivitySearch = z.object({
  subject: text('What it was done to: `session:0199…`.'),
  person: text('Done by, or told of, the user with this id.'),
  actor: text('The id or the name of the user, API key or job.'),
  action: text('How the action begins: `session.` or `POST /api/v1/sites`.'),
  from: z.iso.datetime().optional(),
  until: z.iso.datetime().optional().meta({ description: 'The first instant that is not looked at.' }),
  text: text(
    'Somewhere in the action, the subject, the values or the details. What is sealed is not looked into.',
  ),
})
export type ActivitySearch = z.infer<typeof ActivitySearch>

/** By what the history can be sorted: the rest of it is found by searching. */
export const activitySortKeys = ['at'] as const
export type ActivitySortKey = (typeof activitySortKeys)[number]

export const ChainReport = z
  .object({
    whole: z.boolean(),
    entries: z.int().meta({ description: 'How many hold, from the first one on.' }),
    head: z.string().meta({
      description: 'The hash of the newest of them. Keep it elsewhere: later on, it must still be there.',
    }),
    broken: z
      .object({ seq: z.int(), reason: z.enum(['changed', 'missing', 'headIsGone']) })
      .nullable()
      .meta({ description: 'The first entry that does not hold.' }),
  })
  .meta({ id: 'ActivityChain' })
export type ChainReport = z.infer<typeof ChainReport>
