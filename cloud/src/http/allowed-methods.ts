import type { Hono } from 'hono'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** The methods that something answers at a path; none for a path that is not known. */
export function allowedMethods(app: Hono, path: string): string[] {
  const allowed = methods.filter((method) => {
    const [handlers] = app.router.match(method, path)
    // Middleware is mounted for all methods.
    return handlers.some(([[, route]]) => route.method === method)
  })
  // What can be got can be asked about: RFC 9110 §9.3.2.
  return allowed.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
}
