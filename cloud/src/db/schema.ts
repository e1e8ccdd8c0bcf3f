import type { Validation } from '@colok/shared/ocpp/validation'
import type { ColumnType, Generated } from 'kysely'
import type { MessageTables } from './message-tables.ts'

/**
 * The tables. Instants are fixed-width UTC ISO text, money is whole rupiah, energy whole Wh, booleans 0 or 1, and
 * anything whose shape belongs to somebody else is JSON text.
 */
export interface Schema extends MessageTables {
  site: SiteTable
  charger: ChargerTable
  connector: ConnectorTable
  idTag: IdTagTable
  tariff: TariffTable
  priceCap: PriceCapTable
  session: SessionTable
  meterValue: MeterValueTable
  suspectMessage: SuspectMessageTable
  chargerEvent: ChargerEventTable
  apiKey: ApiKeyTable
  auditEntry: AuditEntryTable
  idempotentRequest: IdempotentRequestTable
  queuedCommand: QueuedCommandTable
  reservation: ReservationTable
  localList: LocalListTable
  certificateAuthority: CertificateAuthorityTable
  chargerCertificate: ChargerCertificateTable
  upload: UploadTable
  filePiece: FilePieceTable
  firmwareImage: FirmwareImageTable
  firmwareCampaign: FirmwareCampaignTable
  firmwareUpdate: FirmwareUpdateTable
  claimCode: ClaimCodeTable
  configurationTemplate: ConfigurationTemplateTable
  chargerModel: ChargerModelTable
  chargerConfiguration: ChargerConfigurationTable
  frame: FrameTable
  webhook: WebhookTable
  webhookDelivery: WebhookDeliveryTable
  powerBudget: PowerBudgetTable
  chargerPower: ChargerPowerTable
  socketPower: SocketPowerTable
  account: AccountTable
  journal: JournalTable
  posting: PostingTable
  payment: PaymentTable
  paidSession: PaidSessionTable
  refund: RefundTable
  paymentException: PaymentExceptionTable
  settlementReport: SettlementReportTable
  settlementRow: SettlementRowTable
  dayMatch: DayMatchTable
  gatewayExternalId: GatewayExternalIdTable
  receipt: ReceiptTable
  postpaidAccount: PostpaidAccountTable
  postpaidCharge: PostpaidChargeTable
  invoice: InvoiceTable
}

interface SiteTable {
  id: string
  /** Short and stable, chosen by people: `sangeh-monkey-forest`. */
  slug: string
  name: string
  address: string
  latitude: number
  longitude: number
  /** IANA, `Asia/Makassar`. */
  timeZone: string
  /** Whether the regional electricity tax is in the price, on top of it, or not ours to collect. */
  pbjtMode: Generated<'included' | 'added' | 'none'>
  /** 1 000 for 10 %. */
  pbjtBasisPoints: Generated<number>
  createdAt: string
}

interface ChargerTable {
  id: Generated<number>
  chargePointId: string
  siteId: string
  name: string
  /** HMAC of the charger's password; null only for security profile 0. */
  passwordHash: string | null
  /** Of a password that the charger has been told and has not used yet. */
  nextPasswordHash: string | null
  /** 0 none, 1 Basic, 2 Basic over TLS, 3 mutual TLS. */
  securityProfile: Generated<number>
  /** The one that it was told to come by, and has not yet. */
  nextSecurityProfile: number | null
  /** How strictly its frames are checked; null for what is said of its model. */
  ownValidation: Validation | null
  /** The slug of the one that it should be set up by; null for its model's. */
  configurationTemplate: string | null
  /** What BootNotification is answered. */
  registration: Generated<'Accepted' | 'Pending' | 'Rejected'>
  /** Whether its local list is kept in step with the cards. */
  keepsLocalList: Generated<number>
  vendor: string | null
  model: string | null
  serialNumber: string | null
  firmwareVersion: string | null
  meterType: string | null
  meterSerialNumber: string | null
  bootedAt: string | null
  /** Rises by one with each claim; only the holder of the newest may release it. */
  connectionEpoch: Generated<number>
  connected: Generated<number>
  /** The process that holds the newest connection, or held it; null where there is only one. */
  node: number | null
  connectedAt: string | null
  disconnectedAt: string | null
  /** When it last said anything; written now and then, so up to a minute old. */
  lastMessageAt: string | null
  createdAt: string
}

