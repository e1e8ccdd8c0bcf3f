import { z } from 'zod'
import { installedProfileSchema } from './charging-profiles.ts'
import { stampSchema } from './now.ts'
import { type SecurityEventType, securityEvents } from './security-events.ts'
import { securityStandingSchema } from './security-profile.ts'

/**
 * What must survive a power cut, declared once: the store keeps each slice as JSON and checks it on the way back in.
 * Energy is Wh of the meter's register (made continuous over roll-over), money rupiah.
 */

/** The reasons of OCPP 1.6 §7.36. */
const stopReasonSchema = z.enum([
  'DeAuthorized',
  'EmergencyStop',
  'EVDisconnected',
  'HardReset',
  'Local',
  'Other',
  'PowerLoss',
  'Reboot',
  'Remote',
  'SoftReset',
  'UnlockCommand',
])
export type StopReason = z.infer<typeof stopReasonSchema>

const idTagInfoSchema = z.strictObject({
  status: z.enum(['Accepted', 'Blocked', 'Expired', 'Invalid', 'ConcurrentTx']),
  parentIdTag: z.string().nullable(),
  /** ISO text as the central system gave it. */
  expiryDate: z.string().nullable(),
})
/** What is known of a card: an idTag with no expiry and no parent has `null` there. */
export type StoredIdTagInfo = z.infer<typeof idTagInfoSchema>

/** The limits that were paid for; the first one reached ends the session. */
const limitsSchema = z.strictObject({
  energyWh: z.int().nullable(),
  amountIdr: z.int().nullable(),
  durationS: z.int().nullable(),
})
export type SessionLimits = z.infer<typeof limitsSchema>

const allowanceSchema = z.strictObject({
  id: z.string(),
  energyWh: z.int(),
  durationS: z.int().nullable(),
})
/** What a card of a wallet may take while nobody can be asked, once. */
export type Allowance = z.infer<typeof allowanceSchema>

const allowancesSchema = z.strictObject({
  version: z.int(),
  /** By idTag. */
  cards: z.record(z.string(), allowanceSchema),
  /** Those that sessions have begun by, also of lists that are gone. */
  spent: z.array(z.strictObject({ id: z.string(), connectorId: z.int(), meterStartWh: z.int() })),
})
export type Allowances = z.infer<typeof allowancesSchema>

const endingSchema = z.strictObject({
  reason: stopReasonSchema,
  /** The card that stopped it, where a card did. */
  idTag: z.string().nullable(),
  at: stampSchema,
})
export type Ending = z.infer<typeof endingSchema>

/** An open transaction. Written when it starts, when its rights change, and when it is asked to end. */
const sessionSchema = z.strictObject({
  /** This charger's own number for it, from the first second; OCPP's `transactionId` comes with the confirmation. */
  localId: z.int(),
  connectorId: z.int(),
  idTag: z.string(),
  parentIdTag: z.string().nullable(),
  origin: z.enum(['card', 'remote']),
  startedAt: stampSchema,
  meterStartWh: z.int(),
  reservationId: z.int().nullable(),
  /** The session that a power cut ended, whose paid remainder this one delivers. */
  resumesLocalId: z.int().nullable(),
  priceIdrPerKwh: z.int().nullable(),
  limits: limitsSchema,
  /** `null` while the central system has not refused the card; else the energy that it may still take in all. */
  refusedAllowanceWh: z.int().nullable(),
  ending: endingSchema.nullable(),
})
export type Session = z.infer<typeof sessionSchema>

/** The rest of a paid session that the power cut off, until it goes on, the plug leaves, or it is too late. */
const resumptionSchema = z.strictObject({
  localId: z.int(),
  idTag: z.string(),
  parentIdTag: z.string().nullable(),
  origin: z.enum(['card', 'remote']),
  priceIdrPerKwh: z.int().nullable(),
  limits: limitsSchema,
  cutAt: stampSchema,
})
export type Resumption = z.infer<typeof resumptionSchema>

/** One reading of the meter, kept for MeterValues and StopTransaction. */
export const sampleSchema = z.strictObject({
  at: stampSchema,
  context: z.enum(['Sample.Clock', 'Sample.Periodic', 'Transaction.Begin', 'Transaction.End', 'Trigger']),
  values: z.array(
    z.strictObject({
      measurand: z.string(),
      value: z.string(),
      unit: z.string().nullable(),
    }),
  ),
})
export type Sample = z.infer<typeof sampleSchema>

