import { z } from 'zod'
import { severities } from '../../core/incident.ts'
import { channels } from '../../gateways/messaging/contract.ts'
import { PageQuery } from '../../http/paging.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import { ChargePointId } from '../chargers/schemas.ts'
import { Slug } from '../sites/schemas.ts'
import { type RuleKind, ruleKindNames, ruleKinds } from './rule-kinds.ts'

const Severity = z.enum(severities)
const Name = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}]*$/u, 'one line of text')

const Step = z.strictObject({
  afterMinutes: z
    .int()
    .min(0)
    .max(7 * 24 * 60)
    .meta({
      description: 'After the alert was raised, unless somebody has taken it by then.',
    }),
  contacts: z.array(Slug).min(1).max(20),
})
export const Steps = z
  .array(Step)
  .max(5)
  .refine(
    (steps) =>
      steps.every(({ afterMinutes }, index) => afterMinutes > (steps[index - 1]?.afterMinutes ?? -1)),
    {
      message: 'each step comes later than the one before',
    },
  )
export type Steps = z.output<typeof Steps>

const common = {
  name: Name.meta({ description: 'What the alert is called in messages: what is wrong.' }),
  severity: Severity.default('warning').meta({ description: 'What is critical is told in quiet hours too.' }),
  site: Slug.nullable().default(null).meta({ description: 'Null: everywhere.' }),
  opensIncident: z.boolean().default(true),
  steps: Steps.default([]).meta({ description: 'Who is told. Of none the console alone tells.' }),
  active: z.boolean().default(true),
}

const ofKind = <Kind extends RuleKind, Parameters extends z.ZodType>(kind: Kind, parameters: Parameters) =>
  z.strictObject({ kind: z.literal(kind), parameters, ...common })

export const RuleInput = z
  .discriminatedUnion('kind', [
    ofKind('offline', ruleKinds.offline.prefault({})),
    ofKind('fault', ruleKinds.fault.prefault({})),
    ofKind('door', ruleKinds.door.prefault({})),
    ofKind('refusedConnections', ruleKinds.refusedConnections.prefault({})),
    ofKind('report', ruleKinds.report.prefault({})),
    ofKind('suspectSession', ruleKinds.suspectSession.prefault({})),
    ofKind('paymentException', ruleKinds.paymentException.prefault({})),
    ofKind('gatewayBalance', ruleKinds.gatewayBalance.prefault({})),
    ofKind('certificate', ruleKinds.certificate.prefault({})),
    ofKind('takings', ruleKinds.takings.prefault({})),
    ofKind('wrongPasswords', ruleKinds.wrongPasswords.prefault({})),
  ])
  .meta({ id: 'AlertRuleInput' })
export type RuleInput = z.output<typeof RuleInput>

export const RuleView = z
  .object({
    slug: Slug,
    kind: z.enum(ruleKindNames),
    parameters: z.record(z.string(), z.unknown()),
    name: z.string(),
    severity: Severity,
    site: z.string().nullable(),
    opensIncident: z.boolean(),
    steps: Steps,
    active: z.boolean(),
    savedBy: z.string(),
    savedAt: z.iso.datetime(),
  })
  .meta({ id: 'AlertRule' })
export type RuleView = z.infer<typeof RuleView>

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time as 22:00')

export const ContactInput = z
  .strictObject({
    name: Name,
    channel: z.enum([...channels, 'webhook']).meta({
      description: '`webhook` tells every webhook that listens to `alert.news`.',
    }),
    address: z.string().min(1).max(254).optional().meta({
      description: 'A phone number, the id of a Telegram chat, or an e-mail address. Left out: as it was.',
    }),
    language: z.enum(['id', 'en']).default('id'),
    timeZone: z
      .string()
      .refine((zone) => Intl.supportedValuesOf('timeZone').includes(zone), 'an IANA time zone, Asia/Makassar')
      .default('Asia/Makassar'),
    quiet: z
      .strictObject({ from: Time, until: Time })
      .nullable()
      .default(null)
      .meta({ description: 'On the contact’s own clocks; then only what is critical is told.' }),
    active: z.boolean().default(true),
  })
  .meta({ id: 'AlertContactInput' })
export type ContactInput = z.output<typeof ContactInput>

export const ContactView = z
  .object({
    slug: Slug,
    name: z.string(),
    channel: z.enum([...channels, 'webhook']),
    address: z.string().nullable().meta({ description: 'Masked.' }),
    language: z.enum(['id', 'en']),
    timeZone: z.string(),
    quiet: z.object({ from: z.string(), until: z.string() }).nullable(),
    active: z.boolean(),
    waiting: z.int().meta({ description: 'News that it has not been told yet.' }),
    problem: z.string().nullable().meta({ description: 'Why the newest message did not arrive.' }),
    savedBy: z.string(),
    savedAt: z.iso.datetime(),
  })
  .meta({ id: 'AlertContact' })
export type ContactView = z.infer<typeof ContactView>

/** By what alerts can be sorted. */
export const alertSortKeys = ['beganAt', 'severity', 'kind', 'clearedAt'] as const
export type AlertSortKey = (typeof alertSortKeys)[number]

/** By what rules can be sorted, and contacts. */
export const ruleSortKeys = ['name', 'kind', 'severity', 'site', 'active'] as const
export type RuleSortKey = (typeof ruleSortKeys)[number]
export const contactSortKeys = ['name', 'channel', 'address', 'waiting', 'active'] as const
export type ContactSortKey = (typeof contactSortKeys)[number]

export const AlertQuery = PageQuery.extend({
  sort: optionalSort(alertSortKeys),
  state: z.enum(['open', 'cleared']).optional(),
  kind: z.enum(ruleKindNames).optional(),
  site: Slug.optional(),
  chargePointId: ChargePointId.optional(),
})

export const AlertView = z
  .object({
    id: z.string(),
    rule: z.string(),
    kind: z.enum(ruleKindNames),
    severity: Severity,
    site: z.string().nullable(),
    chargePointId: z.string().nullable(),
    connectorId: z.int().nullable(),
    detail: z.object({
      chargers: z.array(z.string()).optional(),
      code: z.string().optional(),
      text: z.string().optional(),
      amountIdr: z.int().optional(),
      photoId: z.string().optional(),
    }),
    beganAt: z.iso.datetime(),
    raisedAt: z.iso.datetime(),
    clearedAt: z.iso.datetime().nullable(),
    acknowledgedAt: z.iso.datetime().nullable(),
    incident: z.int().nullable(),
  })
  .meta({ id: 'Alert' })
export type AlertView = z.infer<typeof AlertView>
