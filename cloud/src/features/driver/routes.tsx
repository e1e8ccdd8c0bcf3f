/** @jsxRuntime automatic @jsxImportSource hono/jsx */

import { postCodeLeftMs } from '@colok/shared/post-code'
import { type Context, Hono } from 'hono'
import { toString as qrToString } from 'qrcode'
import { streamSnapshots } from '../../http/snapshots.ts'
import type { Services } from '../../services.ts'
import { errorPage } from '../../web/error-page.tsx'
import { languageOf, words } from '../../web/language.ts'
import { listChargers } from '../chargers/queries.ts'
import { HelpPage } from './help-page.tsx'
import { PostPage, Sockets } from './post-page.tsx'
import { StartPage } from './start-page.tsx'
import { postView } from './view.ts'

/** The most posts on the start page. */
const postsShown = 50

/** The pages for drivers: complete from HTML alone, then live. */
export function driverRoutes(services: Services): Hono {
  return new Hono()
    .get('/', async (c) => {
      const language = languageOf(c)
      const { items: chargers } = await listChargers(services, {
        reach: { kind: 'all' },
        sort: 'chargePointId',
        limit: postsShown,
      })
      return c.html(<StartPage chargers={chargers} language={language} />)
    })
    .get('/help', (c) =>
      c.html(<HelpPage contact={services.settings.operator.contact} language={languageOf(c)} />),
    )
    .get('/c/:chargePointId', async (c) => {
      const language = languageOf(c)
      const post = await postView(services, c.req.param('chargePointId'))
      if (post === undefined) return unknownPost(c)
      return c.html(<PostPage post={post} language={language} />)
    })
    .get('/c/:chargePointId/live', async (c) => {
      const language = languageOf(c)
      const chargePointId = c.req.param('chargePointId')
      if ((await postView(services, chargePointId)) === undefined) return unknownPost(c)
      return streamSnapshots(c, {
        clock: services.clock,
        changes: services.changes,
        chargePointId,
        initially: [chargePointId],
        snapshot: async () => {
          const post = await postView(services, chargePointId)
          return post && String(<Sockets post={post} language={language} />)
        },
        turnsInMs: () => postCodeLeftMs(services.clock.wallMs()),
      })
    })
    .get('/c/:chargePointId/qr.svg', async (c) => {
      const chargePointId = c.req.param('chargePointId')
      if ((await postView(services, chargePointId)) === undefined) return unknownPost(c)
      const address = `${services.settings.publicUrl}/c/${encodeURIComponent(chargePointId)}`
      const svg = await qrToString(address, {
        type: 'svg',
        errorCorrectionLevel: 'Q',
      })
      return c.body(svg, 200, { 'Content-Type': 'image/svg+xml' })
    })
}

function unknownPost(c: Context) {
  const { error } = words[languageOf(c)]
  const message = error.unknownChargerText(c.req.param('chargePointId') ?? '')
  return errorPage(c, { status: 404, title: error.unknownCharger, message })
}
