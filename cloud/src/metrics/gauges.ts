import { first } from '../db/database.ts'
import type { Services } from '../services.ts'

/** Figures that stand in memory or in the database, looked up when Prometheus asks. */
export function addGauges(
  services: Services,
  sources: { readonly connected: () => number; readonly queuedWrites: () => number },
): void {
  const { metrics, read } = services
  const count = async (statement: string): Promise<number> => {
    const row = await first<{ count: number }>(read, statement, [])
    return row?.count ?? 0
  }
  metrics.gauge('colok_chargers_connected', 'Chargers connected to this process', sources.connected)
  metrics.gauge('colok_db_queued_writes', 'Writes that wait for a commit', sources.queuedWrites)
  metrics.gauge('colok_sessions_under_way', 'Sessions that have not ended', () =>
    count("select count(*) as count from session where state = 'charging'"),
  )
  metrics.gauge('colok_suspect_sessions', 'Sessions that wait for a person to look', () =>
    count("select count(*) as count from session where suspect_reasons <> '[]' and resolution is null"),
  )
  metrics.gauge('colok_suspect_messages', 'Messages that fit no session and wait for a decision', () =>
    count('select count(*) as count from suspect_message where resolved_at is null'),
  )
  metrics.gauge('colok_queued_commands', 'Commands that wait for their charger', () =>
    count("select count(*) as count from queued_command where state = 'queued'"),
  )
  metrics.gauge('colok_webhook_deliveries_pending', 'Webhook deliveries that are due or will be', () =>
    count("select count(*) as count from webhook_delivery where state = 'pending'"),
  )
  metrics.gauge('colok_messages_pending', 'Messages to people that are not out yet', () =>
    count("select count(*) as count from message where due_at is not null and state = 'pending'"),
  )
}
