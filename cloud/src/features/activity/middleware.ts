import type { Context, MiddlewareHandler } from 'hono'
import type { Tx } from '../../db/database.ts'
import { addressOf } from '../../http/rate-limit.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from './commands.ts'
import { type Origin, whileOngoing } from './ongoing.ts'

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/** A path may be as long as anybody likes. */
const longestAction = 300

/**
 * Keeps every change that was asked for: by whom, from where, and what, in the same commit as the first change that comes of
 * it. What changed nothing, and what was refused, is kept afterwards with the status of its answer.
 */
export function keepRequests(services: Services): MiddlewareHandler {
  return async (c, next) => {
    // A page that is everybody's has no caller by name.
    if (reading.has(c.req.method) || c.get('actor') === undefined) return next()
    const request = `${c.req.method} ${c.req.path}`.slice(0, longestAction)
    const origin: Origin = {
      ...actorOf(c),
      channel: c.req.path.startsWith('/api/') && !isAskedByPage(c) ? 'api' : 'page',
      address: addressOf(c),
      request,
    }
    const deed = { actor: origin.actor, action: request, subject: subjectOf(c.req.path) }
    const isKept = await whileOngoing(
      origin,
      (tx, change) => recordActivity(tx, services, { ...deed, ...change }),
      next,
    )
    if (isKept && c.res.ok) return
    const detail = { status: c.res.status }
    const answered = (tx: Tx) => recordActivity(tx, services, { ...deed, detail })
    await whileOngoing(origin, answered, () => services.writer.write(() => {}))
  }
}

/** Our own pages ask the API within the process, which nobody can claim from outside. */
export const isAskedByPage = (c: Context): boolean =>
  (c.env as { isOfPage?: true } | undefined)?.isOfPage === true

function actorOf(c: Context): Pick<Origin, 'actorKind' | 'actorId' | 'actor'> {
  const { kind, id, name } = c.var.actor
  return { actorKind: kind, actorId: id, actor: name }
}

/** `/api/v1/chargers/CLK-0001/start` is done to `charger:CLK-0001`. */
function subjectOf(path: string): string {
  const [, collection, id] = /^\/api\/v1\/([a-z-]+?)s?(?:\/([^/]+))?(?:\/|$)/.exec(path) ?? []
  if (collection === undefined) return 'api'
  return id === undefined ? collection : `${collection}:${decoded(id).slice(0, longestAction)}`
}

/** As it was sent, where it is no percent-encoding of a text. */
function decoded(text: string): string {
  try {
    const plain = decodeURIComponent(text)
    return plain.includes('\u0000') ? text : plain
  } catch {
    return text
  }
}