interface ConnectorTable {
  chargerId: number
  /** 0 is the charger as a whole. */
  connectorId: number
  voltageV: number | null
  maxPowerW: number | null
  /** The least to which it can be turned down; null: it is only switched on and off. */
  leastPowerW: number | null
  /** The higher goes first where a site's power is shared by priority. */
  priority: Generated<number>
  /** An OCPP ChargePointStatus, or null until the charger has said one. */
  status: string | null
  errorCode: string | null
  info: string | null
  vendorErrorCode: string | null
  /** Whether the socket can tell that a plug is in it. */
  sensesPlug: Generated<number>
  /** When the charger says that the status began. */
  statusAt: string | null
}

interface IdTagTable {
  /** Upper case: OCPP compares without regard to case. */
  idTag: string
  /** `Expired` follows from `expiresAt`, `Invalid` from absence. */
  status: 'Accepted' | 'Blocked'
  expiresAt: string | null
  parentIdTag: string | null
  maxActiveSessions: Generated<number>
  label: string | null
  /** Whose prices its holder gets; null for everybody's. */
  customerGroup: string | null
  /** The slug of the organisation that pays for it by the month. */
  postpaidAccount: string | null
  createdAt: string
  updatedAt: string
}

interface TariffTable {
  id: string
  name: string
  /** Null for every site that has none of its own. */
  siteId: string | null
  /** Null for everybody. */
  customerGroup: string | null
  priceIdrPerKwh: number
  /** The rest of what it asks for, TariffTerms as JSON. */
  terms: string
  validFrom: string
  /** The first instant at which it no longer holds. */
  validUntil: string | null
  createdAt: string
}

/** The most that a kWh may cost, by whose decree, and while it is in force. */
interface PriceCapTable {
  id: string
  decree: string
  maxIdrPerKwh: number
  validFrom: string
  validUntil: string | null
  createdAt: string
}

export interface SessionTable {
  /** OCPP's transactionId: one integer sequence over all chargers. */
  transactionId: Generated<number>
  id: string
  chargerId: number
  connectorId: number
  idTag: string
  parentIdTag: string | null
  /** The status that StartTransaction was answered with, kept so that a replay gets the same answer. */
  authorization: string
  authorizationExpiresAt: string | null
  state: 'charging' | 'finished'
  startedAt: string
  startReceivedAt: string
  meterStartWh: number
  reservationId: number | null
  stoppedAt: string | null
  stopReceivedAt: string | null
  meterStopWh: number | null
  stopReason: string | null
  stopIdTag: string | null
  stopAuthorization: string | null
  tariffId: string | null
  priceIdrPerKwh: number | null
  /** The SessionPrice that was fixed when it started, as JSON. */
  price: string | null
  /** The site's calendar day on which the session ended; set when it is billed. */
  businessDay: string | null
  energyWh: number | null
  totalIdr: number | null
  /** A Bill as JSON. */
  bill: string | null
  /** Why a person must look before it is billed, as a JSON array; `[]` for a sound session. */
  suspectReasons: ColumnType<string, string | undefined, string>
  /** Who said how it ended: its charger, or the job that closes what nothing is heard of any more. */
  stopSource: 'charger' | 'job' | null
  /** What a person decided about a suspect session. */
  resolution: 'billed' | 'waived' | null
  resolvedAt: string | null
  /** When its readings were thinned out. */
  readingsThinnedAt: string | null
}

interface MeterValueTable {
  id: Generated<number>
  chargerId: number
  connectorId: number
  transactionId: number | null
  measuredAt: string
  receivedAt: string
  /** Energy.Active.Import.Register of the outlet, or null when the message had none. */
  energyWh: number | null
  powerW: number | null
  voltageMv: number | null
  currentMa: number | null
  /** The sampled values exactly as received, as JSON. */
  sampledValues: string
}

interface SuspectMessageTable {
  id: string
  chargerId: number
  action: string
  request: string
  reasons: string
  /** The session that it seems to belong to. */
  sessionId: string | null
  receivedAt: string
  resolution: 'applied' | 'dismissed' | null
  resolvedAt: string | null
}

interface ChargerEventTable {
  id: Generated<number>
  chargerId: number
  connectorId: number | null
  /** An OCPP action, such as `StatusNotification` or `SecurityEventNotification`. */
  kind: string
  occurredAt: string
  receivedAt: string
  detail: string
}

interface ApiKeyTable {
  id: string
  name: string
  keyHash: string
  createdAt: string
  revokedAt: string | null
}

/** Something that a person, a program or a job has done. Never changed, never deleted. */
interface AuditEntryTable {
  id: string
  at: string
  /** The name of the API key, or of the job. */
  actor: string
  action: string
  /** What it was done to: `session:0199…`, `charger:CLK-0001`. */
  subject: string
  /** JSON. */
  detail: string
}

