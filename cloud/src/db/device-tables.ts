import type { Validation } from '@colok/shared/ocpp/validation'
import type { Generated } from 'kysely'

/** Sites and the chargers on them, with what each of them is and should be. */
export interface DeviceTables {
  site: SiteTable
  charger: ChargerTable
  connector: ConnectorTable
  chargerEvent: ChargerEventTable
  certificateAuthority: CertificateAuthorityTable
  chargerCertificate: ChargerCertificateTable
  claimCode: ClaimCodeTable
  configurationTemplate: ConfigurationTemplateTable
  chargerModel: ChargerModelTable
  chargerConfiguration: ChargerConfigurationTable
  frameRun: FrameRunTable
  queuedCommand: QueuedCommandTable
  powerBudget: PowerBudgetTable
  chargerPower: ChargerPowerTable
  socketPower: SocketPowerTable
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

/** Raw frames of a charger, as `features/frames/frame-run.ts` has them. */
interface FrameRunTable {
  id: Generated<number>
  chargerId: number
  beganAt: string
  endedAt: string
  directory: string
  texts: string
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
