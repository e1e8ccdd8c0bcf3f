import { z } from 'zod'
import { reportPeriods } from '../../core/report-period.ts'
import { Slug } from '../sites/schemas.ts'
import { Recipients } from './recipients.ts'

const Amount = z.int().meta({ unit: 'rupiah' })
const Energy = z.int().meta({ unit: 'Wh' })

const Sums = {
  sessions: z.int().meta({ description: 'That were billed.' }),
  energyWh: Energy,
  takingsIdr: Amount.meta({ description: 'What drivers were charged and the ledger has, with taxes.' }),
}

const Availability = z.int().nullable().meta({
  unit: 'hundredths of a percent',
  description: 'Of the time of which the state of sockets is known; null where none is.',
})

const Incidents = {
  incidentsOpened: z.int(),
  incidentsClosed: z.int(),
  incidentsOpen: z.int().meta({ description: 'At the end of the period.' }),
}

/** All that a report tells, as it was when it was written. */
export const ReportContent = z.object({
  operator: z.string(),
  /** The organisation that it is for; null for the whole network. */
  organisation: z.string().nullable(),
  from: z.iso.date(),
  until: z.iso.date().meta({ description: 'Included.' }),
  total: z.object({ ...Sums, ...Incidents, availability: Availability, partnersIdr: Amount }),
  days: z.array(z.object({ day: z.iso.date(), ...Sums })),
  sites: z.array(
    z.object({ site: Slug, name: z.string(), ...Sums, availability: Availability, incidentsOpened: z.int() }),
  ),
  partners: z.array(z.object({ organisation: Slug, name: z.string(), amountIdr: Amount })),
})
export type ReportContent = z.infer<typeof ReportContent>

export const ScheduleInput = z
  .strictObject({
    name: z.string().trim().min(1).max(80),
    every: z.enum(reportPeriods),
    organisation: Slug.nullable()
      .default(null)
      .meta({ description: 'Whose sites it is about; null for all.' }),
    language: z.enum(['id', 'en']).default('id'),
    timeZone: z
      .string()
      .refine(isTimeZone, 'an IANA time zone, such as Asia/Makassar')
      .default('Asia/Jakarta')
      .meta({ description: 'By whose clocks a day is over.' }),
    recipients: Recipients,
    startsOn: z.iso
      .date()
      .startsWith('20', 'a day of the years 2000 to 2099')
      .optional()
      .meta({ description: 'The first day to be told of; today when left out.' }),
  })
  .meta({ id: 'ReportScheduleInput' })
export type ScheduleInput = z.output<typeof ScheduleInput>

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}

export const ReportSchedule = z
  .object({
    id: z.string(),
    name: z.string(),
    every: z.enum(reportPeriods),
    organisation: Slug.nullable(),
    language: z.enum(['id', 'en']),
    timeZone: z.string(),
    recipients: z.array(z.string()).meta({ description: 'Masked.' }),
    startsOn: z.iso.date(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ReportSchedule' })
export type ReportSchedule = z.infer<typeof ReportSchedule>

export const ReportSummary = z
  .object({
    id: z.string(),
    name: z.string(),
    every: z.enum(reportPeriods),
    organisation: Slug.nullable(),
    from: z.iso.date(),
    until: z.iso.date().meta({ description: 'Included.' }),
    writtenAt: z.iso.datetime(),
  })
  .meta({ id: 'ReportSummary' })
export type ReportSummary = z.infer<typeof ReportSummary>

export const Report = ReportSummary.extend({ language: z.enum(['id', 'en']), content: ReportContent }).meta({
  id: 'Report',
  description: 'Never changes: what comes later is in later ones.',
})
export type Report = z.infer<typeof Report>

/** By what reports can be sorted. */
export const reportSortKeys = ['name', 'from', 'organisation'] as const
export type ReportSortKey = (typeof reportSortKeys)[number]

/** By what schedules of reports can be sorted. */
export const scheduleSortKeys = ['name', 'every', 'organisation'] as const
export type ScheduleSortKey = (typeof scheduleSortKeys)[number]
