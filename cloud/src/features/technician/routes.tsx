/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { formatClaimCode } from '@colok/shared/provisioning'
import { type Context, Hono } from 'hono'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { languageOf, placeOf, timeOfDay } from '../../web/language.ts'
import { findCharger, listChargers } from '../chargers/queries.ts'
import type { Charger } from '../chargers/schemas.ts'
import { createClaimCode } from '../claims/commands.ts'
import { formOf } from '../sign-in/page-input.ts'
import { uploadQuery } from '../uploads/queries.ts'
import { Deed, doDeed } from './deeds.ts'
import { PostPage, PostsPage, type PostView } from './page.tsx'
import { technicianWords } from './words.ts'

/** What one reads through on a telephone. */
const mostUnwell = 20
const mostResults = 5

/** For who stands at a post with one hand free; mounted at `/technician`. */
export function technicianPages(services: Services): Hono {
  return new Hono()
    .get('/', async (c) => {
      const gravest = { reach: c.var.actor.reach, sort: 'condition', limit: mostUnwell } as const
      const { items } = await listChargers(services, gravest)
      const unwell = items.filter(({ condition }) => condition !== 'available' && condition !== 'occupied')
      return c.html(<PostsPage unwell={unwell} language={languageOf(c)} />)
    })
    .get('/post', (c) => {
      const id = (c.req.query('id') ?? '').trim()
      // A scanned code is the whole address of the post's page.
      const chargePointId = id.split('/').filter(Boolean).at(-1) ?? ''
      return c.redirect(`/technician/${encodeURIComponent(chargePointId.toUpperCase())}`, 303)
    })
    .get('/:chargePointId', async (c) => postPage(c, services, await chargerOr404(c, services)))
    .post('/:chargePointId/deeds', async (c) => {
      const asked = Deed.safeParse(await formOf(c, services))
      if (!asked.success) throw new Problem('invalid-request', 'The form is not as described.')
      const { chargePointId } = await chargerOr404(c, services)
      const done = await doDeed(services, { chargePointId, asked: asked.data, actor: c.var.actor })
      const text = technicianWords[languageOf(c)].outcome[done.outcome]
      const isDone = done.outcome === 'accepted' || done.outcome === 'queued'
      // Read anew: the answer may have come with another state.
      const charger = await chargerOr404(c, services)
      return postPage(c, services, charger, isDone ? { notice: text } : { refusal: text })
    })
    .post('/:chargePointId/claim-code', async (c) => {
      await formOf(c, services)
      const charger = await chargerOr404(c, services)
      const { chargePointId } = charger
      const made = await createClaimCode(services, { chargePointId, createdBy: c.var.actor.name })
      if (made === undefined) throw new Problem('not-found', `There is no charger ${chargePointId}.`)
      c.header('Cache-Control', 'no-store')
      const language = languageOf(c)
      const until = timeOfDay(made.expiresAt, placeOf(charger.site, language))
      const notice = technicianWords[language].claimCode(until)
      return postPage(c, services, charger, { notice, claimCode: formatClaimCode(made.claimCode) })
    })
}

async function chargerOr404(c: Context, services: Services): Promise<Charger> {
  const chargePointId = c.req.param('chargePointId') ?? ''
  const charger = await findCharger(services, chargePointId)
  if (charger === undefined) throw new Problem('not-found', `There is no charger ${chargePointId}.`)
  return charger
}

async function postPage(
  c: Context,
  services: Services,
  charger: Charger,
  said: Pick<PostView, 'notice' | 'refusal' | 'claimCode'> = {},
): Promise<Response> {
  const uploads = await uploadQuery(services.read)
    .where('chargePointId', '=', charger.chargePointId)
    .orderBy('requestId', 'desc')
    .limit(mostResults)
    .execute()
  const page = <PostPage {...{ charger, uploads, language: languageOf(c), ...said }} />
  return c.html(page, said.refusal === undefined ? 200 : 409)
}
