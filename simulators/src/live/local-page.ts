import type { Context, Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

/**
 * For a page that drives something on this machine: strict headers, and an answer only to the page's own `Host` names
 * (with their port), since a page elsewhere that rebinds its name to 127.0.0.1 sends its own.
 */
export function guardLocalPage(app: Hono, hosts: () => readonly string[]): void {
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    }),
    async (c, next) => {
      if (!hosts().includes(c.req.header('host') ?? ''))
        return problem(c, 403, `This page is served at http://${hosts()[0]}/ only.`)
      await next()
      if (c.res.headers.get('cache-control') === null) c.header('cache-control', 'no-cache')
    },
  )
}

export function problem(
  c: Context,
  status: 403 | 404 | 409 | 413 | 415 | 422 | 503,
  detail: string,
): Response {
  return c.json({ title: 'Not done', status, detail }, status, {
    'content-type': 'application/problem+json',
  })
}
