import { createHash } from 'node:crypto'
import { toIso } from '@colok/shared/time'
import type { Context, MiddlewareHandler } from 'hono'
import { first } from '../db/database.ts'
import type { Services } from '../services.ts'
import type { Actor } from './actor.ts'
import { Problem } from './problem.ts'

/** An answer longer than this is not kept. */
const maxKeptBody = 64 * 1024

interface KeptAnswer {
  readonly fingerprint: string
  readonly state: 'running' | 'done'
  readonly status: number | null
  readonly contentType: string | null
  readonly body: string | null
}

/**
 * A POST with an `Idempotency-Key` acts once: the same request with the same key gets the first answer again, marked
 * `Idempotency-Replayed`. The key is one client's own; with another request behind it, it is refused. A refusal is not
 * kept, since nothing was done: the same key may try again.
 */
export function idempotentPosts(services: Services): MiddlewareHandler {
  return async (c, next) => {
    const idempotencyKey = c.req.header('Idempotency-Key')
    if (c.req.method !== 'POST' || idempotencyKey === undefined) return next()
    if (!/^[\x21-\x7e]{1,128}$/.test(idempotencyKey))
      throw new Problem(
        'invalid-request',
        'An Idempotency-Key is 1 to 128 printable characters without spaces.',
      )
    const request: Request = {
      actorId: c.var.actor.id,
      idempotencyKey,
      fingerprint: fingerprintOf(c, await c.req.text()),
    }
    const kept = await begin(services, request)
    if (kept !== undefined) return replay(c, kept, request.fingerprint)
    await next()
    await finish(services, request, c.res)
  }
}

interface Request {
  readonly actorId: string
  readonly idempotencyKey: string
  readonly fingerprint: string
}

/** Of the request, and of what its client then was: an answer is not for whoever may see less by now. */
function fingerprintOf({ req, var: { actor } }: Context, body: string): string {
  const { role, reach }: Actor = actor
  return createHash('sha256')
    .update([req.method, req.path, new URL(req.url).search, JSON.stringify({ role, reach }), body].join('\n'))
    .digest('hex')
}

/** Takes the key for this request; what is kept of it when it is taken already. */
function begin(services: Services, request: Request): Promise<KeptAnswer | undefined> {
  const key = [request.actorId, request.idempotencyKey]
  return services.writer.write(async (tx) => {
    const taken = await tx.run(
      `insert into idempotent_request (actor_id, idempotency_key, fingerprint, state, created_at)
       values (?, ?, ?, 'running', ?) on conflict do nothing`,
      [...key, request.fingerprint, toIso(services.clock.wallMs())],
    )
    if (taken > 0) return undefined
    return first<KeptAnswer>(
      tx,
      `select fingerprint, state, status, content_type, body from idempotent_request
       where actor_id = ? and idempotency_key = ?`,
      key,
    )
  })
}

function replay(c: Context, kept: KeptAnswer, fingerprint: string): Response {
  if (kept.fingerprint !== fingerprint)
    throw new Problem('key-reused', 'This Idempotency-Key came with another request before; use a new one.')
  if (kept.state === 'running')
    throw new Problem(
      'conflict',
      'The first request with this key is under way or was cut off; look at what it was to change.',
    )
  if (kept.body === null)
    throw new Problem(
      'conflict',
      'It was done already; the answer held a secret, or was long, and was not kept.',
    )
  c.header('Idempotency-Replayed', 'true')
  c.header('Content-Type', kept.contentType ?? 'application/json')
  return c.body(kept.body, kept.status as 200)
}

async function finish(services: Services, request: Request, response: Response): Promise<void> {
  const key = [request.actorId, request.idempotencyKey]
  if (!response.ok) {
    await services.writer.write((tx) =>
      tx.run('delete from idempotent_request where actor_id = ? and idempotency_key = ?', key),
    )
    return
  }
  const isSecret = response.headers.get('Cache-Control') === 'no-store'
  const body = isSecret ? null : await response.clone().text()
  const kept = body !== null && body.length <= maxKeptBody ? body : null
  await services.writer.write((tx) =>
    tx.run(
      `update idempotent_request set state = 'done', status = ?, content_type = ?, body = ?
       where actor_id = ? and idempotency_key = ?`,
      [response.status, response.headers.get('Content-Type'), kept, ...key],
    ),
  )
}
