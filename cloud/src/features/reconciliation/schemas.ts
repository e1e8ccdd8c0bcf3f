import { z } from 'zod'

/** A day of a large network is some 10,000 lines of a hundred bytes; a month of them fits. */
export const maxFileBytes = 32 * 1024 * 1024

const AmountIdr = z.int().meta({ unit: 'rupiah' })

export const SettlementReportView = z
  .object({
    id: z.string(),
    gateway: z.string(),
    contentHash: z.string().meta({ description: 'SHA-256 of the file: the same file is taken in once.' }),
    rowCount: z.int().meta({ description: 'Lines that could be read.' }),
    takenRows: z
      .int()
      .meta({ description: 'Fewer than rowCount while it is taken in, or after it was cut off.' }),
    newRows: z.int().meta({ description: 'Lines that no earlier file had.' }),
    differences: z.int().meta({ description: 'Lines that are before a person.' }),
    problems: z.array(z.object({ line: z.int(), message: z.string() })),
    uploadedBy: z.string(),
    uploadedAt: z.iso.datetime(),
  })
  .meta({ id: 'SettlementReport' })
export type SettlementReportView = z.infer<typeof SettlementReportView>

export const SettlementRowView = z
  .object({
    id: z.string(),
    kind: z.enum(['payment', 'refund']),
    reference: z.string(),
    providerRef: z.string(),
    grossIdr: AmountIdr.meta({ description: 'Negative for a refund.' }),
    feeIdr: AmountIdr,
    netIdr: AmountIdr,
    settledAt: z.iso.datetime(),
    verdict: z.enum(['matched', 'differs', 'unknown', 'double']).meta({
      description:
        '`differs`: another amount than ours. `unknown`: nothing of ours. `double`: what it settles has been settled.',
    }),
    booked: z.boolean().meta({ description: 'An unknown or double line is booked when a person says so.' }),
  })
  .meta({ id: 'SettlementRow' })
export type SettlementRowView = z.infer<typeof SettlementRowView>

/** By what the lines of a settlement file can be sorted, each along an index of the file's lines. */
export const settlementRowSortKeys = ['settledAt', 'reference', 'grossIdr', 'verdict'] as const
export type SettlementRowSortKey = (typeof settlementRowSortKeys)[number]

/** By what settlement files can be sorted. */
export const settlementSortKeys = ['uploadedAt', 'gateway', 'rowCount', 'uploadedBy'] as const
export type SettlementSortKey = (typeof settlementSortKeys)[number]

const Difference = z.object({
  kind: z.enum([
    'notBilled',
    'energyDiffers',
    'notPaid',
    'notPosted',
    'billDiffers',
    'notInLedger',
    'notCaptured',
    'heldAfterEnd',
    'settledDiffers',
    'notSettled',
  ]),
  reference: z.string().meta({ description: "A session's id, or a payment's reference." }),
  detail: z.string(),
})
export type Difference = z.infer<typeof Difference>

export const DayMatch = z
  .object({
    site: z.string(),
    day: z.iso.date().meta({ description: 'The business day, by the clocks of the site.' }),
    meters: z.object({ sessions: z.int(), energyWh: z.int().meta({ unit: 'Wh' }), billedIdr: AmountIdr }),
    ledger: z.object({
      energyIdr: AmountIdr,
      feeIdr: AmountIdr,
      pbjtIdr: AmountIdr,
      ppnIdr: AmountIdr,
      receivedIdr: AmountIdr.meta({ description: 'By the payments of the day.' }),
      usedIdr: AmountIdr.meta({ description: 'Of them, in whatever session.' }),
      refundedIdr: AmountIdr,
      standingIdr: AmountIdr.meta({ description: 'Held, or owed to drivers.' }),
      owedIdr: AmountIdr.meta({ description: 'Used of what was only set aside, and not captured.' }),
    }),
    gateways: z.object({
      settledIdr: AmountIdr.meta({ description: 'Of what the day received.' }),
      feeIdr: AmountIdr,
      netIdr: AmountIdr,
      unsettledIdr: AmountIdr,
    }),
    differences: z.array(Difference),
  })
  .meta({ id: 'DayMatch' })
export type DayMatch = z.infer<typeof DayMatch>
