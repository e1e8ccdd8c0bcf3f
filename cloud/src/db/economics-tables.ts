/** Sites' papers, what a post costs, and the reports that are sent. */
export interface EconomicsTables {
  siteDocument: SiteDocumentTable
  documentReminders: DocumentRemindersTable
  purchaseTariff: PurchaseTariffTable
  postCost: PostCostTable
  reportSchedule: ReportScheduleTable
  report: ReportTable
}

/** A paper that the authorities ask for. A newer one of its kind takes its place; none is ever deleted. */
interface SiteDocumentTable {
  id: string
  siteId: string
  /** The charger that it is about; null for the whole site. */
  chargerId: number | null
  kind: 'operatorLicence' | 'spkluNumber' | 'slo' | 'meterSeal'
  /** As it stands on the paper. */
  number: string
  issuer: string | null
  /** Days, `2026-11-23`; `expiresOn` is the last on which it holds, null for one that does not end. */
  issuedOn: string
  expiresOn: string | null
  fileName: string | null
  /** Null until its file is there as a whole. */
  mediaType: string | null
  /** Under which its file is kept in pieces, or is being sent; null: under the id of this row. */
  fileId: string | null
  sizeBytes: number | null
  savedBy: string
  savedAt: string
  /** When somebody said that it does not count: a mistake, or taken back by whoever issued it. */
  withdrawnAt: string | null
}

/** One row, `all`: who is told that papers end, and how early. */
interface DocumentRemindersTable {
  id: string
  /** Addresses as JSON, encrypted. */
  sealedRecipients: string
  /** Numbers of days as JSON. */
  daysBefore: string
  savedBy: string
  savedAt: string
}

/** What a site pays the utility, from a day on. */
interface PurchaseTariffTable {
  siteId: string
  validFrom: string
  /** Hundredths of a rupiah: tariffs have two digits behind the point. */
  priceSenPerKwh: number
  standingIdrPerMonth: number
  /** What it rests on: a bill, a decree. */
  source: string
  savedBy: string
  savedAt: string
}

/** What a post, or a site, costs in each month from the first to the last, both included. */
interface PostCostTable {
  id: string
  siteId: string
  /** Null: divided evenly among the site's chargers. */
  chargerId: number | null
  kind: 'sim' | 'visit' | 'rent' | 'other'
  amountIdr: number
  fromMonth: string
  /** Null while it goes on. */
  untilMonth: string | null
  note: string | null
  savedBy: string
  savedAt: string
}

interface ReportScheduleTable {
  id: string
  name: string
  every: 'day' | 'week' | 'month'
  /** Whose sites it is about; null for all. */
  organisationId: string | null
  language: 'id' | 'en'
  timeZone: string
  /** Addresses as JSON, encrypted. */
  sealedRecipients: string
  /** Those addresses as they may be shown, as a JSON array. */
  maskedRecipients: string
  /** The first day that it tells of. */
  startsOn: string
  createdBy: string
  createdAt: string
  endedAt: string | null
}

/** What a schedule has told of a period, as it was then. */
interface ReportTable {
  id: string
  scheduleId: string
  fromDay: string
  /** The first day after it. */
  untilDay: string
  /** A ReportContent as JSON. */
  content: string
  writtenAt: string
}
