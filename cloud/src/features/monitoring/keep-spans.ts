import { type Instant, toIso } from '@colok/shared/time'
import { type SpanState, spanStateOf } from '../../core/availability.ts'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { first, type Tx } from '../../db/database.ts'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'

const lookEveryMs = 60_000

/** Not looked for so long: this system was down, and nobody knows what the sockets did. */
const missedMs = 5 * 60_000

/** After a start chargers need this long to come back; until then their absence is ours. */
const comeBackMs = 10 * 60_000

/** What was longer ago is nobody's question any more. */
const keptMs = 800 * 24 * 3_600_000

/** Sockets in one commit. */
const atOnce = 1000

interface Seen {
  readonly chargerId: number
  readonly connectorId: number
  readonly connected: number
  readonly status: string | null
  readonly statusAt: string | null
  readonly connectedAt: string | null
  readonly disconnectedAt: string | null
  readonly spanSince: string | null
  readonly spanState: SpanState | null
}

/**
 * Keeps, once a minute, since when each socket is in which state, so that how it was for how long is known after any
 * restart. What is shorter than a minute is in the charger's own history only.
 */
export function keepSpans(services: Services): Job {
  return {
    name: 'keep spans',
    everyMs: lookEveryMs,
    async run() {
      const now = services.clock.wallMs()
      const lookedAt = await lastLook(services)
      const wasAway = lookedAt !== undefined && now - lookedAt > missedMs
      if (wasAway) await services.writer.write((tx) => forgetBetween(tx, lookedAt))
      const backAt = wasAway ? now : await awaySince(services)
      const isWaiting = backAt !== undefined && now - backAt < comeBackMs
      const changed = (await sockets(services)).flatMap((socket) => {
        const state = spanStateOf({ connected: socket.connected === 1, status: socket.status })
        // Who has not come back yet after we were away is not lost.
        const isOurs = isWaiting && state === 'offline' && (socket.spanState ?? 'unknown') === 'unknown'
        return isOurs || state === socket.spanState ? [] : [{ ...socket, state }]
      })
      for (let index = 0; index < changed.length; index += atOnce)
        await services.writer.write((tx) => begin(tx, changed.slice(index, index + atOnce), now))
      await services.writer.write((tx) => noteLook(tx, now, wasAway))
    },
  }
}

async function lastLook(services: Services): Promise<Instant | undefined> {
  const row = await first<{ lookedAt: string }>(
    services.read,
    'select looked_at from socket_watch where id = 1',
    [],
  )
  return row && fromStoredInstant(row.lookedAt)
}

/** When this system was last found to have been away. */
async function awaySince(services: Services): Promise<Instant | undefined> {
  const row = await first<{ lookedAt: string }>(
    services.read,
    'select looked_at from socket_watch where id = 2',
    [],
  )
  return row && fromStoredInstant(row.lookedAt)
}

async function noteLook(tx: Tx, now: Instant, wasAway: boolean): Promise<void> {
  await tx.run('delete from socket_span where until < ?', [toIso(now - keptMs)])
  for (const id of wasAway ? [1, 2] : [1])
    await tx.run(
      `insert into socket_watch (id, looked_at) values (?, ?)
       on conflict (id) do update set looked_at = excluded.looked_at`,
      [id, toIso(now)],
    )
}

/** From the last look on nothing is known of any socket. */
async function forgetBetween(tx: Tx, lookedAt: Instant): Promise<void> {
  const at = toIso(lookedAt)
  await tx.run(
    `insert into socket_span (charger_id, connector_id, since, state)
     select charger_id, connector_id, ?, 'unknown' from socket_span
     where until is null and state <> 'unknown' and since < ?`,
    [at, at],
  )
  await tx.run(`update socket_span set until = ? where until is null and since < ? and state <> 'unknown'`, [
    at,
    at,
  ])
}

const sockets = (services: Services): Seen[] | Promise<Seen[]> =>
  services.read.all<Seen>(
    `select connector.charger_id, connector.connector_id, connected, status, status_at, connected_at, disconnected_at,
       socket_span.since as span_since, state as span_state
     from connector join charger on charger.id = connector.charger_id
     left join socket_span on socket_span.charger_id = connector.charger_id
       and socket_span.connector_id = connector.connector_id and until is null
     where connector.connector_id > 0 and (connected = 1 or disconnected_at is not null)
     order by connector.charger_id, connector.connector_id`,
    [],
  )

type Changed = Seen & { readonly state: SpanState }

/** Ends the span that there was, and begins the next when the change was told, as far as that can be. */
async function begin(tx: Tx, changed: readonly Changed[], now: Instant): Promise<void> {
  for (const socket of changed) {
    const { chargerId, connectorId, state, spanSince } = socket
    const since = toIso(changedAt(socket, now))
    await tx.run(
      'update socket_span set until = ? where charger_id = ? and connector_id = ? and until is null',
      [since, chargerId, connectorId],
    )
    // What changed twice within a millisecond is what it was last.
    if (spanSince === since)
      await tx.run(
        'update socket_span set state = ?, until = null where charger_id = ? and connector_id = ? and since = ?',
        [state, chargerId, connectorId, since],
      )
    else
      await tx.run('insert into socket_span (charger_id, connector_id, since, state) values (?, ?, ?, ?)', [
        chargerId,
        connectorId,
        since,
        state,
      ])
  }
}

/** Never before the span that it ends, nor in the future: a charger's clock may be anything. */
function changedAt(socket: Changed, now: Instant): Instant {
  const { state, connectedAt, disconnectedAt, statusAt, spanSince, spanState } = socket
  const told =
    state === 'offline' ? disconnectedAt : spanState === 'offline' ? connectedAt : (statusAt ?? connectedAt)
  const earliest = spanSince === null ? Number.NEGATIVE_INFINITY : fromStoredInstant(spanSince)
  const at = told === null ? now : fromStoredInstant(told)
  // Of a socket that is seen for the first time, or again after we were away, only the present is known.
  return spanSince === null || spanState === 'unknown' ? now : Math.min(now, Math.max(earliest, at))
}
