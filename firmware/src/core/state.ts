import type { ChargePointErrorCode, ChargePointStatus } from '@colok/shared/ocpp/types'
import type { VendorMessage } from '@colok/shared/vendor'
import type { InstalledProfile } from './charging-profiles.ts'
import type { ConfigurationKey } from './configuration-keys.ts'
import type { Reckoned } from './cost.ts'
import type { DataBudget } from './data-budget.ts'
import type { Deliveries } from './delivery.ts'
import type {
  Allowance,
  Availability,
  JournalReading,
  Lockout,
  MeterBase,
  OutboxEntry,
  Resumption,
  Sample,
  Session,
  StationSlices,
} from './durable.ts'
import type { ResetType } from './effects.ts'
import type { Event, Report, StoredCredentials } from './events.ts'
import type { Stamp } from './now.ts'
import type { Protection } from './protection.ts'
import type { SecurityEventType } from './security-events.ts'
import type { Supply } from './supply.ts'
import type { Timers } from './timers.ts'

/** What is fixed while the process runs. */
export interface Settings {
  readonly chargePointId: string
  readonly vendor: string
  readonly model: string
  readonly firmwareVersion: string
  readonly serialNumber: string | null
  readonly connectors: number
  /** A plain socket holds no plug, a locking one does, a fixed cable ends in a plug of its own. */
  readonly socketKind: 'plain' | 'locking' | 'fixedCable'
  readonly language: 'id' | 'en'
  readonly timeZone: string
  readonly display: { readonly columns: 16 | 20; readonly rows: 2 | 4 }
  /** The register size of each connector's meter. */
  readonly metersRollOverAtWh: readonly number[]
  /** The most that a socket can deliver; a register that grows faster is not believed. */
  readonly maxPowerW: number
  /** What one socket is for; more is an overload. */
  readonly maxCurrentMa: number
  /** What the site's supply bears for all sockets together; `null` where nothing is known of it. */
  readonly siteVa: number | null
  /** A whole number of volts, to compare amperes and watts. */
  readonly nominalVoltageV: number
  readonly priceIdrPerKwh: number | null
  /** 0 is without a bound. */
  readonly mobileDataMbPerMonth: number
  /** The board tells of welded elements, and remembers them. */
  readonly boardKnowsWelds: boolean
  /** Cards that open the service door, upper case. */
  readonly serviceCards: readonly string[]
  /** Cards of the local list whose parentIdTag it is open the service door too, upper case. */
  readonly serviceGroup: string
  /** Who vouches for each connector's readings, and when: `whenDated` as soon as the calendar is right. */
  readonly signing: readonly ('none' | 'whenDated' | 'atOnce')[]
  /** The keys that they sign by, to tell the central system. */
  readonly meterKeys: readonly VendorMessage<'MeterKey'>[]
  /** What stands on each connector's meter; empty where the configuration does not say. */
  readonly meterSerials: readonly string[]
  /** The configuration file gives a password for HTTP Basic authentication. */
  readonly hasPassword: boolean
  /** Shown with a fault. */
  readonly helpline: string | null
  /** How long a full battery may keep its session open; 0 is for ever. */
  readonly stopWhenFullS: number
  /** What the battery of the usual motorcycle holds, for an estimate of the time left. */
  readonly typicalPackWh: number
  readonly keyDefaults: Readonly<Partial<Record<ConfigurationKey, string>>>
}

/** Immutable; each step shares what it did not change, so the store writes only slices whose reference changed. */
export interface ChargerState extends StationSlices {
  readonly settings: Settings
  readonly station: Station
  readonly connectors: readonly Connector[]
  readonly authorisations: readonly PendingAuthorisation[]
  readonly transactionProfiles: readonly InstalledProfile[]
  /** Which sessions the limits leave energy to. */
  readonly deliveries: Deliveries
  /** What mobile data are left for values; `null` before the first. */
  readonly dataBudget: DataBudget | null
  readonly outbox: Outbox
  readonly screen: Screen
  readonly timers: Timers
  readonly nextRequestId: number
}

