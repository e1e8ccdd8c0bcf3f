import { z } from 'zod'

const PowerW = z.int().min(0).max(10_000_000).meta({ unit: 'W' })
const Seconds = z.int().min(10).max(86_400).meta({ unit: 's' })

export const PowerBudgetInput = z
  .strictObject({
    limitW: PowerW.meta({ description: 'What all chargers of the site may draw together.' }),
    sharing: z.enum(['equal', 'priority']).default('equal').meta({
      description: 'equal: all sockets the same. priority: the higher priority of a connector goes first.',
    }),
    minOnS: Seconds.default(300).meta({ description: 'A socket that is switched on stays on for so long.' }),
    minOffS: Seconds.default(120).meta({ description: 'One that is switched off stays off for so long.' }),
    turnS: Seconds.default(900).meta({ description: 'After so long on, it is the turn of one that waits.' }),
    longestWaitS: Seconds.default(3600).meta({
      description: 'Whoever has waited for so long is served before every priority.',
    }),
  })
  .refine(({ minOnS, turnS }) => turnS >= minOnS, {
    path: ['turnS'],
    message: 'a turn is at least as long as minOnS',
  })
  .refine(({ turnS, longestWaitS }) => longestWaitS >= turnS, {
    path: ['longestWaitS'],
    message: 'the longest wait is at least a turn',
  })
  .meta({ id: 'PowerBudgetInput' })
export type PowerBudgetInput = z.output<typeof PowerBudgetInput>

const PowerSocket = z
  .object({
    chargePointId: z.string(),
    connectorId: z.int(),
    transactionId: z.int(),
    isOn: z.boolean(),
    limitW: PowerW.meta({ description: '0 for one that is held back.' }),
    toldW: PowerW.nullable().meta({ description: 'What the charger has confirmed.' }),
    needW: PowerW.nullable().meta({ description: 'What it was seen to draw, with a margin; null before.' }),
    powerW: z.int().nullable().meta({ description: 'What it drew at its last reading.' }),
    since: z.iso.datetime().meta({ description: 'Since when it is on, or waits.' }),
  })
  .meta({ id: 'PowerSocket' })

const PowerCharger = z
  .object({
    chargePointId: z.string(),
    isWithinReach: z.boolean().meta({ description: 'Connected, and takes charging profiles.' }),
    mayDrawW: PowerW.meta({ description: 'The most that it may be drawing by what it was told.' }),
    safeW: PowerW.nullable().meta({
      description: 'What it keeps to when this system is away; null if it has not confirmed any.',
    }),
    problem: z.string().nullable().meta({ description: 'Why it was not told what it should be.' }),
  })
  .meta({ id: 'PowerCharger' })

export const PowerBudget = z
  .object({
    ...PowerBudgetInput.shape,
    updatedBy: z.string(),
    updatedAt: z.iso.datetime(),
    mayDrawW: z.int().meta({ description: 'The most that all chargers may be drawing together.' }),
    isOver: z.boolean().meta({
      description:
        'Whether that is more than the limit: chargers that take no profiles, or were not told yet.',
    }),
    chargers: z.array(PowerCharger),
    sockets: z.array(PowerSocket).meta({ description: 'Those with a session.' }),
  })
  .meta({ id: 'PowerBudget' })
export type PowerBudget = z.infer<typeof PowerBudget>

export const PowerCheck = z
  .object({
    agrees: z.boolean(),
    items: z.array(
      z.object({
        chargePointId: z.string(),
        connectorId: z.int(),
        expectedW: PowerW,
        toldW: z.number().nullable().meta({ description: 'What the charger says that it keeps to.' }),
        agrees: z.boolean(),
        detail: z.string(),
      }),
    ),
  })
  .meta({ id: 'PowerCheck' })
export type PowerCheck = z.infer<typeof PowerCheck>
