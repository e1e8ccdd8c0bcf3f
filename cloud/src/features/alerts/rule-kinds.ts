import { z } from 'zod'

const Minutes = (least: number) =>
  z
    .int()
    .min(least)
    .max(7 * 24 * 60)

/** What a rule may look for, and the numbers that it goes by. */
export const ruleKinds = {
  offline: z.strictObject({
    minutes: Minutes(1).default(10).meta({ description: 'Not connected for so long. A site goes as one.' }),
  }),
  fault: z.strictObject({
    seconds: z.int().min(0).max(86_400).default(0).meta({ description: 'Faulted for so long.' }),
  }),
  door: z.strictObject({
    byCard: z.boolean().default(false).meta({ description: 'Also when a technician’s card opens the door.' }),
    quietMinutes: Minutes(1)
      .default(60)
      .meta({ description: 'Over when nothing more is heard for so long.' }),
  }),
  refusedConnections: z.strictObject({ quietMinutes: Minutes(1).default(60) }),
  report: z.strictObject({}),
  suspectSession: z.strictObject({}),
  paymentException: z.strictObject({}),
  gatewayBalance: z.strictObject({
    gateway: z.string().min(1).max(40).default('doku'),
    belowIdr: z.int().min(0).max(1_000_000_000_000).default(500_000).meta({
      description: 'What the provider holds for us by our books: refunds are paid out of it.',
    }),
  }),
  certificate: z.strictObject({ days: z.int().min(1).max(365).default(14) }),
  takings: z.strictObject({
    percentOfUsual: z.int().min(1).max(99).default(40),
    leastUsualIdr: z.int().min(0).max(1_000_000_000).default(50_000).meta({
      description: 'Where less than this is usual on such a weekday, good and bad days mean nothing.',
    }),
  }),
  wrongPasswords: z.strictObject({ quietMinutes: Minutes(1).default(60) }),
} as const

export type RuleKind = keyof typeof ruleKinds

export const ruleKindNames = Object.keys(ruleKinds) as [RuleKind, ...RuleKind[]]

/** How often a rule is looked at by itself; a fault, a door and a refused charger are looked at when they are told of. */
export const lookEveryMs: Readonly<Record<RuleKind, number>> = {
  offline: 30_000,
  fault: 30_000,
  door: 30_000,
  refusedConnections: 30_000,
  report: 30_000,
  suspectSession: 60_000,
  paymentException: 60_000,
  gatewayBalance: 600_000,
  certificate: 3_600_000,
  takings: 3_600_000,
  wrongPasswords: 60_000,
}