/** The answer to a POST that came with an Idempotency-Key. */
interface IdempotentRequestTable {
  apiKeyId: string
  idempotencyKey: string
  /** Hash of method, path and body. */
  fingerprint: string
  state: 'running' | 'done'
  status: number | null
  contentType: string | null
  /** Null for an answer that holds a secret. */
  body: string | null
  createdAt: string
}

/** A command that waits until its charger is there. */
interface QueuedCommandTable {
  id: string
  chargerId: number
  action: string
  request: string
  /** `sent` for good means that the process ended before the answer came. */
  state: 'queued' | 'sent' | 'done' | 'expired' | 'cancelled'
  createdBy: string
  createdAt: string
  expiresAt: string
  sentAt: string | null
  finishedAt: string | null
  /** A CommandOutcome as JSON. */
  outcome: string | null
}

interface ReservationTable {
  /** OCPP's reservationId. */
  reservationId: Generated<number>
  chargerId: number
  /** 0 for any socket of the charger. */
  connectorId: number
  idTag: string
  parentIdTag: string | null
  expiresAt: string
  /** `unconfirmed`: the charger did not answer, and may have taken it. */
  state: 'requested' | 'active' | 'unconfirmed' | 'refused' | 'used' | 'cancelled' | 'expired'
  /** What the charger said to it, in a sentence. */
  detail: string | null
  transactionId: number | null
  createdBy: string
  createdAt: string
  endedAt: string | null
}

/** What a charger's local authorisation list holds, as far as we have put it there. */
interface LocalListTable {
  chargerId: number
  state: 'behind' | 'inStep' | 'unsupported' | 'failed'
  version: number
  /** `{ [idTag]: IdTagInfo }` as JSON. */
  entries: string
  problem: string | null
  triedAt: string | null
  syncedAt: string | null
}

interface CertificateAuthorityTable {
  id: string
  /** PEM. */
  certificate: string
  /** PKCS #8, encrypted under the system's secret. */
  sealedPrivateKey: string
  createdAt: string
}

interface ChargerCertificateTable {
  /** Hexadecimal, lower case. */
  serialNumber: string
  chargerId: number
  /** PEM. */
  certificate: string
  /** `issued` until the charger has answered CertificateSigned. */
  state: 'issued' | 'accepted' | 'rejected' | 'revoked'
  issuedAt: string
  expiresAt: string
  /** When the charger was last asked for the request of its next one. */
  renewalAskedAt: string | null
}

/** A file that a charger was asked for, or has for us. */
interface UploadTable {
  /** OCPP's requestId of GetLog. */
  requestId: Generated<number>
  id: string
  chargerId: number
  kind: 'Diagnostics' | 'DiagnosticsLog' | 'SecurityLog' | 'DoorPhoto'
  /** Of the token in the address that the charger uploads to. */
  tokenHash: string
  state: 'requested' | 'refused' | 'uploading' | 'uploaded' | 'failed'
  fileName: string | null
  sizeBytes: number | null
  createdBy: string
  createdAt: string
  /** Until when the address takes the file. */
  expiresAt: string
  receivedAt: string | null
}

/** A file is kept in pieces, so that none holds up the other writes. */
interface FilePieceTable {
  /** The id of the upload or of the firmware image. */
  fileId: string
  /** From 0. */
  piece: number
  bytes: Uint8Array
}

interface FirmwareImageTable {
  id: string
  version: string
  fileName: string
  /** Where chargers fetch it, when that is not from us. */
  location: string | null
  /** Base64, over the file; with it the update is a signed one. */
  signature: string | null
  /** PEM. */
  signingCertificate: string | null
  /** Null until the file is there, and for one that is elsewhere. */
  sizeBytes: number | null
  sha256: string | null
  createdBy: string
  createdAt: string
}

interface FirmwareCampaignTable {
  id: string
  name: string
  imageId: string
  state: 'running' | 'paused' | 'stopped' | 'done'
  /** The wave under way, from 0. */
  wave: number
  /** More than so many and no further charger is touched. */
  maxFailures: number
  createdBy: string
  createdAt: string
  finishedAt: string | null
}

