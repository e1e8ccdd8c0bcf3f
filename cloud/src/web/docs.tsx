/** @jsxRuntime automatic @jsxImportSource hono/jsx */

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Hono } from 'hono'
import { assetUrl } from './assets.ts'

const require = createRequire(import.meta.url)
const folder = dirname(require.resolve('swagger-ui-dist/package.json'))

const files: ReadonlyMap<string, string> = new Map([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
])

/** The reader of `/openapi.json`, from files of our own installation. */
export function docsRoutes(): Hono {
  return new Hono()
    .get('/', (c) => c.html(<DocsPage />))
    .get('/:file', async (c) => {
      const file = c.req.param('file')
      const type = files.get(file)
      if (type === undefined) return c.notFound()
      return c.body(await readFile(join(folder, file)), 200, {
        'Content-Type': type,
        'Cache-Control': 'max-age=86400',
      })
    })
}

function DocsPage() {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>API · Colok</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href={assetUrl('icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href="/docs/swagger-ui.css" />
        <script defer src="/docs/swagger-ui-bundle.js" />
        <script defer src={assetUrl('docs.js')} />
      </head>
      <body>
        <main id="reader" />
      </body>
    </html>
  )
}
