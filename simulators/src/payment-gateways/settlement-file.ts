import type { Clock } from '@colok/shared/time'
import { jakartaText } from './jakarta.ts'
import type { ProviderBook } from './provider-book.ts'

const path = /^\/settlement-reports\/(\d{4}-\d{2}-\d{2})\.csv$/

/**
 * `GET /settlement-reports/2026-11-23.csv`: what a provider paid out to the merchant's bank on a day in Jakarta, as its back
 * office gives it for downloading (the address is ours). Asked for on the day itself, all that is owed is paid out at once,
 * so that a demonstration need not wait for the night. Undefined for every other request.
 */
export function settlementFile(book: ProviderBook, clock: Clock, request: Request): Response | undefined {
  const day = path.exec(new URL(request.url).pathname)?.[1]
  if (day === undefined || request.method !== 'GET') return undefined
  const now = clock.wallMs()
  if (day === jakartaText(now).slice(0, 10)) book.settle(now)
  const report = book.reportOf(day)
  if (report === undefined) return new Response('Nothing was paid out on that day.\n', { status: 404 })
  const headers = {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="settlement-${day}.csv"`,
  }
  return new Response(report, { headers })
}
