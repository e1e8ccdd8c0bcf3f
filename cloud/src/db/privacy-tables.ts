/** Personal data: keys of people, what they have consented to, and what was exposed. */
export interface PrivacyTables {
  personKey: PersonKeyTable
  consentEntry: ConsentEntryTable
  breach: BreachTable
  breachPerson: BreachPersonTable
}

/** What is sealed in records that never change is sealed under the key of the person that it is about. */
interface PersonKeyTable {
  personId: string
  /** Under the system's secret; null when the person has been forgotten. */
  sealedKey: string | null
  createdAt: string
  forgottenAt: string | null
}

/** Never changed, never deleted: the newest of a purpose counts. */
interface ConsentEntryTable {
  id: string
  userId: string
  purpose: string
  /** Of the text that was shown. */
  version: string
  given: number
  at: string
  channel: string
  /** Under the person's key. */
  sealedAddress: string | null
}

/** Personal data that somebody got who should not, or that was lost (UU 27/2022, article 46). */
interface BreachTable {
  id: string
  title: string
  exposedData: string
  whatHappened: string
  remedy: string
  /** Who is affected, AffectedPeople as JSON. */
  affected: string
  happenedAt: string
  discoveredAt: string
  deadlineAt: string
  /** When those who have to tell are reminded next; null when all is done. */
  nextReminderAt: string | null
  /** When a person said that those who are affected are to be told. */
  noticesAskedAt: string | null
  /** When the last message was queued. */
  peopleToldAt: string | null
  authorityToldAt: string | null
  authorityReference: string | null
}

interface BreachPersonTable {
  breachId: string
  userId: string
  foundAt: string
  toldAt: string | null
  messageId: string | null
  /** Why no message could be queued. */
  problem: string | null
}