interface FirmwareUpdateTable {
  /** OCPP's requestId of SignedUpdateFirmware. */
  requestId: Generated<number>
  id: string
  chargerId: number
  imageId: string
  campaignId: string | null
  wave: number | null
  state: 'waiting' | 'sent' | 'underWay' | 'installed' | 'failed' | 'skipped'
  /** What the charger last said of it. */
  detail: string | null
  createdBy: string
  createdAt: string
  sentAt: string | null
  updatedAt: string
  finishedAt: string | null
}

/** What a technician types in, once, to make a new charger this one. */
interface ClaimCodeTable {
  codeHash: string
  chargerId: number
  createdBy: string
  createdAt: string
  expiresAt: string
  usedAt: string | null
  /** Of the charger that used it. */
  serialNumber: string | null
}

/** Configuration keys as they should be: `{ [key]: value }` as JSON. */
interface ConfigurationTemplateTable {
  slug: string
  name: string
  keys: string
  updatedAt: string
}

interface ChargerModelTable {
  vendor: string
  model: string
  validation: Validation
  configurationTemplate: string | null
  note: string | null
}

/** Configuration keys as the charger last told them: `[{ key, readonly, value }]` as JSON. */
interface ChargerConfigurationTable {
  chargerId: number
  keys: string
  readAt: string
}

interface FrameTable {
  id: Generated<number>
  chargerId: number
  at: string
  /** `note` is what was wrong with a frame before it. */
  direction: 'in' | 'out' | 'note'
  text: string
}

interface WebhookTable {
  id: string
  url: string
  /** Keys the signature; encrypted under the system's secret. */
  sealedSecret: string
  /** The event types it wants, as a JSON array. */
  types: string
  active: number
  createdBy: string
  createdAt: string
}

interface WebhookDeliveryTable {
  id: string
  webhookId: string
  eventId: string
  type: string
  payload: string
  state: 'pending' | 'delivered' | 'failed'
  attempts: number
  nextAttemptAt: string
  lastStatus: number | null
  lastProblem: string | null
  createdAt: string
  deliveredAt: string | null
}

/** A ledger account, opened by its first posting. */
interface AccountTable {
  /** Its name in the chart, `held:0199…`. */
  id: string
  type: 'asset' | 'liability' | 'revenue' | 'expense'
  /** 1 for a customer's money, which the database keeps from falling below nothing. */
  bounded: number
  /** What is owed to the customer, kept by a trigger; 0 for accounts that are not bounded. */
  boundedBalanceIdr: Generated<number>
  openedAt: string
}

/** Written once, after its postings, which sum to zero. Never changed, never deleted. */
interface JournalTable {
  id: string
  /** What it is the record of, `pay:doku:BJI33`: the same thing is never recorded twice. */
  ref: string
  kind: string
  /** The journal that this one takes back. */
  reverses: string | null
  note: string | null
  /** When it happened; `postedAt` is when we wrote it down. */
  occurredAt: string
  postedAt: string
}

interface PostingTable {
  journalId: string
  accountId: string
  /** A debit is positive, a credit negative. */
  amountIdr: number
}

/** What power a site has for its chargers. */
interface PowerBudgetTable {
  siteId: string
  limitW: number
  sharing: 'equal' | 'priority'
  minOnS: number
  minOffS: number
  turnS: number
  longestWaitS: number
  updatedBy: string
  updatedAt: string
}

/** What a charger of a site with a budget may be going by. */
interface ChargerPowerTable {
  chargerId: number
  /** A Permit as JSON. */
  permit: string
  /** Why it was not told what it should be. */
  problem: string | null
  /** 0 after it said that it knows no charging profiles. */
  takesProfiles: number
  /** After a later boot it may have forgotten. */
  toldAt: string
}

/** What a session's socket has of its site's power. */
interface SocketPowerTable {
  chargerId: number
  connectorId: number
  transactionId: number
  /** 0: held back. */
  limitW: number
  /** What its vehicle was seen to draw, with a margin. */
  needW: number | null
  /** Since when it is on, or held back. */
  since: string
  /** Whether it was ever on in this session. */
  wasOn: number
  /** What the charger confirmed, and until when it holds. */
  toldW: number | null
  toldUntil: string | null
}

