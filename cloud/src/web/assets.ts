import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Hono } from 'hono'

const types = {
  'style.css': 'text/css; charset=utf-8',
  'live.js': 'text/javascript; charset=utf-8',
  'docs.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const

export type AssetName = keyof typeof types

interface Asset {
  readonly body: string
  readonly hash: string
}

const assets = Object.fromEntries(
  Object.keys(types).map((name) => {
    const body = readFileSync(new URL(`static/${name}`, import.meta.url), 'utf8')
    return [
      name,
      {
        body,
        hash: createHash('sha256').update(body).digest('hex').slice(0, 12),
      },
    ]
  }),
) as Record<AssetName, Asset>

/** The address of a static file. It changes with the content, so browsers may keep it for good. */
export function assetUrl(name: AssetName): string {
  return `/static/${assets[name].hash}/${name}`
}

/** Serves the static files at `/static/{hash}/{name}`; an old hash gets the new content, but may not be kept. */
export function assetRoutes(): Hono {
  return new Hono().get('/:hash/:name', (c) => {
    const name = c.req.param('name')
    if (!isAsset(name)) return c.notFound()
    const { body, hash } = assets[name]
    const cacheControl = c.req.param('hash') === hash ? 'public, max-age=31536000, immutable' : 'no-cache'
    return c.body(body, 200, {
      'Content-Type': types[name],
      'Cache-Control': cacheControl,
    })
  })
}

function isAsset(name: string): name is AssetName {
  return Object.hasOwn(types, name)
}
