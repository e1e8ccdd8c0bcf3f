/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { type Language, languageOf, placeOf, timeOfDay } from '../../web/language.ts'
import { findCharger, listChargers } from '../chargers/queries.ts'
import { ChargePointId, type Charger } from '../chargers/schemas.ts'
import type { NewClaimCode } from '../claims/commands.ts'
import { refusedFor } from '../console/deeds/words.ts'
import { onceField } from '../console/once.tsx'
import type { OwnApi } from '../console/own-api.ts'
import { formOf } from '../sign-in/page-input.ts'
import { uploadQuery } from '../uploads/queries.ts'
import { Deed, doDeed } from './deeds.ts'
import { PostPage, PostsPage, type PostView } from './page.tsx'
import { technicianWords } from './words.ts'

/** What one reads through on a telephone. */
const mostUnwell = 20
const mostResults = 5
/** The address of a post's page, where it is scanned. */
const mostTyped = 300

/** For who stands at a post with one hand free; mounted at `/technician`. */
export function technicianPages(services: Services, api: OwnApi): Hono {
  const onceOf = (form: Readonly<Record<string, string>>): string => form[onceField] || services.newId()
  const saidOnPage = async (c: Context, said: () => Promise<Said>) => {
    const text = await said().catch((error: unknown) => notTwice(error, languageOf(c)))
    // Read anew: the answer may have come with another state.
    return postPage(c, services, await chargerOr404(c, services), text)
  }
  return new Hono()
    .get('/', (c) => postsPage(c, services))
    .get('/post', async (c) => {
      const typed = (c.req.query('id') ?? '').trim()
      // A scanned code is the whole address of the post's page.
      const chargePointId = (typed.split('/').filter(Boolean).at(-1) ?? '').toUpperCase()
      const isNumber = ChargePointId.safeParse(chargePointId).success
      if (!isNumber || (await findCharger(services, chargePointId)) === undefined)
        return postsPage(c, services, typed.slice(0, mostTyped))
      return c.redirect(`/technician/${encodeURIComponent(chargePointId)}`, 303)
    })
    .get('/:chargePointId', async (c) => postPage(c, services, await chargerOr404(c, services)))
    .post('/:chargePointId/deeds', async (c) => {
      const form = await formOf(c, services)
      const asked = Deed.safeParse(form)
      if (!asked.success) throw new Problem('invalid-request', 'The form is not as described.')
      const { chargePointId } = await chargerOr404(c, services)
      return saidOnPage(c, async () => {
        const { outcome } = await doDeed(c, api, { chargePointId, asked: asked.data, once: onceOf(form) })
        const words = technicianWords[languageOf(c)]
        const { deed } = asked.data
        const where = 'connectorId' in asked.data ? `, ${words.socket(asked.data.connectorId)}` : ''
        const isLockedOut = deed === 'clearLockout' && outcome === 'rejected'
        const text = `${words.deeds[deed]}${where}: ${isLockedOut ? words.lockoutStays : words.outcome[outcome]}`
        return outcome === 'accepted' || outcome === 'queued' ? { notice: text } : { refusal: text }
      })
    })
    .post('/:chargePointId/claim-code', async (c) => {
      const once = onceOf(await formOf(c, services))
      const charger = await chargerOr404(c, services)
      const path = `/chargers/${encodeURIComponent(charger.chargePointId)}/claim-codes`
      c.header('Cache-Control', 'no-store')
      return saidOnPage(c, async () => {
        const made = (await api.ask(c, { method: 'POST', path, once })) as NewClaimCode
        const language = languageOf(c)
        const until = timeOfDay(made.expiresAt, placeOf(charger.site, language))
        return { notice: technicianWords[language].claimCode(until), claimCode: made.claimCode }
      })
    })
}

/** Which post? `notThere` is what was typed and is none. */
async function postsPage(c: Context, services: Services, notThere?: string): Promise<Response> {
  const gravest = { reach: c.var.actor.reach, sort: 'condition', limit: mostUnwell } as const
  const { items } = await listChargers(services, gravest)
  const unwell = items.filter(({ condition }) => condition !== 'available' && condition !== 'occupied')
  const page = <PostsPage {...{ unwell, language: languageOf(c), notThere }} />
  return c.html(page, notThere === undefined ? 200 : 404)
}

/** What becomes of a form: words at the top of the page, whose other forms can be pressed at once. */
type Said = Pick<PostView, 'notice' | 'refusal' | 'claimCode'>

/** A form that was sent before, whose answer cannot be given again, says so there; whatever else is refused is thrown on. */
function notTwice(error: unknown, language: Language): Said {
  if (!(error instanceof Problem) || (error.kind !== 'conflict' && error.kind !== 'key-reused')) throw error
  return { refusal: error.in(language) ?? refusedFor[error.kind][language] }
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
  said: Said = {},
): Promise<Response> {
  const uploads = await uploadQuery(services.read)
    .where('chargePointId', '=', charger.chargePointId)
    .orderBy('requestId', 'desc')
    .limit(mostResults)
    .execute()
  const page = (
    <PostPage {...{ charger, uploads, language: languageOf(c), newOnce: services.newId, ...said }} />
  )
  return c.html(page, said.refusal === undefined ? 200 : 409)
}