/** What a driver pays ahead for a session, or adds to one that is under way. */
interface PaymentTable {
  id: string
  /** What the provider knows it by. */
  reference: string
  gateway: string | null
  method: 'qris' | 'wallet' | 'page'
  chargerId: number
  connectorId: number
  /** The payment that this one adds to; null for one that starts a session of its own. */
  topsUp: string | null
  /** Good for the sessions of this payment only; null for a top-up. */
  idTag: string | null
  /** A SessionPrice as JSON: what was shown. */
  price: string
  amountIdr: number
  state:
    | 'creating'
    | 'awaitingPayment'
    | 'failed'
    | 'expired'
    | 'starting'
    | 'charging'
    | 'ending'
    | 'toppedUp'
    | 'settled'
    | 'returned'
  /** Of one that is starting or charging: what its charger is to be asked next. */
  step: 'setLimit' | 'remoteStart' | 'awaitStart' | 'raiseLimit' | 'watch' | null
  /** When the next step is to be taken; null when it waits for something to happen. */
  dueAt: string | null
  attempts: Generated<number>
  /** No start by then, and the money goes back. */
  startBy: string | null
  /** Who ends the session at the limit. */
  limitedBy: 'charger' | 'cloud' | null
  /** The newest of its sessions. */
  transactionId: number | null
  providerRef: string | null
  /** What the payer is shown, ToPay as JSON. */
  toPay: string | null
  expiresAt: string
  paidAt: string | null
  issuer: string | null
  retrievalReference: string | null
  /** What of it was posted. */
  usedIdr: number | null
  problem: string | null
  createdAt: string
  endedAt: string | null
}

interface PaidSessionTable {
  sessionId: string
  paymentId: string
}

/** What of a payment goes back, by the provider or another way. */
interface RefundTable {
  id: string
  /** What the provider knows it by. */
  reference: string
  paymentId: string
  amountIdr: number
  reason: string
  /** `claimable`: the driver is asked where to; `manual`: a person transfers it there. */
  state: 'due' | 'pending' | 'claimable' | 'manual' | 'refunded'
  dueAt: string | null
  attempts: Generated<number>
  problem: string | null
  /** Where the driver wants it, encrypted. */
  sealedClaim: string | null
  createdAt: string
  endedAt: string | null
}

/** Money, or a session, that a person must look at. */
interface PaymentExceptionTable {
  id: string
  /** What it is about: the same thing is queued once. */
  ref: string
  kind: string
  gateway: string | null
  paymentId: string | null
  amountIdr: number | null
  detail: string
  createdAt: string
  resolvedAt: string | null
  resolution: string | null
}

/** Written once, when a payment is settled. */
interface ReceiptTable {
  number: Generated<number>
  paymentId: string
  /** ReceiptContent as JSON; the code on the receipt is over these very characters. */
  content: string
  issuedAt: string
}

/** A settlement file of a provider, taken in once. */
interface SettlementReportTable {
  id: string
  gateway: string
  /** SHA-256 of the file, hexadecimal. */
  contentHash: string
  /** The lines that could be read, and how many of them have been taken in. */
  rowCount: number
  takenRows: Generated<number>
  /** The lines that could not be read: `[{ line, message }]` as JSON. */
  problems: string
  uploadedBy: string
  uploadedAt: string
}

/** A line of a settlement file that was new. */
interface SettlementRowTable {
  id: string
  reportId: string
  /** Among the lines that could be read, from 0. */
  position: number
  gateway: string
  kind: 'payment' | 'refund'
  /** The payment's, or the refund's, as the provider knows it. */
  reference: string
  providerRef: string
  grossIdr: number
  feeIdr: number
  netIdr: number
  settledAt: string
  verdict: 'matched' | 'differs' | 'unknown' | 'double'
  /** What of ours it settles. */
  journalId: string | null
  /** Whether it is in the ledger. */
  booked: number
}

/** How a site's day came out when it was matched. */
interface DayMatchTable {
  siteId: string
  businessDay: string
  /** A DayMatch as JSON. */
  match: string
  matchedAt: string
}

/** An id that a provider has used for a notification on one of its days. */
interface GatewayExternalIdTable {
  gateway: string
  day: string
  externalId: string
  /** SHA-256 of the body that it came with. */
  bodyHash: string
  seenAt: string
}

/** An organisation whose cards charge now and which pays by the month. */
interface PostpaidAccountTable {
  id: string
  slug: string
  name: string
  address: string
  taxNumber: string | null
  payWithinDays: number
  blocked: number
  createdAt: string
}

interface PostpaidChargeTable {
  sessionId: string
  accountId: string
  /** `2026-11`, by the site's business day. */
  month: string
  amountIdr: number
  /** The number of the invoice that it stands on. */
  invoice: number | null
}

interface InvoiceTable {
  number: Generated<number>
  accountId: string
  /** It is for all up to the end of this month that stood on none before. */
  month: string
  /** InvoiceContent as JSON. */
  content: string
  totalIdr: number
  issuedAt: string
  dueOn: string
  paidAt: string | null
}
