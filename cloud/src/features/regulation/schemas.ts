import { z } from 'zod'
import { documentKinds } from '../../core/regulation.ts'
import { PageQuery } from '../../http/paging.ts'
import { optionalSort } from '../../http/sorted-list.ts'
import { ChargePointId } from '../chargers/schemas.ts'
import { Recipients } from '../reports/recipients.ts'
import { Slug } from '../sites/schemas.ts'

const Kind = z.enum(documentKinds).meta({
  description:
    'operatorLicence: the licence to sell electricity to the public (IUPTLU); spkluNumber: the identity number of the public charging station; slo: the certificate of fitness for operation of the installation; meterSeal: the verification mark of a charger’s meter.',
})

/** What is written down of a paper; its file is sent afterwards. */
export const DocumentInput = z
  .strictObject({
    kind: Kind,
    chargePointId: ChargePointId.nullable().default(null).meta({
      description: 'The charger whose meter is sealed; null for every other paper.',
    }),
    number: z.string().trim().min(1).max(80),
    issuer: z.string().trim().min(1).max(120).nullable().default(null),
    issuedOn: z.iso.date(),
    expiresOn: z.iso.date().nullable().default(null).meta({ description: 'The last day on which it holds.' }),
  })
  .refine(({ kind, chargePointId }) => (kind === 'meterSeal') === (chargePointId !== null), {
    path: ['chargePointId'],
    message: 'names the charger of a meterSeal, and stands with nothing else',
  })
  .refine(({ issuedOn, expiresOn }) => expiresOn === null || expiresOn >= issuedOn, {
    path: ['expiresOn'],
    message: 'must not be before issuedOn',
  })
  .meta({ id: 'SiteDocumentInput' })
export type DocumentInput = z.output<typeof DocumentInput>

export const SiteDocument = z
  .object({
    id: z.string(),
    site: Slug,
    kind: Kind,
    chargePointId: z.string().nullable(),
    number: z.string(),
    issuer: z.string().nullable(),
    issuedOn: z.iso.date(),
    expiresOn: z.iso.date().nullable(),
    fileName: z.string().nullable().meta({ description: 'Null until its file is there.' }),
    savedBy: z.string(),
    savedAt: z.iso.datetime(),
    isWithdrawn: z.boolean(),
  })
  .meta({ id: 'SiteDocument' })
export type SiteDocument = z.infer<typeof SiteDocument>

/** By what the papers of a site can be sorted. */
export const documentSortKeys = ['kind', 'number', 'issuer', 'issuedOn', 'expiresOn'] as const
export const DocumentQuery = z.object({ sort: optionalSort(documentSortKeys) })

/** By what the list of what a site needs can be sorted. */
export const checklistSortKeys = ['kind', 'state', 'number', 'expiresOn'] as const
export type ChecklistSortKey = (typeof checklistSortKeys)[number]
export const ChecklistQuery = z.object({ sort: optionalSort(checklistSortKeys) })

/** By what the lists of sites can be sorted. */
export const siteListSortKeys = ['site', 'open'] as const
export type SiteListSortKey = (typeof siteListSortKeys)[number]
export const SiteListQuery = PageQuery.extend({ sort: optionalSort(siteListSortKeys) })

const ChecklistItem = z.object({
  kind: Kind,
  chargePointId: z.string().nullable(),
  state: z.enum(['missing', 'valid', 'endsSoon', 'ended']),
  daysLeft: z.int().nullable().meta({ description: 'Negative after its last day; null without one.' }),
  document: SiteDocument.nullable().meta({ description: 'The one that counts.' }),
})

export const SiteChecklist = z
  .object({
    site: Slug,
    name: z.string(),
    today: z.iso.date().meta({ description: 'By the site’s clocks.' }),
    items: z.array(ChecklistItem),
  })
  .meta({ id: 'SiteChecklist' })
export type SiteChecklist = z.infer<typeof SiteChecklist>

export const RemindersInput = z
  .strictObject({
    recipients: Recipients,
    daysBefore: z.array(z.int().min(0).max(365)).min(1).max(10).default([60, 30, 7]),
  })
  .meta({ id: 'DocumentRemindersInput' })

export const RemindersView = z
  .object({
    recipients: z.array(z.string()).meta({ description: 'Masked.' }),
    daysBefore: z.array(z.int()),
  })
  .meta({ id: 'DocumentReminders' })

export const ExportQuery = z
  .object({ from: z.iso.date(), until: z.iso.date() })
  .refine(({ from, until }) => from <= until, { path: ['until'], message: 'must not be before from' })
export type ExportQuery = z.output<typeof ExportQuery>

/** What the authorities ask of each charger. */
export const GatewayRow = z
  .object({
    spkluNumber: z.string().nullable().meta({ description: 'Null where none is entered for the site.' }),
    operator: z.string(),
    site: Slug,
    siteName: z.string(),
    address: z.string(),
    latitude: z.number(),
    longitude: z.number(),
    chargePointId: z.string(),
    sockets: z.int(),
    maxPowerW: z.int().nullable().meta({ unit: 'W', description: 'Of its strongest socket.' }),
    freeSockets: z.int(),
    availability: z
      .enum(['available', 'inUse', 'outOfService', 'offline'])
      .meta({ description: 'At the moment of the export.' }),
    priceIdrPerKwh: z.int().nullable().meta({ unit: 'rupiah per kWh' }),
    sessionFeeIdr: z.int().nullable().meta({ unit: 'rupiah' }),
    sessions: z.int(),
    soldWh: z.int().meta({ unit: 'Wh', description: 'Billed on business days of the period.' }),
    from: z.iso.date(),
    until: z.iso.date().meta({ description: 'Included.' }),
    takenAt: z.iso.datetime(),
  })
  .meta({ id: 'GatewayRow' })
export type GatewayRow = z.infer<typeof GatewayRow>
