import { z } from 'zod'
import { SignatureVerdict } from '../signed-readings/schemas.ts'

const EnergyWh = z.int().meta({ unit: 'Wh' })
const AmountIdr = z.int().meta({ unit: 'rupiah' })

/** A session under way, as its last reading tells it. */
export const SessionNow = z
  .object({
    id: z.string(),
    transactionId: z.int(),
    startedAt: z.iso.datetime(),
    energyWh: EnergyWh,
    powerW: z.int().nullable().meta({ unit: 'W' }),
    amountIdr: AmountIdr.nullable().meta({
      description: 'What it would cost if it ended now.',
    }),
    readAt: z.iso.datetime().nullable().meta({ description: 'When the charger last measured.' }),
  })
  .meta({ id: 'SessionNow' })
export type SessionNow = z.infer<typeof SessionNow>

const BillLine = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('energy'),
    energyWh: EnergyWh,
    priceIdrPerKwh: AmountIdr,
    amountIdr: AmountIdr,
  }),
  z.object({
    kind: z.enum(['time', 'idle']),
    seconds: z.int(),
    priceIdrPerHour: AmountIdr,
    amountIdr: AmountIdr,
  }),
  z.object({ kind: z.literal('session'), amountIdr: AmountIdr }),
  z
    .object({
      kind: z.literal('decreedCap'),
      decree: z.string(),
      maxIdrPerKwh: AmountIdr,
      amountIdr: AmountIdr,
    })
    .meta({ description: 'Negative: what was above the most that a kWh may cost.' }),
  z.object({ kind: z.enum(['pbjt', 'ppn']), basisPoints: z.int(), amountIdr: AmountIdr }),
  z
    .object({ kind: z.literal('abovePaid'), amountIdr: AmountIdr })
    .meta({ description: 'Negative: what was delivered beyond what was paid for.' }),
])

export const Bill = z
  .object({
    tariffId: z.string(),
    energyWh: EnergyWh,
    lines: z.array(BillLine),
    totalIdr: AmountIdr.meta({ description: 'The sum of the lines.' }),
    pbjtIdr: AmountIdr.meta({ description: 'What of it is regional electricity tax.' }),
    ppnIdr: AmountIdr.meta({ description: 'What of it is value-added tax.' }),
    rounding: z.literal('eachLineHalfUp'),
  })
  .meta({ id: 'Bill' })

export const Session = z
  .object({
    id: z.string(),
    transactionId: z.int().meta({
      description: 'What OCPP knows it by; one sequence over all chargers.',
    }),
    chargePointId: z.string(),
    connectorId: z.int(),
    siteSlug: z.string(),
    timeZone: z.string(),
    idTag: z.string(),
    authorization: z.string().meta({ description: 'What StartTransaction was answered.' }),
    state: z.enum(['charging', 'finished']),
    startedAt: z.iso.datetime(),
    meterStartWh: EnergyWh,
    stoppedAt: z.iso.datetime().nullable(),
    meterStopWh: EnergyWh.nullable(),
    stopReason: z.string().nullable(),
    energyWh: EnergyWh.nullable().meta({
      description: 'Delivered; of a session under way, so far.',
    }),
    powerW: z.int().nullable().meta({ unit: 'W', description: 'Of a session under way.' }),
    priceIdrPerKwh: AmountIdr.nullable(),
    amountIdr: AmountIdr.nullable().meta({
      description: 'The bill; of a session under way, so far.',
    }),
    businessDay: z.iso.date().nullable().meta({ description: 'The day at the site on which it ended.' }),
    suspectReasons: z.array(z.string()).meta({ description: 'Why a person must look before it is billed.' }),
    resolution: z
      .enum(['billed', 'waived'])
      .nullable()
      .meta({ description: 'What a person decided about a suspect session.' }),
    resolvedAt: z.iso.datetime().nullable(),
    stopSource: z
      .enum(['charger', 'job'])
      .nullable()
      .meta({ description: 'Who said how it ended: the charger, or a job since nothing was heard of it.' }),
    signature: SignatureVerdict,
    bill: Bill.nullable(),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof Session>

export const Reading = z
  .object({
    measuredAt: z.iso.datetime(),
    energyWh: EnergyWh.nullable().meta({
      description: 'The register of the meter.',
    }),
    powerW: z.int().nullable(),
    voltageMv: z.int().nullable(),
    currentMa: z.int().nullable(),
  })
  .meta({ id: 'Reading' })
export type Reading = z.infer<typeof Reading>

/** By what sessions can be sorted. */
export const sessionSortKeys = ['startedAt', 'energyWh', 'amountIdr', 'chargePointId'] as const
export type SessionSortKey = (typeof sessionSortKeys)[number]
