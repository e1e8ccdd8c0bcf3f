import { z } from 'zod'
import { type Instant, toIso } from './time.ts'

// Signed meter readings in the Open Charge Metering Format 1.0 (S.A.F.E. e.V.). What is signed is the text of the payload,
// byte for byte; whoever verifies must not parse and print it anew:
// OCMF|{payload, JSON}|{signature, JSON}

/** Why a reading was taken (table 7): B begins a transaction, C and S are within it, the others end it. */
const readingReasons = ['B', 'C', 'X', 'E', 'L', 'R', 'A', 'P', 'S', 'T'] as const
export type OcmfReason = (typeof readingReasons)[number]

/** Ended: as such, locally, remotely, by an error, by a power failure. */
const endings: ReadonlySet<string> = new Set(['E', 'L', 'R', 'A', 'P'])

/** Table 19: unknown, informative, synchronised, relative to an informative start. */
const timeStates = ['U', 'I', 'S', 'R'] as const
export type OcmfTimeState = (typeof timeStates)[number]

/** Table 10: good; a substitute value; and the meters that gave none. */
const meterStates = ['N', 'G', 'T', 'D', 'R', 'M', 'X', 'I', 'O', 'S', 'E', 'F'] as const

const text = z.string().max(250)

const ocmfReading = z.looseObject({
  /** `2018-07-24T13:22:04,000+0200 S` */
  TM: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{3}[+-]\d{4} [UISR]$/),
  TX: z.enum(readingReasons).optional(),
  RV: z.number().optional(),
  /** OBIS. */
  RI: text.optional(),
  RU: text.optional(),
  RT: text.optional(),
  /** What of it must not be billed: `E` for the energy, `t` for the time. */
  EF: z
    .string()
    .regex(/^[Et]{0,2}$/)
    .optional(),
  ST: z.enum(meterStates),
})

const ocmfPayload = z.looseObject({
  FV: text.optional(),
  GI: text.optional(),
  GS: text.optional(),
  GV: text.optional(),
  PG: z.string().regex(/^[TF](0|[1-9]\d{0,14})$/),
  MV: text.optional(),
  MM: text.optional(),
  MS: text.optional(),
  IS: z.boolean().optional(),
  IL: text.optional(),
  IF: z.array(text).max(4).optional(),
  IT: text.optional(),
  ID: text.optional(),
  CT: text.optional(),
  CI: text.optional(),
  RD: z.array(z.unknown()).min(1).max(100),
})

const ocmfSignature = z.looseObject({
  SA: text.default('ECDSA-secp256r1-SHA256'),
  SE: z.enum(['hex', 'base64']).default('hex'),
  SM: z.literal('application/x-der').default('application/x-der'),
  SD: z.string().min(1).max(1000),
  /** An extension of ours: the public key, SubjectPublicKeyInfo (DER) in base64. */
  XK: z.base64().max(1000).optional(),
})
export type OcmfSignature = z.input<typeof ocmfSignature>

/** One reading as it is to be signed. */
export interface NewOcmfReading {
  readonly at: Instant
  readonly timeState: OcmfTimeState
  readonly reason: OcmfReason
  readonly energyWh: number
  /** Taken before the moment that it stands for, since the meter gave no other: its time must not be billed. */
  readonly substitute: boolean
}

/** What is to be signed. An empty text leaves out what is not known. */
export interface NewOcmfRecord {
  readonly gateway: { readonly identification: string; readonly serial: string; readonly version: string }
  /** Counts the records of this gateway, without a gap. */
  readonly page: number
  readonly meter: { readonly vendor: string; readonly model: string; readonly serial: string }
  readonly user: {
    /** Table 11, `HEARSAY` for a card's bare number. */
    readonly level: string
    /** Tables 13 and 14. */
    readonly flags: readonly string[]
    /** Table 17. */
    readonly type: string
    readonly data: string
  }
  readonly chargePointId: string
  readonly connectorId: number
  readonly readings: readonly NewOcmfReading[]
}

/** The payload's text, which is what gets signed, as UTF-8. The same record gives the same text. */
export function ocmfPayloadText(record: NewOcmfRecord): string {
  const { gateway, page, meter, user, chargePointId, connectorId } = record
  const payload = {
    FV: '1.0',
    GI: gateway.identification,
    GS: gateway.serial,
    GV: gateway.version,
    PG: `T${page}`,
    ...(meter.vendor !== '' && { MV: meter.vendor }),
    ...(meter.model !== '' && { MM: meter.model }),
    MS: meter.serial,
    IS: true,
    IL: user.level,
    IF: user.flags,
    IT: user.type,
    ID: user.data,
    CT: 'CBIDC',
    CI: `${chargePointId} ${connectorId}`,
    RD: record.readings.map(({ at, timeState, reason, energyWh, substitute }) => ({
      TM: ocmfTime(at, timeState),
      TX: reason,
      // Whole watt-hours: what the register resolves, and exact in JSON.
      RV: energyWh,
      RI: '1-b:1.8.0',
      RU: 'Wh',
      RT: 'AC',
      EF: substitute ? 't' : '',
      ST: substitute ? 'S' : 'G',
    })),
  }
  // The bar separates the sections and must not occur in one; in JSON it can only stand within a string.
  return JSON.stringify(payload).replaceAll('|', '\\u007c')
}

