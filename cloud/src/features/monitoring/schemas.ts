import { z } from 'zod'
import { optionalSort } from '../../http/sorted-list.ts'
import { ChargePointId } from '../chargers/schemas.ts'
import { Slug } from '../sites/schemas.ts'

const Day = z.iso.date()

/** Two years of days at the most. */
export const longestDays = 731

/** By what the lists of an availability report can be sorted. */
export const availabilitySortKeys = {
  sites: ['name', 'basisPoints', 'failures', 'meanDownMs'],
  sockets: ['chargePointId', 'connectorId', 'basisPoints', 'failures', 'meanDownMs'],
} as const

export const AvailabilityQuery = z
  .object({
    from: Day.optional().meta({ description: 'A day, by UTC; 30 days ago, when left out.' }),
    to: Day.optional().meta({ description: 'The day after the last; now, when left out.' }),
    site: Slug.optional(),
    chargePointId: ChargePointId.optional(),
    'sites.sort': optionalSort(availabilitySortKeys.sites),
    'sockets.sort': optionalSort(availabilitySortKeys.sockets),
  })
  .meta({ id: 'AvailabilityQuery' })

const figures = {
  basisPoints: z.int().nullable().meta({
    description: '9 950: ready or in use for 99.5 % of the time that is known of. Null: nothing is known.',
  }),
  upMs: z.int(),
  downMs: z.int(),
  unknownMs: z.int().meta({ description: 'Before it was first seen, or while this system was down itself.' }),
  failures: z.int(),
  meanDownMs: z.int().nullable(),
}

export const AvailabilityReport = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    meanToAcknowledgeMs: z
      .int()
      .nullable()
      .meta({ description: 'Of incidents that were closed in this time.' }),
    meanToRepairMs: z.int().nullable(),
    incidents: z.int(),
    sites: z.array(z.object({ site: z.string(), name: z.string(), ...figures })),
    sockets: z.array(
      z.object({ site: z.string(), chargePointId: z.string(), connectorId: z.int(), ...figures }),
    ),
  })
  .meta({ id: 'AvailabilityReport' })
export type AvailabilityReport = z.infer<typeof AvailabilityReport>
