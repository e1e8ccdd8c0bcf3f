/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { first } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import { addressOf, rateLimit } from '../../http/rate-limit.ts'
import type { Services } from '../../services.ts'
import { languageOf } from '../../web/language.ts'
import { type PostView, postView } from '../driver/view.ts'
import { parsePhoneNumber, phoneNumberProblems } from '../messages/phone-number.ts'
import { type Fault, faults, takeReport } from './opening.ts'
import { ReportedPage, ReportPage } from './report-page.tsx'
import { reportWords } from './report-words.ts'

/** From one address: a few at once, then one in ten minutes. */
const reportLimits = { burst: 5, perSecond: 1 / 600 }

/** Of one post from one address: the same thing need not be said often. */
const postLimits = { burst: 3, perSecond: 1 / 3600 }

const longestWords = 500

/** Where a driver reports a fault, without an account; mounted at `/`. */
export function reportRoutes(services: Services): Hono {
  return new Hono()
    .get('/c/:chargePointId/report', async (c) =>
      c.html(<ReportPage post={await postOr404(c, services)} language={languageOf(c)} />),
    )
    .post(
      '/c/:chargePointId/report',
      rateLimit(services.clock, reportLimits, (c) => `report ${addressOf(c)}`),
      rateLimit(services.clock, postLimits, (c) => `report ${addressOf(c)} ${c.req.param('chargePointId')}`),
      (c) => receiveReport(c, services),
    )
}

async function postOr404(c: Context, services: Services): Promise<PostView> {
  const chargePointId = c.req.param('chargePointId') ?? ''
  const post = await postView(services, chargePointId)
  if (post === undefined) throw new Problem('not-found', `There is no charger ${chargePointId}.`)
  return post
}

async function receiveReport(c: Context, services: Services): Promise<Response> {
  const post = await postOr404(c, services)
  const language = languageOf(c)
  const form = await c.req.parseBody()
  const typedIn = (name: string) => {
    const value = form[name]
    return typeof value === 'string' ? value.replaceAll('\0', '').trim() : ''
  }
  const typed = {
    fault: typedIn('fault'),
    socket: typedIn('socket'),
    words: typedIn('words'),
    phone: typedIn('phone'),
  }
  const fault = faults.find((one): one is Fault => one === typed.fault)
  const phone = typed.phone === '' ? undefined : parsePhoneNumber(typed.phone)
  const refused = (field: 'fault' | 'phone', message: string) =>
    c.html(<ReportPage {...{ post, language, typed, refusal: { field, message } }} />, 400)
  if (fault === undefined) return refused('fault', reportWords[language].chooseFault)
  if (phone !== undefined && phone.kind !== 'phoneNumber')
    return refused('phone', phoneNumberProblems[phone.problem][language])
  const socket = post.sockets.find(({ number }) => String(number) === typed.socket)
  const number = await services.writer.write(async (tx) => {
    const charger = await first<{ id: number; siteId: string }>(
      tx,
      'select id, site_id from charger where charge_point_id = ?',
      [post.chargePointId],
    )
    if (charger === undefined) return undefined
    return takeReport(tx, services, {
      ...{
        chargerId: charger.id,
        siteId: charger.siteId,
        connectorId: socket?.number ?? null,
        fault,
        language,
      },
      words: typed.words === '' ? null : typed.words.slice(0, longestWords),
      phone: phone?.number ?? null,
    })
  })
  services.alerts.noticed('report')
  const outcome = number === undefined ? 'known' : phone === undefined ? 'taken' : 'takenWithPhone'
  return c.html(<ReportedPage {...{ post, language, outcome }} />)
}