/** A whole record out of the payload's text and its signature. */
export function joinOcmf(payloadText: string, signature: OcmfSignature): string {
  return `OCMF|${payloadText}|${JSON.stringify(signature)}`
}

/** A reading of a record. `energyWh` is undefined where the record says that there was none, or not in Wh or kWh. */
export interface OcmfReading {
  readonly at: Instant
  readonly timeState: OcmfTimeState
  readonly reason: OcmfReason | undefined
  readonly energyWh: number | undefined
  readonly errorFlags: string
  readonly meterState: (typeof meterStates)[number]
}

export interface OcmfRecord {
  /** What was signed, as UTF-8. */
  readonly payloadText: string
  readonly page: string
  readonly gatewaySerial: string
  readonly meterSerial: string
  readonly userData: string
  /** `CLK-0001 1` where the record names charge point and connector by OCPP's ids, else undefined. */
  readonly connector: string | undefined
  readonly readings: readonly OcmfReading[]
  readonly signature: z.output<typeof ocmfSignature>
}

export type ReadOcmf =
  | { readonly kind: 'read'; readonly record: OcmfRecord }
  | { readonly kind: 'unreadable'; readonly problem: string }

/** Longer than any record of a transaction's readings. */
const longestRecord = 20_000

/** Reads a record without judging its signature. Never throws. */
export function readOcmf(record: string): ReadOcmf {
  if (record.length > longestRecord) return unreadable(`a record has ${longestRecord} characters at most`)
  const sections = record.trim().split('|')
  const [header, payloadText = '', signatureText = ''] = sections
  if (header !== 'OCMF' || sections.length !== 3)
    return unreadable('a record has three sections, OCMF|{payload}|{signature}')
  const payload = parse(ocmfPayload, 'payload', payloadText)
  if (typeof payload === 'string') return unreadable(payload)
  const signature = parse(ocmfSignature, 'signature', signatureText)
  if (typeof signature === 'string') return unreadable(signature)
  const readings = z.array(ocmfReading).safeParse(inherited(payload.RD))
  if (!readings.success) return unreadable(`the readings: ${z.prettifyError(readings.error)}`)
  return {
    kind: 'read',
    record: {
      payloadText,
      page: payload.PG,
      gatewaySerial: payload.GS ?? '',
      meterSerial: payload.MS ?? '',
      userData: payload.ID ?? '',
      connector: payload.CT === 'CBIDC' ? payload.CI : undefined,
      readings: readings.data.map(toReading),
      signature,
    },
  }
}

/** The registers at which a record says that a transaction began and ended, in Wh, as far as it says so. */
export function ocmfBounds({ readings }: OcmfRecord): {
  readonly begin: OcmfReading | undefined
  readonly end: OcmfReading | undefined
} {
  return {
    begin: readings.find(({ reason }) => reason === 'B'),
    end: readings.findLast(({ reason }) => reason !== undefined && endings.has(reason)),
  }
}

function ocmfTime(at: Instant, state: OcmfTimeState): string {
  return `${toIso(at).replace('.', ',').replace('Z', '+0000')} ${state}`
}

function parse<S extends z.ZodType>(schema: S, section: string, json: string): z.output<S> | string {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return `the ${section} is not JSON`
  }
  const result = schema.safeParse(value)
  return result.success ? result.data : `the ${section}: ${z.prettifyError(result.error)}`
}

/** A reading leaves out what it has in common with the one before it. */
function inherited(readings: readonly unknown[]): unknown[] {
  let before: object = {}
  return readings.map((reading) => {
    if (typeof reading !== 'object' || reading === null) return reading
    before = { ...before, ...reading }
    return before
  })
}

function toReading(reading: z.output<typeof ocmfReading>): OcmfReading {
  const { TM, TX, EF = '', ST } = reading
  const [, moment = '', ms = '', hours = '', minutes = '', state = ''] =
    /^(.{19}),(\d{3})([+-]\d\d)(\d\d) (.)$/.exec(TM) ?? []
  return {
    at: Date.parse(`${moment}.${ms}${hours}:${minutes}`),
    timeState: state as OcmfTimeState,
    reason: TX,
    energyWh: energyWhOf(reading),
    errorFlags: EF,
    meterState: ST,
  }
}

function energyWhOf({ RV, RU }: z.output<typeof ocmfReading>): number | undefined {
  if (RV === undefined) return undefined
  if (RU === 'Wh') return Math.round(RV)
  return RU === 'kWh' ? Math.round(RV * 1000) : undefined
}

function unreadable(problem: string): ReadOcmf {
  return { kind: 'unreadable', problem }
}
