import { z } from 'zod'
import { vendorId } from './ids.ts'
import type { Request } from './ocpp/registry.ts'
import { CiString20, ConnectorId, DateTime, EnergyWh, TransactionId } from './ocpp/types.ts'

// What OCPP 1.6 has no message for travels as JSON in the data of a DataTransfer with our vendor id. Unknown properties
// are refused: a charger that does not know a new kind of limit must say so, not charge without it.

const AmountIdr = z.int().nonnegative().meta({ unit: 'Rp' })
const PriceIdrPerKwh = z.int().nonnegative().meta({ unit: 'Rp per kWh' })

/**
 * The most that a session may take: energy, rupiah at the price in force, or time; the first one reached ends it. The
 * limits are the whole session's, so that sending one twice, or a higher one after a top-up, is harmless. Before the
 * start the session is named by `idTag` and connector, after it by `transactionId`.
 */
export const SetSessionLimit = z
  .strictObject({
    connectorId: ConnectorId.positive(),
    idTag: CiString20.optional(),
    transactionId: TransactionId.optional(),
    limitWh: EnergyWh.positive().optional(),
    limitIdr: z.int().positive().meta({ unit: 'Rp' }).optional(),
    limitSeconds: z.int().positive().meta({ unit: 's' }).optional(),
    /** The payment that this limit was bought with; shown to support, never judged. */
    paymentRef: z.string().max(64).optional(),
  })
  .refine(
    ({ idTag, transactionId }) => (idTag === undefined) !== (transactionId === undefined),
    'names a session by idTag or by transactionId, one of the two',
  )
  .refine(
    ({ limitWh, limitIdr, limitSeconds }) =>
      limitWh !== undefined || limitIdr !== undefined || limitSeconds !== undefined,
    'has no limit: limitWh, limitIdr or limitSeconds',
  )

/** The price that the display shows and that sessions starting now are shown in; the bill is the central system's. */
export const SetPrice = z.strictObject({
  priceIdrPerKwh: PriceIdrPerKwh,
  /** Shown in place of our own words, such as a tariff with a night price. */
  text: z.string().max(160).optional(),
})

/**
 * What the codes on a post's display are made of, `postCode` of it and the time: its own and for good, so that the codes go
 * on without a network. Told again it changes nothing.
 */
export const SetPostCode = z.strictObject({ secret: z.string().regex(/^[0-9a-f]{64}$/) })

/** What a session costs so far, as the central system reckons it. */
export const RunningCost = z.strictObject({
  transactionId: TransactionId,
  amountIdr: AmountIdr,
  energyWh: EnergyWh.nonnegative(),
  /** The price that counts from here on, when it is not the one of the last `SetPrice`. */
  priceIdrPerKwh: PriceIdrPerKwh.optional(),
})

/** What a session has cost, and what of a prepayment goes back. */
export const FinalCost = z.strictObject({
  transactionId: TransactionId,
  amountIdr: AmountIdr,
  refundIdr: AmountIdr.optional(),
  energyWh: EnergyWh.nonnegative(),
})

/** SHA-256 of the public key (SubjectPublicKeyInfo, DER), hexadecimal. */
const MeterKeyId = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in lower-case hexadecimal')

/**
 * The public key by which the signatures of this charge point's readings are verified. Told once a boot; a central system
 * that does not accept the message gets no signatures.
 */
export const MeterKey = z.strictObject({
  /** The connector whose meter signs by itself; 0 for the charge point's own key. */
  connectorId: ConnectorId,
  keyId: MeterKeyId,
  /** SubjectPublicKeyInfo, DER, in base64. */
  publicKey: z.base64().max(1000),
})

/** Meter readings of a transaction that somebody vouches for, as an OCMF record (`ocmf.ts`). */
export const MeterSignature = z.strictObject({
  connectorId: ConnectorId.positive(),
  transactionId: TransactionId,
  keyId: MeterKeyId,
  /** Signed byte for byte as it stands here. */
  record: z.string().min(1).max(8000),
})

/**
 * Told right before a StartTransaction, which it names by its facts: its charge point had no calendar until the power went,
 * so the time is a guess, that orders sessions and must not choose a price.
 */
export const EstimatedStart = z.strictObject({
  connectorId: ConnectorId.positive(),
  meterStart: EnergyWh.nonnegative(),
  timestamp: DateTime,
})

/**
 * Something at the service door. The answer's data is a `DoorPhotoPlace` where a photo is wanted. One that was told and not
 * answered is told again under the same `eventId`.
 */
export const DoorEvent = z.strictObject({
  eventId: z.uuid(),
  /** `forced`: open though no card had let it go; `tampered`: the housing. */
  event: z.enum(['opened', 'forced', 'closed', 'tampered']),
  at: DateTime,
  /** The card that let it go. */
  idTag: CiString20.optional(),
  /** A JPEG waits to be sent. */
  hasPhoto: z.boolean(),
})

