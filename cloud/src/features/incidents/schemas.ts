import { z } from 'zod'
import { incidentKinds, severities } from '../../core/incident.ts'
import { PageQuery } from '../../http/paging.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import { Line as StockLine } from '../assets/schemas.ts'
import { ChargePointId } from '../chargers/schemas.ts'
import { Slug } from '../sites/schemas.ts'

export const NumberPath = z.object({ number: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) })

const Text = (most: number) => z.string().trim().min(1).max(most)

export const IncidentInput = z
  .strictObject({
    title: Text(120),
    kind: z.enum(incidentKinds).default('other'),
    severity: z.enum(severities).default('warning'),
    chargePointId: ChargePointId,
    note: Text(2000).nullable().default(null),
  })
  .meta({ id: 'IncidentInput', description: 'What somebody has seen; alerts open incidents by themselves.' })
export type IncidentInput = z.output<typeof IncidentInput>

export const Assignment = z
  .strictObject({ userId: z.string().min(1).max(64).meta({ description: 'Of somebody who works here.' }) })
  .meta({ id: 'IncidentAssignment' })

export const Note = z.strictObject({ text: Text(2000) }).meta({ id: 'IncidentNote' })

export const Closing = z
  .strictObject({ resolution: Text(2000).nullable().default(null).meta({ description: 'What was done.' }) })
  .meta({ id: 'IncidentClosing' })

export const PartsUsed = z
  .strictObject({
    place: Slug.or(z.literal('depot')).meta({ description: 'Where they were taken from.' }),
    lines: z.array(StockLine).min(1).max(50),
  })
  .meta({ id: 'IncidentParts' })
export type PartsUsed = z.output<typeof PartsUsed>

/** By what incidents can be sorted. */
export const incidentSortKeys = ['number', 'openedAt', 'title', 'kind', 'siteName', 'chargePointId'] as const
export type IncidentSortKey = (typeof incidentSortKeys)[number]

export const IncidentQuery = PageQuery.extend({
  sort: optionalSort(incidentSortKeys),
  state: z.enum(['open', 'untaken', 'closed']).optional(),
  kind: z.enum(incidentKinds).optional(),
  site: Slug.optional(),
  chargePointId: ChargePointId.optional(),
})

const Instant = z.iso.datetime()

export const IncidentView = z
  .object({
    number: z.int(),
    kind: z.enum(incidentKinds),
    source: z.enum(['alert', 'report', 'person']),
    severity: z.enum(severities),
    title: z.string(),
    site: z.string().nullable(),
    siteName: z.string().nullable(),
    chargePointId: z.string().nullable(),
    connectorId: z.int().nullable(),
    state: z.enum(['untaken', 'taken', 'closed']),
    assignee: z.object({ userId: z.string(), name: z.string() }).nullable(),
    openedAt: Instant,
    acknowledgedAt: Instant.nullable(),
    recoveredAt: Instant.nullable().meta({ description: 'When what it was opened for was over.' }),
    closedAt: Instant.nullable(),
    resolution: z.string().nullable(),
    toAcknowledgeMs: z.int().nullable(),
    toRepairMs: z.int().nullable(),
  })
  .meta({ id: 'Incident' })
export type IncidentView = z.infer<typeof IncidentView>

const Entry = z.object({
  at: Instant,
  kind: z.string(),
  by: z.string(),
  text: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
})

const Photo = z.object({ id: z.string(), takenBy: z.string(), takenAt: Instant, sizeBytes: z.int() })

export const IncidentHistory = IncidentView.extend({
  entries: z.array(Entry),
  photos: z.array(Photo),
  doorPhotos: z.array(z.string()).meta({
    description: 'Ids of photos by the charger’s own camera: `GET /incidents/{number}/door-photos/{id}`.',
  }),
  reports: z.array(
    z.object({
      id: z.string(),
      fault: z.string(),
      words: z.string().nullable(),
      connectorId: z.int().nullable(),
      wantsToHear: z.boolean(),
      createdAt: Instant,
    }),
  ),
}).meta({ id: 'IncidentHistory' })
export type IncidentHistory = z.infer<typeof IncidentHistory>
