/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { languageOf } from '../../web/language.ts'
import { findCharger } from '../chargers/queries.ts'
import { formOf } from '../sign-in/page-input.ts'
import { arrive, arriveByCode, holdSocket, letGo, listHeld } from './held-sockets.ts'
import { ArrivalPage, HoldPage, MyReservationPage } from './holding-page.tsx'
import { mayHold } from './offers.ts'
import { holdingWords } from './words.ts'

/** A driver's booking, complete without scripts. Who is not signed in signs in by phone first. */
export function reservationPages(services: Services): Hono {
  const newest = async (c: Context) => (await listHeld(services, c.var.actor.id, 1))[0]
  return new Hono()
    .get('/c/:chargePointId/reserve', async (c) => {
      const place = await placeOr404(services, c.req.param('chargePointId'))
      const asked = { chargePointId: place.chargePointId, userId: c.var.actor.id }
      const { refusal, minutes } = await mayHold(services.read, services, asked)
      const language = languageOf(c)
      const why = refusal && holdingWords[language].refused[refusal]
      return c.html(<HoldPage place={place} minutes={minutes} refusal={why} language={language} />)
    })
    .post('/c/:chargePointId/reserve', async (c) => {
      await formOf(c, services)
      const place = await placeOr404(services, c.req.param('chargePointId'))
      const { chargePointId } = place
      const result = await holdSocket(services, { userId: c.var.actor.id, chargePointId })
      if (result.kind === 'held') return c.redirect('/reservation', 303)
      const language = languageOf(c)
      const why = holdingWords[language].refused[result.kind === 'refused' ? result.reason : result.kind]
      return c.html(<HoldPage place={place} minutes={null} refusal={why} language={language} />, 409)
    })
    .get('/reservation', async (c) =>
      c.html(<MyReservationPage held={await newest(c)} refusal={undefined} language={languageOf(c)} />),
    )
    .post('/reservation/letting-go', async (c) => {
      await formOf(c, services)
      const held = await newest(c)
      if (held?.state === 'held' || held?.state === 'asked') await letGo(services, held)
      return c.redirect('/reservation', 303)
    })
    .post('/reservation/arrival', async (c) => {
      await formOf(c, services)
      const held = await newest(c)
      const result = held?.state === 'held' ? await arrive(services, held) : undefined
      if (result === undefined || result.kind === 'free') return c.redirect('/reservation', 303)
      const language = languageOf(c)
      const why = holdingWords[language].wrong[result.kind]
      return c.html(<MyReservationPage held={held} refusal={why} language={language} />, 503)
    })
    .get('/c/:chargePointId/arrival', async (c) => {
      const place = await placeOr404(services, c.req.param('chargePointId'))
      return c.html(<ArrivalPage place={place} said={undefined} language={languageOf(c)} />)
    })
    .post('/c/:chargePointId/arrival', async (c) => {
      const { code = '' } = await formOf(c, services)
      const place = await placeOr404(services, c.req.param('chargePointId'))
      const result = await arriveByCode(services, { chargePointId: place.chargePointId, code })
      const language = languageOf(c)
      const text = holdingWords[language]
      const said = result.kind === 'free' ? { notice: text.freed } : { refusal: text.wrong[result.kind] }
      return c.html(
        <ArrivalPage place={place} said={said} language={language} />,
        result.kind === 'free' ? 200 : 409,
      )
    })
}

async function placeOr404(services: Services, chargePointId: string) {
  const charger = await findCharger(services, chargePointId)
  if (charger === undefined) throw new Problem('not-found', `There is no charger ${chargePointId}.`)
  return { chargePointId: charger.chargePointId, post: charger.name, site: charger.site.name }
}
