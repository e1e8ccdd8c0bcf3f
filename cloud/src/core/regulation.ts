/** What an operator of public chargers has to have for a site, or for each charger on it, in the order of a checklist. */
export const documentKinds = ['operatorLicence', 'spkluNumber', 'slo', 'meterSeal'] as const
export type DocumentKind = (typeof documentKinds)[number]

/** A meter is sealed (*tera*) for each charger; the rest is the site's. */
const isPerCharger = (kind: DocumentKind): boolean => kind === 'meterSeal'

/** A paper as it is kept. Days are calendar days, `2026-11-23`. */
export interface KeptDocument {
  readonly id: string
  readonly kind: DocumentKind
  /** Null for a paper of the whole site. */
  readonly chargePointId: string | null
  readonly issuedOn: string
  /** The last day on which it holds; null for one without an end. */
  readonly expiresOn: string | null
  readonly isWithdrawn: boolean
}

export interface ChecklistItem<Document extends KeptDocument> {
  readonly kind: DocumentKind
  readonly chargePointId: string | null
  readonly state: 'missing' | 'valid' | 'endsSoon' | 'ended'
  /** Days until its last one, negative after it; null without an end, or without a paper. */
  readonly daysLeft: number | null
  /** The one that counts. */
  readonly document: Document | null
}

/** Whether something is to be done about it. */
export const isOpen = ({ state }: Pick<ChecklistItem<KeptDocument>, 'state'>): boolean => state !== 'valid'

/** From so many days before its end a paper is to be renewed: an SLO takes weeks. */
export const soonDays = 60

/** What a site has of what it needs on a day. */
export function checklistOf<Document extends KeptDocument>(
  site: { readonly chargers: readonly string[]; readonly documents: readonly Document[] },
  today: string,
): ChecklistItem<Document>[] {
  return documentKinds.flatMap((kind) =>
    (isPerCharger(kind) ? site.chargers : [null]).map((chargePointId) => {
      const document = countingOf(
        site.documents.filter((one) => one.kind === kind && one.chargePointId === chargePointId),
      )
      const daysLeft = document?.expiresOn == null ? null : daysBetween(today, document.expiresOn)
      return { kind, chargePointId, document: document ?? null, daysLeft, state: stateOf(document, daysLeft) }
    }),
  )
}

/** The newest of a kind counts; one that was issued later takes its place, however long the older one would hold. */
function countingOf<Document extends KeptDocument>(documents: readonly Document[]): Document | undefined {
  return documents
    .filter(({ isWithdrawn }) => !isWithdrawn)
    .toSorted((one, other) => order(one.issuedOn, other.issuedOn) || order(one.id, other.id))
    .at(-1)
}

function stateOf(document: KeptDocument | undefined, daysLeft: number | null) {
  if (document === undefined) return 'missing'
  if (daysLeft === null) return 'valid'
  return daysLeft < 0 ? 'ended' : daysLeft <= soonDays ? 'endsSoon' : 'valid'
}

/**
 * Which reminder is due for a paper: the smallest number of days before its end that has been reached, and -1 once it has
 * ended; undefined while none is. Who was not told in time is told once, and not once for each step that was missed.
 */
export function reminderDue(daysLeft: number | null, daysBefore: readonly number[]): number | undefined {
  if (daysLeft === null) return undefined
  if (daysLeft < 0) return -1
  const reached = daysBefore.filter((days) => daysLeft <= days)
  return reached.length === 0 ? undefined : Math.min(...reached)
}

/** Days from one calendar day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

const order = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)
