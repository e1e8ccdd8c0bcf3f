/** Partners: what was agreed on, what each of them earns, what was stated and what was paid out. */
export interface PartnerTables {
  agreement: AgreementTable
  agreementPlace: AgreementPlaceTable
  settledSession: SettledSessionTable
  partnerEntry: PartnerEntryTable
  statement: StatementTable
  statementEntry: StatementEntryTable
  partnerBankAccount: PartnerBankAccountTable
  payout: PayoutTable
}

/** Never changed but for its end, which is set once. */
interface AgreementTable {
  id: string
  organisationId: string
  /** AgreementTerms as JSON. */
  terms: string
  /** The first business day on which it holds, and the first on which it no longer does. */
  startsOn: string
  endsOn: string | null
  /** The one whose place it has taken. */
  supersedes: string | null
  note: string | null
  createdBy: string
  createdAt: string
}

/** What an agreement is about: a whole site, or one charger. */
interface AgreementPlaceTable {
  id: string
  agreementId: string
  siteId: string
  chargerId: number | null
  /** `owned`: the partner's; `hosted`: ours, at his place; `consignment`: ours, in his hands. */
  holding: 'owned' | 'hosted' | 'consignment'
}

/** A session whose revenue stands in the ledger, by which journal; null where nothing was posted. */
interface SettledSessionTable {
  sessionId: string
  journalRef: string | null
  settledAt: string
}

/** What a partner has got, or owes, for something. Never changed; a correction is another one. */
interface PartnerEntryTable {
  id: string
  organisationId: string
  agreementId: string
  kind: 'session' | 'correction' | 'gatewayFee' | 'electricityBill' | 'guarantee'
  /** What it is about, `session:0199…`: the same thing is entered once. Its journal is `partner:{ref}`. */
  ref: string
  siteId: string | null
  chargerId: number | null
  sessionId: string | null
  /** By the site's clocks; it says to which month it belongs. */
  businessDay: string
  energyWh: number
  /** What drivers were charged, with what of it is tax; negative where it was given back. */
  chargedIdr: number
  pbjtIdr: number
  ppnIdr: number
  /** A PartnerPart: what is owed to the partner, negative what he owes. */
  shareIdr: number
  electricityIdr: number
  gatewayFeeIdr: number
  note: string | null
  createdAt: string
}

/** Written once, after what stands on it; the database lets nothing be added to it then. */
interface StatementTable {
  id: string
  /** Counted over all partners, without gaps. */
  number: number
  organisationId: string
  /** `2026-11`. */
  period: string
  /** StatementContent as JSON. */
  content: string
  dueIdr: number
  closedBy: string
  closedAt: string
}

interface StatementEntryTable {
  entryId: string
  statementId: string
}

/** Where a partner is paid, once a second person has confirmed it. */
interface PartnerBankAccountTable {
  id: string
  organisationId: string
  /** BankAccount as JSON, encrypted. */
  sealedAccount: string
  /** What of it may be shown: `BPD Bali …4321, Made`. */
  masked: string
  state: 'proposed' | 'confirmed' | 'refused' | 'replaced'
  proposedBy: string
  proposedByName: string
  proposedAt: string
  decidedBy: string | null
  decidedByName: string | null
  decidedAt: string | null
}

interface PayoutTable {
  id: string
  number: number
  organisationId: string
  bankAccountId: string
  amountIdr: number
  state: 'proposed' | 'approved' | 'paid' | 'refused'
  note: string | null
  proposedBy: string
  proposedByName: string
  proposedAt: string
  approvedBy: string | null
  approvedByName: string | null
  approvedAt: string | null
  /** Who said that it was paid, or refused it. */
  endedBy: string | null
  endedByName: string | null
  endedAt: string | null
  bankReference: string | null
  refusal: string | null
}