export type DoorEvent = z.infer<typeof DoorEvent>

/** Where the photo of a DoorEvent is taken, by PUT, for some hours. */
export const DoorPhotoPlace = z.strictObject({ photoUrl: z.url({ protocol: /^https?$/ }) })
export type DoorPhotoPlace = z.infer<typeof DoorPhotoPlace>

const AllowanceId = z.string().min(1).max(36)

/**
 * What cards of wallets may take at this charge point while it is offline: these and no others, each once. It is set aside
 * for them at the central system. A list is taken only when its version is newer than the last one's; the answer's data is
 * an `AllowancesTaken`, and by `Accepted` everything that is not on the list is withdrawn.
 */
export const SetAllowances = z.strictObject({
  version: z.int().positive(),
  allowances: z
    .array(
      z.strictObject({
        id: AllowanceId,
        idTag: CiString20,
        limitWh: EnergyWh.positive(),
        limitSeconds: z.int().positive().meta({ unit: 's' }).optional(),
      }),
    )
    .max(500),
})

/** Which list a charge point goes by, and the sessions that it has begun by allowances, known here yet or not. */
export const AllowancesTaken = z.strictObject({
  version: z.int().nonnegative(),
  spent: z.array(
    z.strictObject({
      id: AllowanceId,
      connectorId: ConnectorId.positive(),
      meterStart: EnergyWh.nonnegative(),
    }),
  ),
})
export type AllowancesTaken = z.infer<typeof AllowancesTaken>

/** Why a card is about to be refused, which the answer to Authorize has no word for; for the display. */
export const CardRefused = z.strictObject({
  idTag: CiString20,
  reason: z.enum(['noBalance', 'debt', 'frozen', 'noPrice']),
})

/**
 * A welded relay was replaced: the socket may be used again. A charge point takes it only while somebody is known to stand
 * at it, its service door opened by a technician's card, and while the contact is read back as open.
 */
export const ClearLockout = z.strictObject({
  connectorId: ConnectorId.positive(),
  /** Who says so, for the charge point's own log. */
  by: z.string().min(1).max(64),
})

/**
 * Our DataTransfer messages. The charge point sends MeterKey, MeterSignature, EstimatedStart and DoorEvent, the central
 * system the others.
 */
export const vendorMessages = {
  SetSessionLimit,
  SetPrice,
  SetPostCode,
  RunningCost,
  FinalCost,
  MeterKey,
  MeterSignature,
  EstimatedStart,
  DoorEvent,
  SetAllowances,
  CardRefused,
  ClearLockout,
} as const

export type VendorMessageId = keyof typeof vendorMessages
export type VendorMessage<M extends VendorMessageId> = z.infer<(typeof vendorMessages)[M]>

/** The request that carries one of our messages. Throws a ZodError when `message` breaks its schema. */
export function vendorRequest<M extends VendorMessageId>(
  messageId: M,
  message: VendorMessage<M>,
): Request<'DataTransfer'> {
  const checked = vendorMessages[messageId].parse(message)
  return { vendorId, messageId, data: JSON.stringify(checked) }
}

/** What a DataTransfer of a peer's is: one of our messages, or the status to answer it with and why. */
export type ReadVendorMessage =
  | {
      [M in VendorMessageId]: {
        readonly kind: 'message'
        readonly messageId: M
        readonly message: VendorMessage<M>
      }
    }[VendorMessageId]
  | {
      readonly kind: 'refused'
      readonly status: 'UnknownVendorId' | 'UnknownMessageId' | 'Rejected'
      readonly problem: string
    }

/** Reads a DataTransfer. Never throws. */
export function readVendorMessage(request: Request<'DataTransfer'>): ReadVendorMessage {
  const { messageId = '', data = '' } = request
  if (request.vendorId !== vendorId)
    return refused('UnknownVendorId', `vendor ${request.vendorId}, not ${vendorId}`)
  if (!isVendorMessageId(messageId)) return refused('UnknownMessageId', `no message of ours: "${messageId}"`)
  let json: unknown
  try {
    json = JSON.parse(data)
  } catch {
    return refused('Rejected', `the data of ${messageId} is not JSON`)
  }
  const result = vendorMessages[messageId].safeParse(json)
  if (!result.success) return refused('Rejected', `${messageId}: ${z.prettifyError(result.error)}`)
  // The schema was picked by the id, so the two belong together; the compiler sees two unions.
  return {
    kind: 'message',
    messageId,
    message: result.data,
  } as ReadVendorMessage
}

function isVendorMessageId(messageId: string): messageId is VendorMessageId {
  return Object.hasOwn(vendorMessages, messageId)
}

function refused(
  status: 'UnknownVendorId' | 'UnknownMessageId' | 'Rejected',
  problem: string,
): ReadVendorMessage {
  return { kind: 'refused', status, problem }
}
