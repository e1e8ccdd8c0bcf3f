import { z } from 'zod'
import { isDateTime } from './date-time.ts'
import { isUri } from './uri.ts'

// The types that more than one action of OCPP 1.6 uses (§7), under their own names. Bounds on numbers that the prose
// gives and the published schemas do not ("connectorId > 0") are left to the handlers: a peer that breaks one must get
// the answer of the operation, not a CALLERROR.

// Strings of a greatest length; Ci says that they compare without case.
export const CiString20 = z.string().max(20)
export const CiString25 = z.string().max(25)
export const CiString50 = z.string().max(50)
export const CiString255 = z.string().max(255)
export const CiString500 = z.string().max(500)

/** ISO 8601 with a zone (§3.14); read it with `parseDateTime`, which knows every form that passes here. */
export const DateTime = z
  .string()
  .refine(isDateTime, 'not a date and time with a zone')
  .meta({ format: 'date-time' })

export const Uri = z.string().refine(isUri, 'not an absolute URI').meta({ format: 'uri' })

/** 0 is the charge point as a whole, 1 and up its connectors. */
export const ConnectorId = z.int()
export const TransactionId = z.int()
export const Seconds = z.int().meta({ unit: 's' })
export const EnergyWh = z.int().meta({ unit: 'Wh' })

/** A decimal with at most one digit after the point, judged as a number of tenths: 0.3 is one, in spite of binary. */
const Tenths = z
  .number()
  .refine(isInTenths, 'more than one digit after the decimal point')
  .meta({ multipleOf: 0.1 })

function isInTenths(value: number): boolean {
  const tenths = value * 10
  return Math.abs(tenths - Math.round(tenths)) < 1e-6
}

export const AcceptedOrRejected = z.enum(['Accepted', 'Rejected'])

export const AuthorizationStatus = z.enum(['Accepted', 'Blocked', 'Expired', 'Invalid', 'ConcurrentTx'])
export type AuthorizationStatus = z.infer<typeof AuthorizationStatus>

export const IdTagInfo = z.strictObject({
  expiryDate: DateTime.optional(),
  parentIdTag: CiString20.optional(),
  status: AuthorizationStatus,
})
export type IdTagInfo = z.infer<typeof IdTagInfo>

export const ChargePointErrorCode = z.enum([
  'ConnectorLockFailure',
  'EVCommunicationError',
  'GroundFailure',
  'HighTemperature',
  'InternalError',
  'LocalListConflict',
  'NoError',
  'OtherError',
  'OverCurrentFailure',
  'PowerMeterFailure',
  'PowerSwitchFailure',
  'ReaderFailure',
  'ResetFailure',
  'UnderVoltage',
  'OverVoltage',
  'WeakSignal',
])
export type ChargePointErrorCode = z.infer<typeof ChargePointErrorCode>

export const ChargePointStatus = z.enum([
  'Available',
  'Preparing',
  'Charging',
  'SuspendedEVSE',
  'SuspendedEV',
  'Finishing',
  'Reserved',
  'Unavailable',
  'Faulted',
])
export type ChargePointStatus = z.infer<typeof ChargePointStatus>

/** Why a transaction ended. Left out of a message, it means `Local`. */
export const Reason = z.enum([
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
  'DeAuthorized',
])
export type Reason = z.infer<typeof Reason>

export const FirmwareStatus = z.enum([
  'Downloaded',
  'DownloadFailed',
  'Downloading',
  'Idle',
  'InstallationFailed',
  'Installing',
  'Installed',
])
export type FirmwareStatus = z.infer<typeof FirmwareStatus>

export const ReadingContext = z.enum([
  'Interruption.Begin',
  'Interruption.End',
  'Sample.Clock',
  'Sample.Periodic',
  'Transaction.Begin',
  'Transaction.End',
  'Trigger',
  'Other',
])
export type ReadingContext = z.infer<typeof ReadingContext>

export const Measurand = z.enum([
  'Energy.Active.Export.Register',
  'Energy.Active.Import.Register',
  'Energy.Reactive.Export.Register',
  'Energy.Reactive.Import.Register',
  'Energy.Active.Export.Interval',
  'Energy.Active.Import.Interval',
  'Energy.Reactive.Export.Interval',
  'Energy.Reactive.Import.Interval',
  'Power.Active.Export',
  'Power.Active.Import',
  'Power.Offered',
  'Power.Reactive.Export',
  'Power.Reactive.Import',
  'Power.Factor',
  'Current.Import',
  'Current.Export',
  'Current.Offered',
  'Voltage',
  'Frequency',
  'Temperature',
  'SoC',
  'RPM',
])
export type Measurand = z.infer<typeof Measurand>

