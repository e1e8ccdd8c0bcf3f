import { z } from 'zod'
import { optionalSort } from '../../http/sorted-list.ts'
import { Slug } from '../sites/schemas.ts'

const ItemSlug = Slug.meta({ example: 'contactor-25a' })
const SerialNumber = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\x21-\x7e]+$/, 'printable characters without spaces')
const Quantity = z.int().min(1).max(1_000_000)
const reason = z.string().min(1).max(500)
const note = z.string().min(1).max(1000).nullable().default(null)
const Instant = z.iso.datetime()

/** A site, or our own store. */
const Place = Slug.or(z.literal('depot')).meta({
  description: 'The slug of a site, or `depot`: our own store.',
})

export const ItemInput = z
  .strictObject({
    name: z.string().min(1).max(100),
    tracked: z.enum(['serial', 'count']).meta({
      description: 'Each by its serial number, or only by how many there are. It never changes.',
    }),
  })
  .meta({ id: 'AssetItemInput' })
export type ItemInput = z.output<typeof ItemInput>

export const Item = ItemInput.extend({ slug: ItemSlug }).meta({ id: 'AssetItem' })
export type Item = z.infer<typeof Item>

export const Line = z
  .strictObject({
    item: ItemSlug,
    serialNumber: SerialNumber.nullable().default(null).meta({ description: 'Of what is tracked by it.' }),
    quantity: Quantity.default(1),
  })
  .refine(({ serialNumber, quantity }) => serialNumber === null || quantity === 1, {
    path: ['quantity'],
    message: 'is 1 for a serial number',
  })
  .meta({ id: 'StockLine' })
export type Line = z.output<typeof Line>

const Lines = z.array(Line).min(1).max(200)

export const AcquisitionInput = z
  .strictObject({ lines: Lines, note: reason.meta({ description: 'From whom, by which order.' }) })
  .meta({ id: 'AcquisitionInput', description: 'What has come into our own store.' })

export const UseInput = z
  .strictObject({ place: Place, lines: Lines, note: reason.meta({ description: 'What for.' }) })
  .meta({ id: 'AssetUseInput', description: 'Spare parts that were fitted, and goods that are gone.' })

export const DeliveryInput = z
  .strictObject({ from: Place.default('depot'), to: Place, lines: Lines, note })
  .refine(({ from, to }) => from !== to, { path: ['to'], message: 'is another place than from' })
  .meta({ id: 'DeliveryNoteInput' })
export type DeliveryInput = z.output<typeof DeliveryInput>

const Difference = z.strictObject({
  item: ItemSlug,
  serialNumber: SerialNumber.nullable().default(null),
  received: z.int().min(0).max(1_000_000),
  reason,
})

export const ReceiptInput = z
  .strictObject({
    differences: z.array(Difference).max(200).default([]).meta({
      description: 'What arrived otherwise than it was sent, and why; everything else has arrived.',
    }),
    note,
  })
  .meta({ id: 'DeliveryReceiptInput' })
export type ReceiptInput = z.output<typeof ReceiptInput>

export const CancellationInput = z.strictObject({ note: reason }).meta({ id: 'DeliveryCancellation' })

export const DeliveryNote = z
  .object({
    number: z.int(),
    from: z.string(),
    to: z.string(),
    state: z.enum(['sent', 'received', 'cancelled']),
    lines: z.array(
      z.object({
        item: ItemSlug,
        name: z.string(),
        serialNumber: z.string().nullable(),
        quantity: z.int(),
      }),
    ),
    note: z.string().nullable(),
    sentBy: z.string(),
    sentAt: Instant,
    differences: z.array(Difference).nullable(),
    endedBy: z.string().nullable(),
    endedAt: Instant.nullable(),
    endNote: z.string().nullable(),
  })
  .meta({ id: 'DeliveryNote' })
export type DeliveryNote = z.infer<typeof DeliveryNote>

export const StockView = z
  .object({
    place: z.string(),
    item: ItemSlug,
    name: z.string(),
    quantity: z.int(),
    serialNumbers: z.array(z.string()),
    minimum: z.int().nullable(),
  })
  .meta({ id: 'Stock' })
export type StockView = z.infer<typeof StockView>

export const MinimumInput = z
  .strictObject({ quantity: z.int().min(0).max(1_000_000).meta({ description: '0 for none.' }) })
  .meta({ id: 'MinimumStockInput' })

export const MovementView = z
  .object({
    item: ItemSlug,
    serialNumber: z.string().nullable(),
    quantity: z.int(),
    from: z.string(),
    to: z.string(),
    document: z.string().meta({ example: 'delivery:12' }),
    reason: z.string().nullable(),
    movedBy: z.string(),
    movedAt: Instant,
  })
  .meta({ id: 'AssetMovement' })
export type MovementView = z.infer<typeof MovementView>

export const StockTakingInput = z.strictObject({ site: Slug }).meta({ id: 'StockTakingInput' })

export const CountInput = z
  .strictObject({
    item: ItemSlug,
    serialNumber: SerialNumber.nullable().default(null),
    quantity: z.int().min(0).max(1_000_000),
  })
  .meta({ id: 'StockCountInput' })
export type CountInput = z.output<typeof CountInput>

export const StockTakingClosing = z
  .strictObject({
    reason: z.string().min(1).max(500).nullable().default(null).meta({
      description: 'Why the count differs from the books; needed where it does.',
    }),
  })
  .meta({ id: 'StockTakingClosing' })

export const StockTaking = z
  .object({
    number: z.int(),
    site: Slug,
    siteName: z.string(),
    state: z.enum(['open', 'closed']),
    startedBy: z.string(),
    startedAt: Instant,
    closedBy: z.string().nullable(),
    closedAt: Instant.nullable(),
    lines: z.array(
      z.object({
        item: ItemSlug,
        name: z.string(),
        serialNumber: z.string().nullable(),
        booked: z.int(),
        counted: z.int().nullable().meta({ description: 'Null until somebody has counted it.' }),
      }),
    ),
    reason: z.string().nullable(),
  })
  .meta({ id: 'StockTaking' })
export type StockTaking = z.infer<typeof StockTaking>

/** By what stock can be sorted. */
export const stockSortKeys = ['name', 'quantity', 'minimum'] as const
export const StockQuery = z.object({
  place: z.string().max(64).optional(),
  sort: optionalSort(stockSortKeys),
})
