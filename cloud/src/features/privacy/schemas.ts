import { z } from 'zod'
import { consentNames } from '../../core/consent.ts'
import { Slug } from '../sites/schemas.ts'

const Instant = z.iso.datetime()

export const Consent = z
  .object({
    purpose: z.enum(consentNames),
    version: z.string(),
    text: z.object({ id: z.string(), en: z.string() }),
    given: z.boolean(),
    decidedAt: Instant.nullable(),
  })
  .meta({ id: 'Consent' })
export type Consent = z.infer<typeof Consent>

export const ConsentEntry = z
  .object({
    purpose: z.string(),
    version: z.string(),
    given: z.boolean(),
    at: Instant,
    channel: z.string(),
  })
  .meta({ id: 'ConsentEntry' })
export type ConsentEntry = z.infer<typeof ConsentEntry>

export const ConsentInput = z
  .strictObject({
    given: z.boolean(),
    version: z.string().max(40).meta({ description: 'Of the text that was shown.' }),
  })
  .meta({ id: 'ConsentInput' })

export const Deletion = z
  .object({ id: z.string(), forgottenAt: Instant })
  .meta({ id: 'Deletion', description: 'The person has been forgotten.' })

export const ForgottenPerson = z
  .object({ id: z.string(), forgottenAt: Instant })
  .meta({ id: 'ForgottenPerson' })

/** Whom a breach has affected. */
export const AffectedPeople = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('everybody') }),
    z.strictObject({ kind: z.literal('people'), ids: z.array(z.string().max(60)).min(1).max(1000) }),
    z
      .strictObject({ kind: z.literal('chargedAt'), site: Slug, from: Instant, until: Instant })
      .meta({ description: 'Whose cards charged at a site.' }),
    z
      .strictObject({ kind: z.literal('joinedBefore'), before: Instant })
      .meta({ description: 'Whoever was known before, as after the loss of a backup.' }),
  ])
  .meta({ id: 'AffectedPeople' })
export type AffectedPeople = z.infer<typeof AffectedPeople>

/** One line each: they go into a message as they stand. */
const Line = z
  .string()
  .trim()
  .min(3)
  .max(200)
  .regex(/^[^\p{Cc}\u2028\u2029]+$/u, 'one line')

export const BreachInput = z
  .strictObject({
    title: Line,
    exposedData: Line.meta({ description: 'Which data was exposed.', example: 'Phone numbers and plates' }),
    whatHappened: Line.meta({ description: 'When and how.' }),
    remedy: Line.meta({ description: 'What is done about it, and what people can do.' }),
    happenedAt: Instant,
    discoveredAt: Instant.meta({ description: 'The three days run from here.' }),
    affected: AffectedPeople,
  })
  .meta({ id: 'BreachInput' })
export type BreachInput = z.infer<typeof BreachInput>

export const Breach = BreachInput.extend({
  id: z.string(),
  deadlineAt: Instant,
  hoursLeft: z.int().meta({ description: 'Until the deadline; negative when it is over.' }),
  people: z.int(),
  told: z.int(),
  unreachable: z.int().meta({ description: 'People without an address that a message could go to.' }),
  peopleToldAt: Instant.nullable(),
  authorityToldAt: Instant.nullable(),
  authorityReference: z.string().nullable(),
}).meta({ id: 'Breach' })
export type Breach = z.infer<typeof Breach>

export const AuthorityReport = z
  .strictObject({ reference: z.string().trim().min(1).max(200), at: Instant })
  .meta({ id: 'AuthorityReport' })
