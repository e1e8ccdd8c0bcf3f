import type { Generated } from 'kysely'

/** What is settled later: by providers, and by organisations. */
export interface SettlementTables {
  settlementReport: SettlementReportTable
  settlementRow: SettlementRowTable
  dayMatch: DayMatchTable
  postpaidAccount: PostpaidAccountTable
  postpaidCharge: PostpaidChargeTable
  postpaidCorrection: PostpaidCorrectionTable
  invoice: InvoiceTable
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

/** An organisation whose cards charge now and which pays by the month. */
interface PostpaidAccountTable {
  id: string
  slug: string
  name: string
  address: string
  taxNumber: string | null
  payWithinDays: number
  blocked: number
  /** The company whose riders it is for. */
  organisationId: string | null
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

/** What a session on an invoice cost otherwise, as it came out later: the differences, which come with a later invoice. */
interface PostpaidCorrectionTable {
  /** Of the correction, by which it is there once. */
  ref: string
  sessionId: string
  accountId: string
  /** The number of the invoice that the session stands on. */
  corrects: number
  /** `2026-12`, in which it was corrected. */
  month: string
  energyWh: number
  amountIdr: number
  pbjtIdr: number
  ppnIdr: number
  /** The number of the invoice that it stands on itself. */
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
