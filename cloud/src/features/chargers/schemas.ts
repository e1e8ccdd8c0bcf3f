import { ChargePointStatus } from '@colok/shared/ocpp/types'
import { z } from 'zod'
import { maxConnectorId } from '../../core/transaction-check.ts'
import { PageQuery } from '../../http/paging.ts'
import { sortParameter } from '../../http/sorted-list.ts'
import { SessionNow } from '../charging/schemas.ts'
import { Name, Site, Slug } from '../sites/schemas.ts'
import { SessionPriceView } from '../tariffs/schemas.ts'

/** Printable ASCII without a slash; it stands in addresses and on the QR code. */
export const ChargePointId = z
  .string()
  .regex(/^[A-Za-z0-9*\-_=:+|@.]{1,48}$/, '1 to 48 letters, digits or * - _ = : + | @ .')
  .meta({ example: 'CLK-0001' })

export const ValidationMode = z.enum(['strict', 'lenient', 'log-only'])

const ConnectorInput = z
  .strictObject({
    connectorId: z.int().min(1).max(maxConnectorId),
    voltageV: z.int().min(1).max(1000).meta({ unit: 'V' }),
    maxPowerW: z.int().min(1).max(500_000).meta({ unit: 'W' }),
    leastPowerW: z.int().min(1).max(500_000).nullable().default(null).meta({
      unit: 'W',
      description:
        'The least to which it can be turned down; null for one that is only switched on and off, as motorcycles need it.',
    }),
    priority: z.int().min(0).max(100).default(0).meta({
      description: 'The higher goes first where the power of a site is shared by priority.',
    }),
    sensesPlug: z.boolean().default(true).meta({
      description: 'Whether it can tell that a plug is in it: then a driver pays only once it is.',
    }),
  })
  .refine(({ leastPowerW, maxPowerW }) => leastPowerW === null || leastPowerW <= maxPowerW, {
    path: ['leastPowerW'],
    message: 'is at most maxPowerW',
  })

export const ChargerInput = z
  .strictObject({
    chargePointId: ChargePointId,
    site: Slug.meta({ description: 'The slug of its site.' }),
    name: Name.meta({ example: 'Pos 1, pintu masuk' }),
    validation: ValidationMode.nullable().default(null).meta({
      description: 'How strictly its OCPP messages are checked; null for what is said of its model.',
    }),
    configurationTemplate: Slug.nullable().default(null).meta({
      description: 'What it should be set up by; null for the template of its model.',
    }),
    keepsLocalList: z.boolean().default(false).meta({
      description: 'Whether its local authorisation list is kept in step with the cards.',
    }),
    connectors: z.array(ConnectorInput).min(1).max(maxConnectorId),
  })
  .meta({ id: 'ChargerInput' })
export type ChargerInput = z.infer<typeof ChargerInput>

export const RegistrationInput = z
  .strictObject({ registration: z.enum(['Accepted', 'Pending', 'Rejected']) })
  .meta({ id: 'RegistrationInput' })

const Connector = z
  .object({
    connectorId: z.int(),
    voltageV: z.int().nullable(),
    maxPowerW: z.int().nullable(),
    leastPowerW: z.int().nullable(),
    priority: z.int(),
    allowedW: z.int().nullable().meta({
      unit: 'W',
      description:
        'What the power budget of its site leaves the session; 0 while it waits, null without a budget.',
    }),
    sensesPlug: z.boolean(),
    status: ChargePointStatus.nullable().meta({
      description: 'As the charger last said; null if it never has.',
    }),
    errorCode: z.string().nullable(),
    info: z.string().nullable(),
    statusAt: z.iso.datetime().nullable(),
    session: SessionNow.nullable().meta({
      description: 'The session under way.',
    }),
  })
  .meta({ id: 'Connector' })
export type Connector = z.infer<typeof Connector>

export const Charger = z
  .object({
    chargePointId: z.string(),
    name: z.string(),
    site: Site.omit({ pbjt: true }),
    condition: z
      .enum([
        'notAccepted',
        'offline',
        'silent',
        'faulted',
        'unavailable',
        'occupied',
        'available',
        'unknown',
      ])
      .meta({ description: 'From its connection, its last message and its last statuses.' }),
    online: z.boolean(),
    onlineChangedAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'Since when; null if it never connected.' }),
    registration: z.enum(['Accepted', 'Pending', 'Rejected']),
    validation: ValidationMode.meta({ description: 'As it is in force: its own, or that of its model.' }),
    configurationTemplate: z.string().nullable(),
    keepsLocalList: z.boolean(),
    securityProfile: z.int().meta({ description: '0 none, 1 Basic, 2 Basic over TLS, 3 mutual TLS.' }),
    vendor: z.string().nullable(),
    model: z.string().nullable(),
    serialNumber: z.string().nullable(),
    firmwareVersion: z.string().nullable(),
    bootedAt: z.iso.datetime().nullable(),
    lastMessageAt: z.iso.datetime().nullable().meta({ description: 'Up to a minute old.' }),
    priceIdrPerKwh: z.int().nullable().meta({ description: 'Of a session that starts now.' }),
    price: SessionPriceView.nullable(),
    page: z.url().meta({ description: 'The address that its QR code holds.' }),
    connectors: z.array(Connector),
  })
  .meta({ id: 'Charger' })
export type Charger = z.infer<typeof Charger>

export const chargerSortKeys = [
  'chargePointId',
  'name',
  'site',
  'condition',
  'onlineChangedAt',
  'firmwareVersion',
] as const
export type ChargerSortKey = (typeof chargerSortKeys)[number]

export const ChargerQuery = PageQuery.extend({
  site: Slug.optional(),
  condition: Charger.shape.condition.optional(),
  text: z.string().trim().min(1).max(100).optional().meta({
    description: 'Only those in whose id, name, site or serial number this stands.',
  }),
  sort: sortParameter(chargerSortKeys, 'chargePointId'),
})
export type ChargerSort = z.output<typeof ChargerQuery>['sort']

export const CommandOutcomeSchema = z
  .object({
    outcome: z.enum([
      'accepted',
      'rejected',
      'failed',
      'noAnswer',
      'notConnected',
      'busy',
      'notAccepted',
      'queued',
    ]),
    detail: z.string().meta({ description: 'What that means, in a sentence.' }),
    confirmation: z.record(z.string(), z.unknown()).nullable().meta({ description: 'The OCPP answer.' }),
    errorCode: z
      .string()
      .optional()
      .meta({ description: 'Of the CALLERROR with which the charger answered.' }),
    queuedCommandId: z.string().optional().meta({ description: 'Of a command that waits for its charger.' }),
  })
  .meta({ id: 'CommandOutcome' })
