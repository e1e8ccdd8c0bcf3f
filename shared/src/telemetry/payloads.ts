import { z } from 'zod'
import { ChargePointStatus } from '../ocpp/types.ts'

// Payloads are JSON. They say nothing of people: no card, no payment, no transaction.

/** UTC with milliseconds; by the charger's own clock, which may be wrong before its first synchronisation. */
const at = z.iso.datetime({ precision: 3 })

export const Availability = z.enum(['online', 'offline'])

export const ChargerTelemetry = z.strictObject({
  at,
  model: z.string(),
  firmwareVersion: z.string(),
  connectors: z.int().positive(),
  centralSystem: z.enum(['connected', 'disconnected']),
  /** Of the charger as a whole, in words. */
  faults: z.array(z.string()),
})
export type ChargerTelemetry = z.infer<typeof ChargerTelemetry>

export const SocketTelemetry = z.strictObject({
  at,
  status: ChargePointStatus,
  /** `null` while the board has not told. */
  plugged: z.boolean().nullable(),
  relayClosed: z.boolean().nullable(),
  /** The session of now, whole Wh since its start. */
  sessionEnergyWh: z.int().nonnegative().nullable(),
  faults: z.array(z.string()),
})
export type SocketTelemetry = z.infer<typeof SocketTelemetry>

/** Once a second while the socket charges, else once a minute. */
export const ReadingTelemetry = z.strictObject({
  at,
  /** The meter's count since it was first seen; never falls. */
  energyWh: z.int().nonnegative(),
  powerW: z.int(),
  voltageMv: z.int(),
  currentMa: z.int(),
  frequencyMhz: z.int(),
  powerFactorPermille: z.int(),
})
export type ReadingTelemetry = z.infer<typeof ReadingTelemetry>
