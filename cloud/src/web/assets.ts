import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Hono } from 'hono'

/** Each file with its type and the parts that it is put together from. */
const files = {
  'style.css': {
    type: 'text/css; charset=utf-8',
    parts: ['tokens', 'base', 'frame', 'controls', 'state', 'session', 'bill', 'post', 'map'].map(
      (part) => `style/${part}.css`,
    ),
  },
  'console.css': {
    type: 'text/css; charset=utf-8',
    parts: [
      'tokens',
      'base',
      'frame',
      'controls',
      'state',
      'bill',
      'map',
      'records',
      'console',
      'list',
      'desk',
      'chat',
    ].map((part) => `style/${part}.css`),
  },
  'console.js': { type: 'text/javascript; charset=utf-8', parts: ['following.js', 'console.js'] },
  'records.css': { type: 'text/css; charset=utf-8', parts: ['style/records.css'] },
  'chart.css': { type: 'text/css; charset=utf-8', parts: ['style/chart.css'] },
  'live.js': { type: 'text/javascript; charset=utf-8', parts: ['following.js', 'live.js'] },
  'here.js': { type: 'text/javascript; charset=utf-8', parts: ['here.js'] },
  'power.js': { type: 'text/javascript; charset=utf-8', parts: ['power.js'] },
  'docs.js': { type: 'text/javascript; charset=utf-8', parts: ['docs.js'] },
  'icon.svg': { type: 'image/svg+xml', parts: ['icon.svg'] },
  'icon-192.png': { type: 'image/png', parts: ['icon-192.png'] },
  'icon-512.png': { type: 'image/png', parts: ['icon-512.png'] },
  'indonesia.svg': { type: 'image/svg+xml', parts: ['indonesia.svg'] },
} as const satisfies Readonly<Record<string, { type: string; parts: readonly string[] }>>

export type AssetName = keyof typeof files

interface Asset {
  readonly body: Uint8Array<ArrayBuffer>
  readonly hash: string
}

const assets = Object.fromEntries(
  Object.entries(files).map(([name, { parts }]) => {
    const body = Uint8Array.from(Buffer.concat(parts.map(readStatic)))
    return [name, { body, hash: createHash('sha256').update(body).digest('hex').slice(0, 12) }]
  }),
) as Record<AssetName, Asset>

/** The address of a static file. It changes with the content, so browsers may keep it for good. */
export function assetUrl(name: AssetName): string {
  return `/static/${assets[name].hash}/${name}`
}

/** By which another content of a file is known. */
export const assetHash = (name: AssetName): string => assets[name].hash

/** A file of text as it is served. */
export const assetText = (name: AssetName): string => Buffer.from(assets[name].body).toString()

/** Serves the static files at `/static/{hash}/{name}`; an old hash gets the new content, but may not be kept. */
export function assetRoutes(): Hono {
  return new Hono().get('/:hash/:name', (c) => {
    const name = c.req.param('name')
    if (!isAsset(name)) return c.notFound()
    const { body, hash } = assets[name]
    const cacheControl = c.req.param('hash') === hash ? 'public, max-age=31536000, immutable' : 'no-cache'
    return c.body(body, 200, {
      'Content-Type': files[name].type,
      'Cache-Control': cacheControl,
    })
  })
}

/** A file of the folder `static` as it is. */
export function readStatic(name: string): Buffer<ArrayBuffer> {
  return readFileSync(new URL(`static/${name}`, import.meta.url))
}

function isAsset(name: string): name is AssetName {
  return Object.hasOwn(files, name)
}
