import type { MiddlewareHandler } from 'hono'
import type { Services } from '../../services.ts'
import { recordAudit } from './commands.ts'

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Keeps every change that was asked for through the API: by whom, what, and how it was answered. */
export function auditRequests(services: Services): MiddlewareHandler {
  return async (c, next) => {
    await next()
    if (reading.has(c.req.method)) return
    const { name } = c.var.actor
    const facts = {
      actor: name,
      action: `${c.req.method} ${c.req.path}`,
      subject: subjectOf(c.req.path),
      detail: { status: c.res.status },
    }
    await services.writer.write((tx) => recordAudit(tx, services, facts))
  }
}

/** `/api/v1/chargers/CLK-0001/start` is done to `charger:CLK-0001`. */
function subjectOf(path: string): string {
  const [, collection, id] = /^\/api\/v1\/([a-z-]+?)s(?:\/([^/]+))?(?:\/|$)/.exec(path) ?? []
  if (collection === undefined) return 'api'
  return id === undefined ? collection : `${collection}:${decoded(id)}`
}

/** As it was sent, where it is no percent-encoding. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