/** A transaction-related message that waits to be delivered, in the terms of this charger, not yet OCPP's. */
export const outboxEntrySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('started'),
    id: z.int(),
    localId: z.int(),
    connectorId: z.int(),
    idTag: z.string(),
    meterStartWh: z.int(),
    at: stampSchema,
    reservationId: z.int().nullable(),
  }),
  z.strictObject({
    kind: z.literal('metered'),
    id: z.int(),
    /** `null` for a clock-aligned value outside a transaction. */
    localId: z.int().nullable(),
    connectorId: z.int(),
    samples: z.array(sampleSchema),
  }),
  z.strictObject({
    kind: z.literal('stopped'),
    id: z.int(),
    localId: z.int(),
    connectorId: z.int(),
    idTag: z.string().nullable(),
    meterStopWh: z.int(),
    at: stampSchema,
    reason: stopReasonSchema,
    samples: z.array(sampleSchema),
  }),
  /** Readings of a transaction that somebody vouches for; `signed` is null until that is done. */
  z.strictObject({
    kind: z.literal('signed'),
    id: z.int(),
    localId: z.int(),
    connectorId: z.int(),
    /** OCMF's pagination: counts this charger's records without a gap. */
    page: z.int(),
    idTag: z.string(),
    origin: z.enum(['card', 'remote']),
    readings: z.array(
      z.strictObject({
        at: stampSchema,
        importWh: z.int(),
        reason: z.enum(['B', 'E', 'L', 'R', 'A', 'P']),
        substitute: z.boolean(),
      }),
    ),
    signed: z.strictObject({ keyId: z.string(), record: z.string() }).nullable(),
  }),
])
export type OutboxEntry = z.infer<typeof outboxEntrySchema>

const reservationSchema = z.strictObject({
  reservationId: z.int(),
  connectorId: z.int(),
  idTag: z.string(),
  parentIdTag: z.string().nullable(),
  /** Calendar time: a reservation outlives a reboot. */
  expiresAt: z.number(),
})
export type Reservation = z.infer<typeof reservationSchema>

/** Written at least every 8 Wh of a session, so that a power cut loses at most 10 Wh. */
export const readingSchema = z.strictObject({
  connectorId: z.int(),
  /** The session that it belongs to. */
  localId: z.int(),
  importWh: z.int(),
  at: stampSchema,
})
export type JournalReading = z.infer<typeof readingSchema>

const meterBaseSchema = z.strictObject({
  /** Added to the meter's own register so that energy never falls when it rolls over or the meter is exchanged. */
  offsetWh: z.int(),
  /** The last register value that was written, to notice a roll-over that happened while the power was off. */
  registerWh: z.int(),
})
export type MeterBase = z.infer<typeof meterBaseSchema>

const availabilitySchema = z.strictObject({
  operative: z.boolean(),
  /** A change that waits for the end of the running transaction. */
  scheduled: z.boolean().nullable(),
})
export type Availability = z.infer<typeof availabilitySchema>

/** A socket whose contact was read back as closed against its request stays dead until a technician clears it (S4). */
const lockoutSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('locked'), info: z.string(), at: stampSchema }),
  /** Cleared by a technician; gone with the next boot, or once a board that knows of welds has forgotten it too. */
  z.strictObject({ kind: z.literal('cleared') }),
])
export type Lockout = z.infer<typeof lockoutSchema>

/** Credentials that the central system has given and that have not opened the door yet. */
const credentialTrialSchema = z.strictObject({
  certificate: z.boolean(),
  /** The AuthorizationKey before the one on trial; empty where the configuration file's password holds; `null` without a trial. */
  keyBefore: z.string().nullable(),
})

export const securityEventSchema = z.strictObject({
  type: z.enum(Object.keys(securityEvents) as [SecurityEventType, ...SecurityEventType[]]),
  at: stampSchema,
  techInfo: z.string().nullable(),
})
/** A security event as it is logged, and queued until the central system knows of it. */
export type QueuedSecurityEvent = z.infer<typeof securityEventSchema>

/** The slices that the station has once. */
export const stationSlices = {
  configuration: z.record(z.string(), z.string()),
  availability: availabilitySchema,
  localList: z.strictObject({
    version: z.int(),
    entries: z.record(z.string(), idTagInfoSchema),
  }),
  cache: z.record(z.string(), idTagInfoSchema),
  transactionIds: z.record(z.string(), z.int()),
  counters: z.strictObject({ nextLocalId: z.int(), nextPage: z.int().default(1) }),
  reservations: z.array(reservationSchema),
  prices: z.strictObject({
    idrPerKwh: z.int().nullable(),
    /** The operator's own words for the price, shown in place of ours. */
    text: z.string().nullable().default(null),
  }),
  /** What the code on the display is made of; `null` where the central system has given nothing. */
  postCode: z.strictObject({ secret: z.string() }).nullable(),
  /** Those of the station and of sessions to come; a transaction's own profiles end with the power. */
  chargingProfiles: z.array(installedProfileSchema).readonly(),
  /** `null` while the configuration file's SecurityProfile holds. */
  security: securityStandingSchema.nullable(),
  credentialTrial: credentialTrialSchema,
  securityQueue: z.array(securityEventSchema),
  allowances: allowancesSchema,
  /** Paid limits that arrived ahead of their session, by connector and idTag. */
  paidLimits: z.record(z.string(), limitsSchema),
}
export type StationSlices = {
  readonly [K in keyof typeof stationSlices]: z.infer<(typeof stationSlices)[K]>
}

/** The slices that each connector has, stored as `session/1`, `availability/1`, `meter/1`. */
export const connectorSlices = {
  session: sessionSchema.nullable(),
  resumption: resumptionSchema.nullable(),
  lockout: lockoutSchema.nullable(),
  /** Trips by error code, over the socket's life (S13). */
  trips: z.record(z.string(), z.int()),
  availability: availabilitySchema,
  meter: meterBaseSchema.nullable(),
}
export type ConnectorSlices = {
  readonly [K in keyof typeof connectorSlices]: z.infer<(typeof connectorSlices)[K]>
}