export const Phase = z.enum(['L1', 'L2', 'L3', 'N', 'L1-N', 'L2-N', 'L3-N', 'L1-L2', 'L2-L3', 'L3-L1'])
export type Phase = z.infer<typeof Phase>

export const Location = z.enum(['Cable', 'EV', 'Inlet', 'Outlet', 'Body'])
export type Location = z.infer<typeof Location>

/**
 * Both spellings of Celsius are legal: the first is the specification's slip. Hertz came with the errata (v4.0) and is in
 * no published schema: take it, but send frequencies without a unit.
 */
export const UnitOfMeasure = z.enum([
  'Wh',
  'kWh',
  'varh',
  'kvarh',
  'W',
  'kW',
  'VA',
  'kVA',
  'var',
  'kvar',
  'A',
  'V',
  'K',
  'Celcius',
  'Celsius',
  'Fahrenheit',
  'Percent',
  'Hertz',
])
export type UnitOfMeasure = z.infer<typeof UnitOfMeasure>

/**
 * One reading. `value` is a decimal number as text (or signed data). Left out, `context` means `Sample.Periodic`,
 * `format` `Raw`, `measurand` `Energy.Active.Import.Register`, `location` `Outlet`, and `unit` `Wh` for energy.
 */
export const SampledValue = z.strictObject({
  value: z.string(),
  context: ReadingContext.optional(),
  format: z.enum(['Raw', 'SignedData']).optional(),
  measurand: Measurand.optional(),
  phase: Phase.optional(),
  location: Location.optional(),
  unit: UnitOfMeasure.optional(),
})
export type SampledValue = z.infer<typeof SampledValue>

/** Readings taken at one moment. */
export const MeterValue = z.strictObject({
  timestamp: DateTime,
  sampledValue: z.array(SampledValue),
})
export type MeterValue = z.infer<typeof MeterValue>

export const ChargingRateUnit = z.enum(['A', 'W'])
export type ChargingRateUnit = z.infer<typeof ChargingRateUnit>

export const ChargingProfilePurpose = z.enum(['ChargePointMaxProfile', 'TxDefaultProfile', 'TxProfile'])
export type ChargingProfilePurpose = z.infer<typeof ChargingProfilePurpose>

export const ChargingProfileKind = z.enum(['Absolute', 'Recurring', 'Relative'])
export type ChargingProfileKind = z.infer<typeof ChargingProfileKind>

export const RecurrencyKind = z.enum(['Daily', 'Weekly'])
export type RecurrencyKind = z.infer<typeof RecurrencyKind>

const Rate = Tenths.meta({ unit: 'A or W, by chargingRateUnit' })

/** `startPeriod` counts from the schedule's start; `numberPhases` left out means 3. */
export const ChargingSchedulePeriod = z.strictObject({
  startPeriod: Seconds,
  limit: Rate,
  numberPhases: z.int().optional(),
})
export type ChargingSchedulePeriod = z.infer<typeof ChargingSchedulePeriod>

export const ChargingSchedule = z.strictObject({
  duration: Seconds.optional(),
  startSchedule: DateTime.optional(),
  chargingRateUnit: ChargingRateUnit,
  chargingSchedulePeriod: z.array(ChargingSchedulePeriod),
  minChargingRate: Rate.optional(),
})
export type ChargingSchedule = z.infer<typeof ChargingSchedule>

export const ChargingProfile = z.strictObject({
  chargingProfileId: z.int(),
  transactionId: TransactionId.optional(),
  stackLevel: z.int(),
  chargingProfilePurpose: ChargingProfilePurpose,
  chargingProfileKind: ChargingProfileKind,
  recurrencyKind: RecurrencyKind.optional(),
  validFrom: DateTime.optional(),
  validTo: DateTime.optional(),
  chargingSchedule: ChargingSchedule,
})
export type ChargingProfile = z.infer<typeof ChargingProfile>

export const CertificateUse = z.enum(['CentralSystemRootCertificate', 'ManufacturerRootCertificate'])
export type CertificateUse = z.infer<typeof CertificateUse>

/** Names a certificate by hashes of its parts, as OCSP does. */
export const CertificateHashData = z.strictObject({
  hashAlgorithm: z.enum(['SHA256', 'SHA384', 'SHA512']),
  issuerNameHash: z.string().max(128),
  issuerKeyHash: z.string().max(128),
  serialNumber: z.string().max(40),
})
export type CertificateHashData = z.infer<typeof CertificateHashData>

/** PEM. */
export const Certificate = z.string().max(5500)
