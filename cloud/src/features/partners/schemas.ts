import { z } from 'zod'
import { Slug } from '../sites/schemas.ts'

const AmountIdr = z.int().meta({ unit: 'rupiah' })
const BasisPoints = z.int().min(0).max(10_000).meta({ description: '3000 for 30 %.' })
const IdrPerKwh = z.int().min(0).max(1_000_000).meta({ unit: 'rupiah per kWh' })
const Payer = z.enum(['operator', 'partner'])
const BusinessDay = z.iso.date().meta({ description: 'By the clocks of the site.' })

const RevenueShare = z
  .discriminatedUnion('of', [
    z.strictObject({ of: z.literal('gross'), basisPoints: BasisPoints, gatewayFeeBy: Payer }),
    z.strictObject({ of: z.literal('net'), basisPoints: BasisPoints }),
  ])
  .meta({
    description:
      'Of what drivers were charged without taxes; `net`: after the gateway’s fee and the electricity, which both bear by their parts.',
  })

const Electricity = z
  .discriminatedUnion('reckonedBy', [
    z.strictObject({ reckonedBy: z.literal('nobody'), paidBy: Payer }),
    z.strictObject({ reckonedBy: z.literal('kWh'), paidBy: Payer, idrPerKwh: IdrPerKwh }),
    z.strictObject({ reckonedBy: z.literal('bill'), paidBy: Payer }),
  ])
  .meta({
    description:
      'Who pays the utility, and how the two settle that: not at all, at a rate for each kWh, or by the utility’s bills.',
  })

const AgreementTerms = z.strictObject({
  share: RevenueShare,
  fixedIdrPerKwh: IdrPerKwh.default(0).meta({ description: 'For each kWh charged, beside the share.' }),
  guaranteedIdrPerMonth: z.int().min(0).max(1_000_000_000_000).default(0).meta({
    unit: 'rupiah',
    description: 'The least that the partner earns in a month; a part of it by days where a month was begun.',
  }),
  electricity: Electricity.default({ reckonedBy: 'nobody', paidBy: 'operator' }),
  pphBasisPoints: BasisPoints.default(0).meta({ description: 'Income tax withheld from what he earns.' }),
})

const Holding = z.enum(['owned', 'hosted', 'consignment']).meta({
  description:
    '`owned`: the partner’s; `hosted`: ours, at his place; `consignment`: ours, in his hands to run and keep.',
})

const Place = z.object({
  site: Slug,
  chargePointId: z.string().max(64).nullable().default(null).meta({
    description: 'Null for all that stands at the site and has no agreement of its own.',
  }),
  holding: Holding,
})

const note = z.string().min(1).max(1000)

export const AgreementInput = z
  .strictObject({
    organisation: Slug,
    places: z.array(Place).min(1).max(500),
    terms: AgreementTerms,
    startsOn: BusinessDay,
    endsOn: BusinessDay.nullable()
      .default(null)
      .meta({ description: 'The first day on which it no longer holds.' }),
    supersedes: z.string().nullable().default(null).meta({
      description: 'The agreement whose place it takes, which ends on the day on which this one starts.',
    }),
    note: note.nullable().default(null),
  })
  .refine(({ startsOn, endsOn }) => endsOn === null || startsOn < endsOn, {
    path: ['endsOn'],
    message: 'is after startsOn',
  })
  .meta({ id: 'AgreementInput' })
export type AgreementInput = z.output<typeof AgreementInput>

export const Agreement = z
  .object({
    id: z.string(),
    organisation: Slug,
    places: z.array(Place),
    terms: AgreementTerms,
    startsOn: BusinessDay,
    endsOn: BusinessDay.nullable(),
    supersedes: z.string().nullable(),
    note: z.string().nullable(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Agreement', description: 'Never changed: another one takes its place.' })
export type Agreement = z.output<typeof Agreement>

export const AgreementEnd = z.strictObject({ endsOn: BusinessDay, note }).meta({ id: 'AgreementEnd' })

export const ElectricityBillInput = z
  .strictObject({
    site: Slug,
    businessDay: BusinessDay,
    amountIdr: AmountIdr.min(-1_000_000_000_000).max(1_000_000_000_000).meta({
      description: 'Negative for a credit note of the utility.',
    }),
    reference: z.string().min(1).max(64).meta({ description: 'The utility’s; each is entered once.' }),
    note: note.nullable().default(null),
  })
  .meta({ id: 'ElectricityBillInput' })
export type ElectricityBillInput = z.output<typeof ElectricityBillInput>

export const ElectricityBills = z
  .object({
    items: z.array(ElectricityBillInput.safeExtend({ enteredAt: z.iso.datetime() })),
    months: z.array(
      z.object({
        month: z.string(),
        site: Slug,
        billedIdr: AmountIdr,
        meteredWh: z.int().meta({ unit: 'Wh', description: 'Through the meters of the site in that month.' }),
        reckonedIdr: AmountIdr.meta({
          description: 'Of that, at its purchase prices with the standing charge.',
        }),
        unpricedWh: z.int().meta({ unit: 'Wh', description: 'Of that, what no price is known for.' }),
        differenceIdr: AmountIdr.meta({ description: 'What was billed beyond what the meters say.' }),
      }),
    ),
  })
  .meta({ id: 'ElectricityBills' })
export type ElectricityBills = z.infer<typeof ElectricityBills>

export const PartnerEntry = z
  .object({
    id: z.string(),
    kind: z.enum(['session', 'correction', 'gatewayFee', 'electricityBill', 'guarantee']),
    agreementId: z.string(),
    site: Slug.nullable(),
    chargePointId: z.string().nullable(),
    sessionId: z.string().nullable(),
    businessDay: BusinessDay,
    energyWh: z.int().meta({ unit: 'Wh' }),
    chargedIdr: AmountIdr,
    pbjtIdr: AmountIdr,
    ppnIdr: AmountIdr,
    shareIdr: AmountIdr.meta({ description: 'What the partner earns.' }),
    electricityIdr: AmountIdr.meta({ description: 'Given back to him; charged, where negative.' }),
    gatewayFeeIdr: AmountIdr.meta({ description: 'What he bears of it, negative.' }),
    note: z.string().nullable(),
    statement: z.int().nullable().meta({ description: 'The number of the statement that it stands on.' }),
  })
  .meta({ id: 'PartnerEntry' })
export type PartnerEntry = z.infer<typeof PartnerEntry>

/** By what agreements can be sorted. */
export const agreementSortKeys = ['startsOn', 'endsOn', 'organisation'] as const
export type AgreementSortKey = (typeof agreementSortKeys)[number]
