import type { Channel, Language } from '../gateways/messaging/contract.ts'

/** What is wrong, who is told, what is done about it, and what the sockets were doing when. */
export interface AlertTables {
  alertRule: AlertRuleTable
  alertContact: AlertContactTable
  alert: AlertTable
  alertNews: AlertNewsTable
  alertLane: AlertLaneTable
  incident: IncidentTable
  incidentEntry: IncidentEntryTable
  incidentPhoto: IncidentPhotoTable
  faultReport: FaultReportTable
  risk: RiskTable
  socketSpan: SocketSpanTable
  socketWatch: SocketWatchTable
}

type Severity = 'critical' | 'warning' | 'notice'

interface AlertRuleTable {
  slug: string
  name: string
  kind: string
  /** The parameters of its kind, as JSON. */
  parameters: string
  severity: Severity
  /** Null: everywhere. */
  siteId: string | null
  opensIncident: number
  /** Who is told after how long, AlertSteps as JSON. */
  steps: string
  active: number
  /** Of a rule that follows what happened: the newest thing that it has seen. */
  readThrough: number | null
  savedBy: string
  savedAt: string
}

/** Somebody, or a group, who is told; or all webhooks that want to hear of alerts. */
interface AlertContactTable {
  slug: string
  name: string
  channel: Channel | 'webhook'
  /** An Address as JSON, sealed; null for webhooks. */
  sealedAddress: string | null
  maskedAddress: string | null
  language: Language
  timeZone: string
  /** `22:00` by the contact's clocks: from then on only what is critical is told. Null: always. */
  quietFrom: string | null
  quietUntil: string | null
  active: number
  /** The newest message to it: the next one waits until that is out, so that they arrive in order. */
  messageId: string | null
  /** Why the newest message never arrived. */
  problem: string | null
  savedBy: string
  savedAt: string
}

interface AlertTable {
  id: string
  rule: string
  kind: string
  severity: Severity
  /** What it is about within its rule: `charger:12`, `socket:12:1`. */
  subject: string
  /** The rule and the subject while it lasts, so that it is raised once; null afterwards. */
  openKey: string | null
  siteId: string | null
  chargerId: number | null
  connectorId: number | null
  /** AlertDetail as JSON. */
  detail: string
  beganAt: string
  raisedAt: string
  /** Since when it is not so any more; cleared when that lasts. */
  goneSince: string | null
  clearedAt: string | null
  incidentNumber: number | null
  acknowledgedAt: string | null
  stepsTold: number
  /** When the next step of its rule is told; null when there is none, or somebody has taken it. */
  nextStepAt: string | null
}

/** Something to be told to a contact. */
interface AlertNewsTable {
  id: string
  contact: string
  /** The site, or `network` for what is of none: what is told together. */
  lane: string
  alertId: string
  what: 'raised' | 'escalated' | 'photographed' | 'cleared'
  createdAt: string
  /** 1 until it is in a message, then null. */
  pending: number | null
  messageId: string | null
  toldAt: string | null
}

/** When a contact last heard of a site. */
interface AlertLaneTable {
  contact: string
  lane: string
  toldAt: string
}

interface IncidentTable {
  number: number
  kind: 'outage' | 'equipment' | 'security' | 'money' | 'other'
  /** `site:0199…:outage`, `charger:12:equipment`: what comes of the same cause joins it. */
  cause: string
  /** The cause while it is open; null afterwards. */
  openCause: string | null
  source: 'alert' | 'report' | 'person'
  severity: Severity
  title: string
  siteId: string | null
  chargerId: number | null
  connectorId: number | null
  openedAt: string
  acknowledgedAt: string | null
  acknowledgedBy: string | null
  /** A user. */
  assigneeId: string | null
  /** When all its alerts were over. */
  recoveredAt: string | null
  closedAt: string | null
  closedBy: string | null
  resolution: string | null
}

/** What happened with an incident, in order. The database refuses to change one. */
interface IncidentEntryTable {
  id: string
  incidentNumber: number
  at: string
  kind: string
  writtenBy: string
  text: string | null
  /** JSON. */
  detail: string
}

/** The picture itself is a file under the same id. */
interface IncidentPhotoTable {
  id: string
  incidentNumber: number
  contentType: string
  sizeBytes: number
  takenBy: string
  takenAt: string
}

/** What somebody at a post has told us. */
interface FaultReportTable {
  id: string
  incidentNumber: number
  chargerId: number
  connectorId: number | null
  fault: string
  sealedWords: string | null
  /** E.164, sealed; forgotten when its owner was told. */
  sealedPhone: string | null
  language: Language
  createdAt: string
  toldAt: string | null
}

interface RiskTable {
  slug: string
  name: string
  /** Which incidents are counted for it, `{ kinds }` as JSON. */
  counts: string
  /** Four ratings of the impact, 1 to 5. */
  safety: number
  money: number
  service: number
  reputation: number
  treatment: string
  savedBy: string
  savedAt: string
}

/** A socket was in one state from `since` until `until`, null for now. */
interface SocketSpanTable {
  chargerId: number
  connectorId: number
  since: string
  until: string | null
  state: 'working' | 'faulted' | 'unavailable' | 'offline' | 'unknown'
}

/** 1: when the sockets were last looked at; 2: when this system was last found to have been away. */
interface SocketWatchTable {
  id: number
  lookedAt: string
}
