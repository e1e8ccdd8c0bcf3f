/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { checked } from '../../http/describe.ts'
import { listQuery } from '../../http/list-query.ts'
import { Problem } from '../../http/problem.ts'
import { sortedWhole } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { sayIssues } from '../../web/issue-words.ts'
import { type Language, languageOf } from '../../web/language.ts'
import { pagePlace } from '../../web/page-place.ts'
import { authorise } from '../access/guard.ts'
import { receiveGoods } from './delivery.ts'
import { deliveryPdf } from './delivery-pdf.ts'
import { deliveryNoteOr404, demandEnd } from './delivery-queries.ts'
import { DeliveryPage, StockPage, StockTakingPage } from './pages.tsx'
import { namesOfSites, ownPlaces, placeOr404, siteOr404 } from './places.ts'
import { CountInput, type DeliveryNote, ReceiptInput, StockQuery, type StockTaking } from './schemas.ts'
import { stockAt } from './stock.ts'
import { closeStockTaking, countStock, startStockTaking, stockTakingOr404 } from './stock-taking.ts'
import { assetWords } from './words.ts'

const Path = z.object({ number: z.coerce.number().int().min(1) })
const Place = z.object({ place: z.string().max(64) })

/** As many fields as a form of ours may have: a stock-taking of five hundred things. */
const mostFields = 500

type Form = Readonly<Record<string, string | File | (string | File)[]>>

/** Stock for those who keep it, with a telephone, from HTML alone; mounted at `/`. */
export function assetPages(services: Services): Hono {
  const authorised = authorise(services)
  return new Hono()
    .get('/stock/:place', authorised, checked('param', Place), async (c) => {
      const { place } = c.req.valid('param')
      const id = await placeOr404(services.read, place, await ownPlaces(services, c.var.actor))
      const stock = sortedWhole(await stockAt(services.read, [id]), listQuery(c, StockQuery).sort)
      const sites = await namesOfSites(services.read, [place])
      return c.html(<StockPage {...{ stock, place, sites, page: pagePlace(c) }} />)
    })
    .post('/stock/:place/stock-takings', authorised, checked('param', Place), async (c) => {
      const own = await ownPlaces(services, c.var.actor)
      const siteId = await siteOr404(services.read, c.req.valid('param').place, own)
      const actor = c.var.actor.name
      const number = await services.writer.write((tx) => startStockTaking(tx, services, { siteId, actor }))
      return c.redirect(`/stock-takings/${number}`, 303)
    })
    .get('/stock-takings/:number', authorised, checked('param', Path), async (c) =>
      takingPage(c, services, c.req.valid('param').number),
    )
    .post('/stock-takings/:number/counts', authorised, checked('param', Path), async (c) => {
      const { number } = c.req.valid('param')
      await stockTakingOr404(services.read, number, await ownPlaces(services, c.var.actor))
      const actor = c.var.actor.name
      return orSayWhy(
        languageOf(c),
        async () => {
          const counts = countsOf(await c.req.parseBody())
          await services.writer.write((tx) => countStock(tx, services, { number, counts, actor }))
          return c.redirect(`/stock-takings/${number}`, 303)
        },
        (refusal) => takingPage(c, services, number, refusal),
      )
    })
    .post('/stock-takings/:number/closing', authorised, checked('param', Path), async (c) => {
      const { number } = c.req.valid('param')
      const own = await ownPlaces(services, c.var.actor)
      const taking = await stockTakingOr404(services.read, number, own)
      const actor = c.var.actor.name
      return orSayWhy(
        languageOf(c),
        async () => {
          const reason = textOf(await c.req.parseBody(), 'reason').slice(0, 500) || null
          const why = whyNotClosed(taking, { reason, language: languageOf(c) })
          if (why !== undefined) return takingPage(c, services, number, why)
          await services.writer.write((tx) => closeStockTaking(tx, services, { number, reason, own, actor }))
          return c.redirect(`/stock-takings/${number}`, 303)
        },
        (refusal) => takingPage(c, services, number, refusal),
      )
    })
    .get('/delivery-notes/:number', authorised, checked('param', Path), async (c) =>
      notePage(c, services, c.req.valid('param').number),
    )
    .get('/delivery-notes/:number/pdf', authorised, checked('param', Path), async (c) => {
      const own = await ownPlaces(services, c.var.actor)
      const note = await deliveryNoteOr404(services.read, c.req.valid('param').number, own)
      return c.body(new Uint8Array(await deliveryPdf(note, services.settings.operator.name)), 200, {
        'Content-Type': 'application/pdf',
        'Content-Disposition': `inline; filename="delivery-note-${note.number}.pdf"`,
      })
    })
    .post('/delivery-notes/:number/receipt', authorised, checked('param', Path), async (c) => {
      const { number } = c.req.valid('param')
      const own = await ownPlaces(services, c.var.actor)
      await demandEnd(services.read, { number, own, end: 'to' })
      const actor = c.var.actor.name
      return orSayWhy(
        languageOf(c),
        async () => {
          const note = await deliveryNoteOr404(services.read, number, own)
          const differences = differencesIn(note, await c.req.parseBody())
          if (differences.some(({ reason }) => reason === ''))
            return notePage(c, services, number, assetWords[languageOf(c)].reasonMissing)
          const input = ReceiptInput.parse({ differences })
          await services.writer.write((tx) => receiveGoods(tx, services, { number, input, actor }))
          return c.redirect(`/delivery-notes/${number}`, 303)
        },
        (refusal) => notePage(c, services, number, refusal),
      )
    })
}

