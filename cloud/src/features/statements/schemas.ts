import { z } from 'zod'
import { lineKinds } from '../../core/statement.ts'
import { PageQuery } from '../../http/paging.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import { Slug } from '../sites/schemas.ts'

const AmountIdr = z.int().meta({ unit: 'rupiah' })
const EnergyWh = z.int().meta({ unit: 'Wh' })

export const Period = z
  .string()
  .regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'YYYY-MM, of the years 2000 to 2099')
  .meta({ example: '2026-11', description: 'A month, by the business days of the sites.' })

const Charged = {
  sessions: z.int(),
  energyWh: EnergyWh,
  chargedIdr: AmountIdr.meta({ description: 'What drivers were charged; negative where it was given back.' }),
  pbjtIdr: AmountIdr.meta({ description: 'What of it is regional electricity tax.' }),
  ppnIdr: AmountIdr.meta({ description: 'What of it is value-added tax.' }),
}

const Part = {
  shareIdr: AmountIdr.meta({ description: 'What the partner earns.' }),
  electricityIdr: AmountIdr.meta({ description: 'Given back to him; charged, where negative.' }),
  gatewayFeeIdr: AmountIdr.meta({ description: 'What he bears of it, negative.' }),
}

const Line = z.object({
  kind: z.enum(lineKinds),
  agreementId: z.string(),
  site: Slug.nullable(),
  siteName: z.string().nullable(),
  chargePointId: z.string().nullable(),
  businessDay: z.iso.date(),
  ...Charged,
  ...Part,
  dueIdr: AmountIdr,
})

/** All that stands on a statement, as it was when it was closed. It never changes. */
export const StatementContent = z.object({
  operator: z.object({ name: z.string(), taxNumber: z.string().nullable(), contact: z.string().nullable() }),
  partner: z.object({ slug: Slug, name: z.string() }),
  lines: z.array(Line),
  withheld: z.array(
    z.object({
      agreementId: z.string(),
      basisPoints: z.int(),
      baseIdr: AmountIdr,
      pphIdr: AmountIdr,
    }),
  ),
  totals: z.object({
    ...Charged,
    revenueIdr: AmountIdr.meta({ description: 'Charged, without taxes.' }),
    ...Part,
    pphIdr: AmountIdr.meta({ description: 'Income tax withheld.' }),
    dueIdr: AmountIdr.meta({ description: 'Owed to the partner for this period; negative: he owes.' }),
    operatorIdr: AmountIdr.meta({ description: 'What of the revenue is left for the operator.' }),
  }),
  beforeIdr: AmountIdr.meta({ description: 'Owed from earlier statements and not paid out yet.' }),
  owedIdr: AmountIdr.meta({ description: 'Owed in all with this statement.' }),
})
export type StatementContent = z.infer<typeof StatementContent>

export const Statement = z
  .object({
    number: z.int(),
    organisation: Slug,
    period: Period,
    dueIdr: AmountIdr,
    closedBy: z.string(),
    closedAt: z.iso.datetime(),
    content: StatementContent,
  })
  .meta({ id: 'Statement', description: 'Closed for good; what comes later stands on the next.' })
export type Statement = z.infer<typeof Statement>

/** A statement without what stands on it. */
export const StatementSummary = Statement.omit({ content: true }).meta({ id: 'StatementSummary' })
export type StatementSummary = z.infer<typeof StatementSummary>

export const StatementPreview = z
  .object({ organisation: Slug, period: Period, content: StatementContent })
  .meta({ id: 'StatementPreview', description: 'What would stand on it if it were closed now.' })

export const ClosingInput = z
  .strictObject({ organisation: Slug, period: Period })
  .meta({ id: 'StatementInput' })

/** By what statements can be sorted. */
export const statementSortKeys = ['number', 'period', 'organisation', 'dueIdr', 'closedAt'] as const
export type StatementSortKey = (typeof statementSortKeys)[number]

/** Of the list, and of the page that shows it. */
export const StatementQuery = PageQuery.extend({
  sort: optionalSort(statementSortKeys),
  organisation: Slug.optional(),
})