export interface Station {
  readonly link: 'down' | 'up'
  readonly registration: Registration
  /** In `monotonicMs`. */
  readonly bootedMs: number
  readonly faults: readonly Fault[]
  /** `null` where nothing is known of such a test. */
  readonly leakageTest: Extract<Event, { kind: 'leakageTested' }>['result'] | null
  /** When the last one ended, in `monotonicMs`; `null` while none has since the boot. */
  readonly leakageTestedMs: number | null
  readonly door: ServiceDoor
  /** A reset that was accepted, or the end, waits for sessions and messages to finish. */
  readonly reset: { readonly type: ResetType; readonly phase: 'draining' | 'done' } | null
  readonly statusReported: ReportedStatus | null
  /** `null` where nobody keeps keys and roots. */
  readonly credentials: StoredCredentials | null
  /** The central system has said something on this connection that only the right peer can say. */
  readonly answered: boolean
  /** The calendar has been right since this boot, and what waited for it has its time. */
  readonly pastDated: boolean
  /** Connections in a row that did not come about, or on which nothing was answered. */
  readonly failedDials: number
  /** The security event of the last failed dial, so that an outage is one event. */
  readonly lastDialEvent: SecurityEventType | null
  /** A connection that was asked for anew has not been dropped yet: what is answered on it proves nothing. */
  readonly reconnecting: boolean
  /** The new AuthorizationKey was refused, and the one before it is tried. */
  readonly triesKeyBefore: boolean
  readonly tellingSecurityEvent: boolean
  readonly reports: readonly Report[]
  readonly reporting: Report | null
  /** How many of `Settings.meterKeys` the central system has heard since this boot, or that it has no use for them. */
  readonly meterKeys: { readonly told: number; readonly telling: boolean; readonly refused: boolean }
  /** The upload under way; `requestId` is that of GetLog. */
  readonly uploading: { readonly requestId: number | null } | null
  /** The last step of an update since this boot. */
  readonly update: {
    readonly status: Extract<Report, { action: 'SignedFirmwareStatusNotification' }>['request']['status']
    readonly requestId: number | null
  } | null
  /** A firmware is being put in place: no session begins. */
  readonly installing: boolean
  /** When an event of each type was last noted, in `monotonicMs`. */
  readonly noted: Readonly<Partial<Record<SecurityEventType, number>>>
}

/** The service door, as it was last seen, and who was let in. */
interface ServiceDoor {
  readonly seen: 'open' | 'closed' | 'unknown'
  /** The card that has let the door go and has not been used: it is good for one opening. */
  readonly letGo: TappedCard | null
  /** The card by which the door stands open; null for one that is shut, or was opened otherwise. */
  readonly heldBy: TappedCard | null
}

interface TappedCard {
  readonly idTag: string
  /** In `monotonicMs`. */
  readonly atMs: number
}

/** What the central system has said of us since this boot; kept over reconnects. */
type Registration = 'unknown' | 'requested' | 'accepted' | 'pending' | 'rejected'

export interface Connector {
  readonly id: number
  readonly plug: 'in' | 'out' | 'unknown'
  readonly relay: Relay
  readonly faults: readonly Fault[]
  readonly availability: Availability
  readonly meter: MeterState
  readonly activity: Activity
  readonly resumption: Resumption | null
  readonly lockout: Lockout | null
  /** At the terminals, in tenths of a degree; `null` when it cannot be told. */
  readonly temperatureDeciC: number | null
  /** A session waits until they have cooled down. */
  readonly tooHot: boolean
  readonly protection: Protection
  /** How often this socket has tripped in its life, by error code. */
  readonly trips: Readonly<Record<string, number>>
  readonly supply: Supply
  readonly statusReported: ReportedStatus | null
  /** A status that MinimumStatusDuration holds back until it has lasted. */
  readonly statusPending: ReportedStatus | null
  /** The UnlockConnector call that waits for the lock, by its `callId`. */
  readonly pendingUnlock: number | null
}

/** What was asked of the contact and what the board reads back are different facts. */
interface Relay {
  readonly asked: 'open' | 'closed'
  readonly contact: 'open' | 'closed' | 'unknown'
}

export interface ReportedStatus {
  readonly status: ChargePointStatus
  readonly errorCode: ChargePointErrorCode
}

/** Something wrong, until who raised it clears it. `blocks` says that no energy may flow meanwhile. */
export interface Fault {
  readonly source: FaultSource
  readonly errorCode: ChargePointErrorCode
  /** At most 50 characters, as StatusNotification carries it. */
  readonly info: string
  readonly blocks: boolean
}
export type FaultSource =
  | 'board'
  | 'emergencyStop'
  | 'door'
  | 'leakageTest'
  | 'store'
  | 'reader'
  /** Asked to close and stayed open; an unplugged socket may try again. */
  | 'contactDead'
  /** Closed though it should be open. */
  | 'contactStuck'
  | 'meter'
  | 'overCurrent'
  /** The mains are not as they should be. */
  | 'supply'
  | 'metering'
  | `hazard:${ChargePointErrorCode}`

export interface MeterState {
  readonly base: MeterBase | null
  /** The last reading that was believed; `null` before the first and while the meter is silent. */
  readonly reading: (Reading & { readonly atMs: number }) | null
  /** Continuous over roll-over and exchange of the meter; never falls. */
  readonly importWh: number
  /** Readings in a row that could not be true. */
  readonly implausible: number
}

/** One reading of a meter, as the device contract gives it. */
export interface Reading {
  readonly energyWh: number
  readonly powerW: number
  readonly voltageMv: number
  readonly currentMa: number
  readonly frequencyMhz: number
  readonly powerFactorPermille: number
}

