import { createHash } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { assetUrl, readStatic } from './assets.ts'
import { offlinePage } from './offline-page.tsx'

/** What a page needs to be shown without a signal. */
const shell = ['/offline', assetUrl('style.css'), assetUrl('live.js'), assetUrl('icon.svg')]

const worker = workerText()

/** What makes the pages an app on a phone: its manifest, its worker, and the page for when there is no signal. */
export function progressiveRoutes(): Hono {
  return new Hono()
    .get('/manifest.webmanifest', (c) =>
      c.body(JSON.stringify(manifest), 200, {
        'Content-Type': 'application/manifest+json',
        'Cache-Control': 'max-age=86400',
      }),
    )
    .get('/worker.js', (c) =>
      c.body(worker, 200, { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'no-cache' }),
    )
    .get('/offline', (c: Context) => c.html(offlinePage()))
}

const manifest = {
  id: '/',
  name: 'Colok',
  short_name: 'Colok',
  description: 'Pengisian motor listrik',
  lang: 'id',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  background_color: '#FBFBF8',
  theme_color: '#FBFBF8',
  categories: ['travel', 'utilities'],
  icons: [
    { src: assetUrl('icon.svg'), sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    ...[192, 512].map((size) => ({
      src: assetUrl(size === 192 ? 'icon-192.png' : 'icon-512.png'),
      sizes: `${size}x${size}`,
      type: 'image/png',
      purpose: 'any maskable',
    })),
  ],
  shortcuts: [{ name: 'Pos terdekat', url: '/nearest' }],
}

/** The worker's text, told which files it keeps; another version of any of them is another worker. */
function workerText(): string {
  const text = readStatic('worker.js').toString()
  const version = createHash('sha256')
    .update(text + shell.join() + String(offlinePage()))
    .digest('hex')
    .slice(0, 12)
  return `const version = ${JSON.stringify(version)}\nconst files = ${JSON.stringify(shell)}\n${text}`
}