async function takingPage(
  c: Context,
  services: Services,
  number: number,
  refusal?: string,
): Promise<Response> {
  const taking = await stockTakingOr404(services.read, number, await ownPlaces(services, c.var.actor))
  const page = (
    <StockTakingPage
      taking={taking}
      language={languageOf(c)}
      path={`/stock-takings/${number}`}
      {...(refusal !== undefined && { refusal })}
    />
  )
  return c.html(page, refusal === undefined ? 200 : 400)
}

async function notePage(c: Context, services: Services, number: number, refusal?: string): Promise<Response> {
  const own = await ownPlaces(services, c.var.actor)
  const note = await deliveryNoteOr404(services.read, number, own)
  const mayReceive = own === undefined || (note.to !== 'elsewhere' && note.to !== 'depot')
  const page = (
    <DeliveryPage
      note={note}
      mayReceive={mayReceive}
      sites={await namesOfSites(services.read, [note.from, note.to])}
      language={languageOf(c)}
      path={`/delivery-notes/${number}`}
      {...(refusal !== undefined && { refusal })}
    />
  )
  return c.html(page, refusal === undefined ? 200 : 400)
}

/** Does what a form asks for; what is wrong with it is said on the page that it came from. */
async function orSayWhy(
  language: Language,
  deed: () => Promise<Response>,
  sayWhy: (refusal: string) => Promise<Response>,
): Promise<Response> {
  try {
    return await deed()
  } catch (error) {
    const { notPossible } = assetWords[language]
    if (error instanceof Problem) return sayWhy([notPossible, error.in(language)].filter(Boolean).join(' '))
    if (error instanceof z.ZodError) return sayWhy(`${notPossible} ${sayIssues(error, language)}`)
    throw error
  }
}

/** What is still missing before the books follow the count; undefined when nothing is. */
function whyNotClosed(
  { lines }: StockTaking,
  { reason, language }: { readonly reason: string | null; readonly language: Language },
): string | undefined {
  const text = assetWords[language]
  const uncounted = lines.filter(({ counted }) => counted === null)
  const names = uncounted.map(({ name, serialNumber }) => [name, serialNumber].filter(Boolean).join(' '))
  if (names.length > 0) return text.uncounted(names.join(', '))
  const differing = lines.filter(({ booked, counted }) => booked !== counted).length
  return differing > 0 && reason === null ? text.differs(differing) : undefined
}

const textOf = (form: Form, name: string): string => {
  const value = form[name]
  return typeof value === 'string' ? value.trim() : ''
}

/** What was counted, line by line; a field that was left empty says nothing. */
function countsOf(form: Form): CountInput[] {
  const counts: unknown[] = []
  for (let index = 0; index < mostFields && form[`item${index}`] !== undefined; index += 1) {
    const count = textOf(form, `count${index}`)
    const serialNumber = textOf(form, `serial${index}`) || null
    if (count !== '')
      counts.push({ item: textOf(form, `item${index}`), serialNumber, quantity: Number(count) })
  }
  const newItem = textOf(form, 'newItem')
  if (newItem !== '') {
    const serialNumber = textOf(form, 'newSerial') || null
    counts.push({ item: newItem, serialNumber, quantity: Number(textOf(form, 'newCount') || '1') })
  }
  return z.array(CountInput).parse(counts)
}

/** What arrived otherwise than the note says. */
function differencesIn({ lines }: DeliveryNote, form: Form): ReceiptInput['differences'] {
  return lines.flatMap(({ item, serialNumber, quantity }, index) => {
    const received = Number(textOf(form, `received${index}`) || String(quantity))
    return received === quantity
      ? []
      : [{ item, serialNumber, received, reason: textOf(form, `reason${index}`) }]
  })
}
