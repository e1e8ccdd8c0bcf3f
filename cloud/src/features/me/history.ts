import { daysOfMonth } from '../../core/usage-by-time.ts'
import { csvLine } from '../../http/csv.ts'
import type { Services } from '../../services.ts'
import { type Language, placeOf } from '../../web/language.ts'
import type { Session } from '../charging/schemas.ts'
import { listDriverSessions } from '../drivers/history.ts'
import { receiptUrlsOf } from '../receipts/queries.ts'
import { meWords } from './words.ts'

/** More than anybody charges in a month. */
const mostInMonth = 1000

export interface OwnSession {
  readonly session: Session
  readonly receiptUrl: string | undefined
}

/** A month's sessions with their receipts, the newest first. */
export async function ownSessions(
  services: Services,
  { userId, month }: { userId: string; month: string },
): Promise<OwnSession[]> {
  const page = { before: undefined, month, limit: mostInMonth }
  const sessions = await listDriverSessions(services.read, userId, page)
  const receiptUrls = await receiptUrlsOf(
    services,
    sessions.map(({ id }) => id),
  )
  return sessions.map((session) => ({ session, receiptUrl: receiptUrls.get(session.id) }))
}

/** Wh by day of the month, `01` to `31`, each at its site's own calendar. */
export function energyByDay(
  sessions: readonly OwnSession[],
  month: string,
): { day: number; energyWh: number }[] {
  const sums = new Map<number, number>()
  for (const { session } of sessions) {
    const day = Number((session.businessDay ?? session.startedAt).slice(8, 10))
    sums.set(day, (sums.get(day) ?? 0) + (session.energyWh ?? 0))
  }
  return daysOfMonth(month).map((_, index) => ({ day: index + 1, energyWh: sums.get(index + 1) ?? 0 }))
}

/** A month as a spreadsheet takes it. */
export function historyCsv(sessions: readonly OwnSession[], language: Language): string {
  const lines = sessions.map(({ session, receiptUrl }) => [
    localTimestamp(session, language),
    session.chargePointId,
    session.siteSlug,
    session.connectorId,
    session.idTag,
    session.energyWh,
    session.amountIdr,
    session.state,
    receiptUrl ?? null,
  ])
  return [meWords[language].history.csvHead, ...lines].map(csvLine).join('')
}

/** `2026-11-23 14:05 WITA`: where it was, as one remembers it. */
function localTimestamp({ startedAt, timeZone }: Session, language: Language): string {
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return `${text.format(Date.parse(startedAt))} ${placeOf({ timeZone }, language).letters}`
}
