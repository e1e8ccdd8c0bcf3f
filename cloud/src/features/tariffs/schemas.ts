import { z } from 'zod'
import { toStoredInstant } from '../../core/instant-text.ts'
import { weekdays } from '../../core/local-time.ts'
import { Bill } from '../charging/schemas.ts'
import { Slug } from '../sites/schemas.ts'

const StoredInstant = z.iso.datetime({ offset: true }).transform(toStoredInstant)

const PricePerKwh = z.int().min(0).max(1_000_000).meta({ unit: 'rupiah per kWh', example: 2466 })
const PricePerHour = z.int().min(0).max(1_000_000).meta({ unit: 'rupiah per hour' })
const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM')
const Day = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'MM-DD')

/** Lower-case words: `ojol`, `warga-sangeh`. */
export const CustomerGroup = Slug.meta({ example: 'ojol' })

const Rate = z
  .strictObject({
    fromTime: Time.optional(),
    untilTime: Time.or(z.literal('24:00')).optional().meta({ description: 'Not included.' }),
    weekdays: z.array(z.enum(weekdays)).min(1).max(7).optional(),
    fromDay: Day.optional(),
    untilDay: Day.optional().meta({ description: 'Included.' }),
    priceIdrPerKwh: PricePerKwh,
    priceIdrPerHour: PricePerHour.default(0),
  })
  .meta({ description: 'Prices that hold at some times at the site; a session keeps those of its start.' })

/** What a tariff asks for beside the price of a kWh. */
export const TariffTerms = z.object({
  priceIdrPerHour: PricePerHour.default(0).meta({ description: 'For the time in which it charges.' }),
  sessionFeeIdr: z.int().min(0).max(1_000_000).default(0).meta({ unit: 'rupiah' }),
  idleFee: z
    .strictObject({ graceMinutes: z.int().min(0).max(1440), priceIdrPerHour: PricePerHour })
    .nullable()
    .default(null)
    .meta({ description: 'From so many minutes after the battery is full.' }),
  rates: z.array(Rate).max(50).default([]).meta({ description: 'The first that holds counts.' }),
  ppnBasisPoints: z.int().min(0).max(10_000).default(1100).meta({ description: 'PPN on fees.' }),
  reservationMinutes: z
    .int()
    .min(5)
    .max(60)
    .nullable()
    .default(null)
    .meta({ description: 'For so long a driver may have a socket held, at no cost; null: not at all.' }),
  feeBasis: z
    .string()
    .min(1)
    .max(200)
    .nullable()
    .default(null)
    .meta({ description: 'The rule that allows its fees. Two-wheeler posts ask none unless one is named.' }),
})
export type TariffTerms = z.output<typeof TariffTerms>

export const TariffInput = z
  .strictObject({
    name: z.string().min(1).max(100),
    site: Slug.nullable().default(null).meta({
      description: 'Null for every site without a tariff of its own.',
    }),
    customerGroup: CustomerGroup.nullable().default(null).meta({ description: 'Null for everybody.' }),
    priceIdrPerKwh: PricePerKwh,
    ...TariffTerms.shape,
    validFrom: StoredInstant,
    validUntil: StoredInstant.nullable().default(null).meta({ description: 'The first instant after it.' }),
  })
  .refine((tariff) => tariff.validUntil === null || tariff.validUntil > tariff.validFrom, {
    path: ['validUntil'],
    message: 'must be after validFrom',
  })
  .meta({ id: 'TariffInput' })
export type TariffInput = z.output<typeof TariffInput>

export const TariffView = z
  .object({
    id: z.string(),
    name: z.string(),
    site: z.string().nullable(),
    customerGroup: z.string().nullable(),
    priceIdrPerKwh: z.int(),
    ...TariffTerms.shape,
    validFrom: z.iso.datetime(),
    validUntil: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Tariff' })
export type TariffView = z.infer<typeof TariffView>

/** A SessionPrice of core/tariff.ts. */
export const SessionPriceView = z
  .object({
    tariffId: z.string(),
    priceIdrPerKwh: PricePerKwh,
    priceIdrPerHour: PricePerHour,
    sessionFeeIdr: z.int().meta({ unit: 'rupiah' }),
    idleFee: z.object({ graceMinutes: z.int(), priceIdrPerHour: PricePerHour }).nullable(),
    ppnBasisPoints: z.int(),
    pbjt: z.object({ mode: z.enum(['included', 'added', 'none']), basisPoints: z.int() }),
    cap: z.object({ decree: z.string(), maxIdrPerKwh: PricePerKwh }).nullable(),
  })
  .meta({ id: 'SessionPrice', description: 'All that a session is charged by, fixed before it starts.' })

const Minutes = z.coerce.number().int().min(0).max(10_080).meta({ unit: 'minutes' })

export const TariffPreviewInput = z
  .object({
    tariff: z
      .string()
      .max(20_000)
      .transform((text, context) => {
        try {
          return JSON.parse(text) as unknown
        } catch {
          context.addIssue({ code: 'custom', message: 'is no JSON' })
          return z.NEVER
        }
      })
      .pipe(TariffInput)
      .meta({ description: 'As JSON, as it would be added.' }),
    startsAt: StoredInstant.meta({ description: 'Its prices are those of the start.' }),
    energyWh: z.coerce.number().int().min(0).max(1_000_000).meta({ unit: 'Wh' }),
    minutes: Minutes.meta({ description: 'From the start to the stop.' }),
    idleMinutes: Minutes.default(0).meta({ description: 'Of these, with a full battery.' }),
  })
  .refine(({ minutes, idleMinutes }) => idleMinutes <= minutes, {
    path: ['idleMinutes'],
    message: 'is within minutes',
  })
export type TariffPreviewInput = z.output<typeof TariffPreviewInput>

export const TariffPreview = z
  .object({
    price: SessionPriceView,
    bill: Bill,
    objection: z.string().nullable().meta({ description: 'Why it could not be published as it is.' }),
  })
  .meta({ id: 'TariffPreview' })
export type TariffPreview = z.infer<typeof TariffPreview>

export const PriceCapInput = z
  .strictObject({
    decree: z.string().min(1).max(200).meta({ example: 'Permen ESDM 1/2023' }),
    maxIdrPerKwh: PricePerKwh,
    validFrom: StoredInstant,
    validUntil: StoredInstant.nullable().default(null).meta({ description: 'The first instant after it.' }),
  })
  .meta({ id: 'PriceCapInput' })
export type PriceCapInput = z.output<typeof PriceCapInput>

export const PriceCapView = z
  .object({
    id: z.string(),
    decree: z.string(),
    maxIdrPerKwh: z.int(),
    validFrom: z.iso.datetime(),
    validUntil: z.iso.datetime().nullable(),
  })
  .meta({ id: 'PriceCap' })
export type PriceCapView = z.infer<typeof PriceCapView>

/** By what tariffs can be sorted, and price caps. */
export const tariffSortKeys = [
  'name',
  'site',
  'customerGroup',
  'priceIdrPerKwh',
  'validFrom',
  'validUntil',
] as const
export type TariffSortKey = (typeof tariffSortKeys)[number]
export const priceCapSortKeys = ['decree', 'maxIdrPerKwh', 'validFrom', 'validUntil'] as const
export type PriceCapSortKey = (typeof priceCapSortKeys)[number]