/** What a connector is doing. The OCPP status is worked out from it, from the plug, faults and availability. */
export type Activity =
  | { readonly kind: 'idle' }
  /** Found open in the store: the first event of the boot closes it. */
  | {
      readonly kind: 'interrupted'
      readonly session: Session
      readonly last: LastKnown
    }
  /** A card was accepted; the plug, or the first reading of the meter, is awaited. */
  | { readonly kind: 'authorised'; readonly grant: Grant }
  /** A transaction is open; energy flows, or is held back. */
  | {
      readonly kind: 'charging'
      readonly session: Session
      readonly progress: Progress
    }
  /** The relay is asked to open; the last reading of the meter is awaited. */
  | {
      readonly kind: 'stopping'
      readonly session: Session
      readonly progress: Progress
    }
  /** The transaction is closed, the plug still in. */
  | { readonly kind: 'finishing'; readonly receipt: Receipt }

/** The last that is known of a session that the power cut off. */
export interface LastKnown {
  readonly importWh: number
  readonly at: Stamp
  readonly samples: readonly Sample[]
}

/** The right to start one session. */
export interface Grant {
  readonly idTag: string
  readonly parentIdTag: string | null
  readonly origin: 'card' | 'remote'
  readonly reservationId: number | null
  /** The sockets where it may be used. */
  readonly connectorIds: readonly number[]
  /** What a remote start brought along for its transaction. */
  readonly chargingProfile: InstalledProfile | null
  /** What it may take, where nobody could be asked. */
  readonly allowance: Allowance | null
}

/** What is learnt of a session while it runs; lost with the power, but for what the journal holds. */
export interface Progress {
  readonly startedMs: number
  readonly energyWh: number
  readonly journalledWh: number
  /** The supply itself was felt: power above the full-battery threshold was seen. */
  readonly loadSeen: boolean
  readonly lowPowerSinceMs: number | null
  readonly full: boolean
  /** Energy by integrating power, in W·ms, since the register last moved: a stuck register shows here. */
  readonly unregisteredWms: number
  readonly peakPowerW: number
  /** Smoothed, for the estimate of the time left. */
  readonly powerW: number
  /** When power first fell well below its peak, and what it was then. */
  readonly taper: { readonly sinceMs: number; readonly powerW: number } | null
  readonly reckoned: Reckoned | null
  /** For StopTransaction's transactionData. */
  readonly samples: readonly Sample[]
  readonly lastSampleWh: number
}

/** What the display shows of a session that is over. */
export interface Receipt {
  readonly idTag: string
  readonly reason: string
  readonly energyWh: number
  readonly amountIdr: number | null
  readonly durationMs: number
  readonly endedMs: number
  /** OCPP's number of it, where the central system has given one; FinalCost names it. */
  readonly transactionId: number | null
  readonly refundIdr: number | null
}

export interface PendingAuthorisation {
  readonly requestId: number
  readonly idTag: string
  readonly origin: 'card' | 'remote'
  readonly connectorIds: readonly number[]
  readonly chargingProfile: InstalledProfile | null
  /** Why it is about to be refused, where the answer itself has no word for it. */
  readonly refusal: RefusalReason | null
}

interface Outbox {
  readonly entries: readonly OutboxEntry[]
  readonly nextId: number
  readonly inFlight: number | null
  /** How often the head was refused or left unanswered: the waits grow with it. */
  readonly attempts: number
  /** Those that count towards TransactionMessageAttempts: refusals, and silence while other messages were answered. */
  readonly failures: number
  /** Whether the central system has answered another message since the head was last left unanswered. */
  readonly othersAnswered: boolean
  /** Ids of entries that are not in the store yet: periodic values while the network is up. */
  readonly volatile: readonly number[]
  /** Ids of entries about transactions that a broken store has not taken: they are not told before it does. */
  readonly unrecorded: readonly number[]
  /** Ids of entries that are still to be handed to whoever signs. */
  readonly unsigned: readonly number[]
  /** The id of the start of which it was last told that its time is a guess. */
  readonly estimateTold: number | null
}

interface Screen {
  readonly notice: Notice | null
  readonly lines: readonly string[]
  readonly lights: readonly string[]
}

/** A message for the person in front of the charger, shown for some seconds. */
export type Notice =
  | { readonly kind: 'doorOpen' }
  | { readonly kind: 'checking'; readonly idTag: string }
  | {
      readonly kind: 'refused'
      readonly idTag: string
      readonly reason: RefusalReason
    }
  | {
      readonly kind: 'finished'
      readonly connectorId: number
      readonly receipt: Receipt
    }
export type RefusalReason =
  | 'Blocked'
  | 'Expired'
  | 'Invalid'
  | 'ConcurrentTx'
  | 'offline'
  | 'busy'
  | 'unavailable'
  | 'reserved'
  | 'noBalance'
  | 'debt'
  | 'frozen'
  | 'noPrice'

/** What the store gives back at boot. */
export interface Stored {
  readonly slices: Readonly<Record<string, unknown>>
  readonly outbox: readonly OutboxEntry[]
  /** The last reading of each session that was open. */
  readonly readings: readonly JournalReading[]
  /** Samples kept for the StopTransaction of open sessions. */
  readonly samples: readonly {
    readonly localId: number
    readonly sample: Sample
  }[]
}
