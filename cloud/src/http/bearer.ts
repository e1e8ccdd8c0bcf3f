import type { Context } from 'hono'

/** The bearer key of a request; null when there is an Authorization header that holds none. */
export function bearerOf(c: Context): string | null | undefined {
  const header = c.req.header('Authorization')
  if (header === undefined) return undefined
  return /^bearer +(\S{1,200}) *$/i.exec(header)?.[1] ?? null
}
