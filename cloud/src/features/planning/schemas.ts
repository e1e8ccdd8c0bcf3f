import { z } from 'zod'
import { optionalSort } from '../../http/sorted-list.ts'
import { Slug } from '../sites/schemas.ts'

const mostCandidates = 500
const mostCriteria = 15
const mostLevels = 9

const Key = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,31}$/, 'a letter in lower case, then letters and digits')
  .meta({ example: 'distanceKm' })
const Name = z.string().trim().min(1).max(100)

const Bands = z
  .strictObject({
    kind: z.literal('bands'),
    levels: z
      .array(
        z.strictObject({
          name: Name,
          atLeast: z.number().optional(),
          above: z.number().optional().meta({ description: 'Without the bound itself.' }),
        }),
      )
      .min(1)
      .max(mostLevels)
      .meta({ description: 'From the best down; a figure is in the first that it reaches.' }),
  })
  .meta({ id: 'PlanningBands' })

const Categories = z
  .strictObject({
    kind: z.literal('categories'),
    levels: z
      .array(z.array(Name).min(1).max(20))
      .min(1)
      .max(mostLevels)
      .meta({ description: 'From the best down; categories beside each other are equally good.' }),
  })
  .meta({ id: 'PlanningCategories' })

const PlanningCriterion = z
  .strictObject({
    key: Key,
    name: Name,
    unit: z.string().max(20).default(''),
    source: z.enum(['given', 'kmToNearestCharger']).default('given').meta({
      description: 'Whether a candidate’s figure is given, or computed where it is not.',
    }),
    scale: z.discriminatedUnion('kind', [Bands, Categories]),
  })
  .refine(({ source, scale }) => source === 'given' || scale.kind === 'bands', 'a distance needs bands')
  .meta({ id: 'PlanningCriterion' })
export type PlanningCriterion = z.infer<typeof PlanningCriterion>

const Weighing = z
  .discriminatedUnion('method', [
    z.strictObject({
      method: z.literal('ahp'),
      judgements: z
        .array(
          z.strictObject({
            first: Key,
            second: Key,
            ratio: z
              .number()
              .min(1 / 9)
              .max(9)
              .meta({
                description: 'How many times as important the first is: 1 equally, 3, 5, 7, 9 by far.',
              }),
          }),
        )
        .max((mostCriteria * (mostCriteria - 1)) / 2),
    }),
    z.strictObject({
      method: z.literal('smarter'),
      order: z.array(Key).max(mostCriteria).meta({ description: 'The most important first.' }),
    }),
  ])
  .meta({ id: 'PlanningWeighing' })
export type Weighing = z.infer<typeof Weighing>

export const Candidate = z
  .strictObject({
    name: Name,
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    facts: z
      .record(Key, z.union([z.number(), z.string().trim().min(1).max(100)]))
      .default({})
      .meta({ description: 'By the key of the criterion.', example: { parkingM2: 640 } }),
  })
  .meta({ id: 'PlanningCandidate' })
export type Candidate = z.infer<typeof Candidate>

export const StudyContent = z
  .strictObject({
    criteria: z.array(PlanningCriterion).min(1).max(mostCriteria),
    weighing: Weighing,
    candidates: z.array(Candidate).max(mostCandidates).default([]),
  })
  .refine(({ criteria }) => areUnlike(criteria.map(({ key }) => key)), 'two criteria have one key')
  .refine(({ candidates }) => areUnlike(candidates.map(({ name }) => name)), 'two candidates have one name')
export type StudyContent = z.infer<typeof StudyContent>

export const StudyInput = StudyContent.safeExtend({ name: Name }).meta({ id: 'PlanningStudyInput' })
export type StudyInput = z.infer<typeof StudyInput>

export const Study = z
  .object({ slug: Slug, name: Name, savedBy: z.string(), savedAt: z.iso.datetime(), ...StudyContent.shape })
  .meta({ id: 'PlanningStudy' })
export type Study = z.infer<typeof Study>

export const StudySummary = z
  .object({ slug: Slug, name: Name, savedBy: z.string(), savedAt: z.iso.datetime() })
  .meta({ id: 'PlanningStudySummary' })
export type StudySummary = z.infer<typeof StudySummary>

const Weight = z.number().meta({ description: 'Of 1 for all criteria together.' })

/** What a study comes to. */
export const Ranking = z
  .object({
    weights: z.array(z.object({ key: Key, name: Name, weight: Weight })),
    consistencyRatio: z.number().nullable().meta({ description: 'Of AHP: 0 for judgements that all agree.' }),
    isConsistent: z.boolean(),
    doubt: z
      .object({
        first: Key,
        second: Key,
        ratio: z.number(),
        implied: z.number().meta({ description: 'What the other judgements say of the same two.' }),
        ratioThen: z.number().meta({ description: 'The consistency ratio with that in its place.' }),
      })
      .nullable()
      .meta({ description: 'The judgement to look at again, where they are not consistent.' }),
    sites: z.array(
      z.object({
        name: Name,
        score: z.number(),
        facts: z.record(Key, z.union([z.number(), z.string()])),
        contributions: z.array(z.object({ key: Key, score: z.number() })),
      }),
    ),
    turningPoints: z
      .array(z.object({ key: Key, weight: Weight, first: Name }))
      .meta({ description: 'At which weight of a criterion another site would come first.' }),
  })
  .meta({ id: 'PlanningRanking' })
export type Ranking = z.infer<typeof Ranking>

const WhatIf = z
  .object({
    criterion: Key.optional().meta({ description: 'Whose weight is another one, to see what comes of it.' }),
    weight: z.coerce.number().min(0).max(1).optional(),
  })
  .refine(({ criterion, weight }) => (criterion === undefined) === (weight === undefined), {
    message: 'a criterion and its weight go together',
  })
export type WhatIf = z.infer<typeof WhatIf>

/** By what the weights of a study can be sorted. */
export const weightSortKeys = ['name', 'weight'] as const

/** In which order a study's sites and weights come; `-score` for the best first, which is how sites come by themselves. */
const RankingOrder = z.object({
  'sites.sort': z
    .string()
    .regex(
      /^-?[a-z][A-Za-z0-9]{0,31}$/,
      'name, score, or the key of a criterion; with - for the greatest first',
    )
    .optional()
    .meta({ description: '`name`, `score`, or the key of a criterion by what a site gets for it.' }),
  'weights.sort': optionalSort(weightSortKeys),
})
export type RankingOrder = z.infer<typeof RankingOrder>

/** Of the ranking, and of the page that shows it. */
export const RankingQuery = WhatIf.safeExtend(RankingOrder.shape)

export const Demand = z
  .object({
    radiusKm: z.number(),
    days: z.int(),
    sites: z.int(),
    chargers: z.int(),
    sessions: z.int(),
    energyWh: z.int(),
    sessionsByHour: z.array(z.int()).meta({ description: '24 of them, by the local time of each start.' }),
  })
  .meta({ id: 'PlanningDemand', description: 'What our own chargers near by have done.' })
export type Demand = z.infer<typeof Demand>

function areUnlike(names: readonly string[]): boolean {
  return new Set(names).size === names.length
}
