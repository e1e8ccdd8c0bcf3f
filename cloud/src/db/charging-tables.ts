import type { ColumnType, Generated } from 'kysely'

/** Cards, sessions and what a charger keeps for them. */
export interface ChargingTables {
  idTag: IdTagTable
  session: SessionTable
  meterValue: MeterValueTable
  filedReading: FiledReadingTable
  readingFiling: ReadingFilingTable
  sessionReading: SessionReadingView
  suspectMessage: SuspectMessageTable
  reservation: ReservationTable
  localList: LocalListTable
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
  /** The wallet that pays for it. */
  walletId: string | null
  createdAt: string
  updatedAt: string
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
  /** The organisation's account that pays for it, as the card was when it started; null where none does. */
  payerAccountId: string | null
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
  /** What its signed readings come to; null where there are none. */
  signatureVerdict: string | null
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

/** Where a session's readings are in `meterValue`: written behind them, for many at once. */
interface FiledReadingTable {
  transactionId: number
  measuredAt: string
  meterValueId: number
}

/** One row: up to which reading they are filed. */
interface ReadingFilingTable {
  upTo: number
}

/** The readings of sessions, filed and not filed yet. Asked by `transactionId`, without an aggregate of a whole session. */
type SessionReadingView = Pick<
  MeterValueTable,
  'chargerId' | 'measuredAt' | 'receivedAt' | 'energyWh' | 'powerW' | 'voltageMv' | 'currentMa'
> & { id: number; transactionId: number }

interface SuspectMessageTable {
  id: string
  chargerId: number
  action: string
  request: string
  /** By which the same words are found again; null for what was kept before there was one. */
  requestDigest: string | null
  reasons: string
  /** The session that it seems to belong to. */
  sessionId: string | null
  receivedAt: string
  resolution: 'applied' | 'dismissed' | null
  resolvedAt: string | null
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
