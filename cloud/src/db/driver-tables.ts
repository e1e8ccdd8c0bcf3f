import type { Generated } from 'kysely'

/** Drivers' vehicles and cards, and what a company allows its cards. */
export interface DriverTables {
  driverPreference: DriverPreferenceTable
  vehicle: VehicleTable
  driverCard: DriverCardTable
  cardOrder: CardOrderTable
  cardLink: CardLinkTable
  driverReservation: DriverReservationTable
  cardLimit: CardLimitTable
  cardBlock: CardBlockTable
  sessionAllowance: SessionAllowanceTable
}

interface DriverPreferenceTable {
  userId: string
  /** Which notices the driver wants, as a JSON object of booleans. */
  notices: string
}

interface VehicleTable {
  id: string
  userId: string
  name: string
  plate: string | null
  batteryWh: number | null
  createdAt: string
}

/** Whose a card is, or was. It stays when the card is lost or handed on, so that its history stays its holder's. */
interface DriverCardTable {
  idTag: string
  userId: string
  state: 'active' | 'lost' | 'returned'
  linkedAt: string
  linkedBy: 'tap' | 'order' | 'operator' | 'fleet'
  /** When it was reported lost, or handed back. */
  endedAt: string | null
  /** The card that took its place. */
  replacedBy: string | null
}

/** A card that a driver has asked for. */
interface CardOrderTable {
  id: string
  userId: string
  state: 'ordered' | 'fulfilled' | 'cancelled'
  /** Where to send it, `{ name, address }` as JSON under the driver's key; null when that is done with. */
  sealedDelivery: string | null
  /** The lost card that it is for. */
  replaces: string | null
  /** The card that was sent. */
  idTag: string | null
  orderedAt: string
  settledAt: string | null
}

/** A driver stands at a post and is about to tap a card that nobody has. */
interface CardLinkTable {
  id: string
  userId: string
  chargerId: number
  state: 'waiting' | 'tapped' | 'linked' | 'refused'
  /** The card that was tapped. */
  idTag: string | null
  attempts: Generated<number>
  askedAt: string
  expiresAt: string
  tappedAt: string | null
}

/** The most that a card may take at its account's expense. */
interface CardLimitTable {
  idTag: string
  per: 'session' | 'day' | 'month'
  unit: 'idr' | 'wh'
  amount: number
}

/** A card that its holder or its company has blocked; `Blocked` in the card's own row is the operator's. */
interface CardBlockTable {
  idTag: string
  side: 'holder' | 'company'
  since: string
}

/** What a session of a limited card may take, fixed when it starts. */
interface SessionAllowanceTable {
  transactionId: number
  limitWh: number
  limitSeconds: number | null
  /** The most that it can cost. */
  limitIdr: number
  /** Who ends it there; null until its charger was asked to. */
  limitedBy: 'charger' | 'cloud' | null
  /** When there is something to do for it. */
  dueAt: string | null
}

/** A reservation that a driver made by themselves. */
interface DriverReservationTable {
  reservationId: number
  userId: string
  /** `card`: the post takes it at a tap; `code`: it is given free when the driver is there. */
  heldBy: 'card' | 'code'
  /** Wrong codes that were typed in for it. */
  wrongCodes: Generated<number>
  askedAt: string
  /** When the driver said, by its code, that they stand there. */
  arrivedAt: string | null
  /** When the driver did not want it any more, whatever the charger said to that. */
  letGoAt: string | null
}
