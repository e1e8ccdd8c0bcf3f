import { createHash } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { assetText } from '../web/assets.ts'

/** The one style that may stand in a page: page-style.ts. */
const ownStyle = `'sha256-${createHash('sha256').update(assetText('style.css')).digest('base64')}'`

/**
 * Nothing from anybody else, nothing inline but our own style sheet; images may be data for the API reader's own icons,
 * and tiles of the server that is configured.
 */
const contentSecurityPolicy = (tiles: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${ownStyle}`,
    `img-src 'self' data:${tiles}`,
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

/** `mapTilesUrl` is the address of a tile, or null. */
export function pageSecurity(mapTilesUrl: string | null): MiddlewareHandler {
  const tiles = mapTilesUrl === null ? '' : ` ${new URL(mapTilesUrl).origin}`
  const policy = contentSecurityPolicy(tiles)
  return async (c, next) => {
    await next()
    c.header('Content-Security-Policy', policy)
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('Referrer-Policy', 'same-origin')
  }
}
