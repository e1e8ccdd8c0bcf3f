import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { pageOf } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { sortedWhole } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { Slug } from '../sites/schemas.ts'
import { documentFile, documentOr404 } from './document-file.ts'
import {
  addDocument,
  keepFile,
  listChecklists,
  listDocuments,
  siteChecklist,
  sortedItems,
  withdrawDocument,
} from './documents.ts'
import { gatewayCsv, gatewayExport } from './gateway-export.ts'
import { remindersView, saveReminders } from './reminders.ts'
import {
  ChecklistQuery,
  DocumentInput,
  DocumentQuery,
  ExportQuery,
  GatewayRow,
  RemindersInput,
  RemindersView,
  SiteChecklist,
  SiteDocument,
  SiteListQuery,
} from './schemas.ts'

const tag = 'Regulation'
const SitePath = z.object({ slug: Slug })
const IdPath = z.object({ id: z.string() })

/** What the law asks of all sites, mounted at `/regulation`. */
export function regulationRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(SiteChecklist), { summary: 'What sites have of the papers that they need', tag }),
      checked('query', SiteListQuery),
      async (c) => {
        const { reach } = c.var.actor
        return c.json(await listChecklists(services, { ...c.req.valid('query'), reach }))
      },
    )
    .get('/reminders', answers(RemindersView, { summary: 'Who is told that papers end', tag }), async (c) =>
      c.json(await remindersView(services)),
    )
    .put(
      '/reminders',
      answers(RemindersView, { summary: 'Say who is told that papers end, and how early', tag }),
      checked('json', RemindersInput),
      async (c) => {
        const reminders = { ...c.req.valid('json'), actor: c.var.actor.name }
        await services.writer.write((tx) => saveReminders(tx, services, reminders))
        return c.json(await remindersView(services))
      },
    )
    .get(
      '/export',
      answers(z.object({ items: z.array(GatewayRow) }), {
        summary: 'Location, availability, tariff and energy sold of each charger, for the ministry',
        tag,
      }),
      checked('query', ExportQuery),
      async (c) => {
        const period = c.req.valid('query')
        return c.json({ items: await gatewayExport(services, { reach: c.var.actor.reach, period }) })
      },
    )
    .get('/export/csv', checked('query', ExportQuery), async (c) => {
      const period = c.req.valid('query')
      const rows = await gatewayExport(services, { reach: c.var.actor.reach, period })
      return c.body(gatewayCsv(rows), 200, {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="spklu-${period.from}-${period.until}.csv"`,
      })
    })
}

/** The papers of a site, mounted at `/sites`. */
export function siteDocumentRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/:slug/checklist',
      answers(SiteChecklist, { summary: 'What a site has of the papers that it needs', tag }),
      checked('param', SitePath),
      checked('query', ChecklistQuery),
      async (c) => {
        const { slug } = c.req.valid('param')
        const list = await siteChecklist(services, slug)
        if (list === undefined) throw new Problem('not-found', `There is no site ${slug}.`)
        return c.json({ ...list, items: sortedItems(list, c.req.valid('query').sort) })
      },
    )
    .get(
      '/:slug/documents',
      answers(z.object({ items: z.array(SiteDocument) }), { summary: 'Every paper of a site', tag }),
      checked('param', SitePath),
      checked('query', DocumentQuery),
      async (c) => {
        const documents = await listDocuments(services.read, c.req.valid('param').slug)
        return c.json({ items: sortedWhole(documents, c.req.valid('query').sort) })
      },
    )
    .post(
      '/:slug/documents',
      answers(SiteDocument, { summary: 'Enter a paper of a site', tag, status: 201 }),
      checked('param', SitePath),
      checked('json', DocumentInput),
      async (c) => {
        const { slug: site } = c.req.valid('param')
        const added = { site, document: c.req.valid('json'), actor: c.var.actor.name }
        const id = await services.writer.write((tx) => addDocument(tx, services, added))
        return c.json(await documentOr404(services, id, c.var.actor), 201)
      },
    )
}

/** One paper, mounted at `/site-documents`. */
export function documentRoutes(services: Services): Hono {
  return new Hono()
    .get('/:id/file', checked('param', IdPath), async (c) =>
      documentFile(c, services, c.req.valid('param').id),
    )
    .put(
      '/:id/file',
      answers(SiteDocument, {
        summary: 'Send the file of a paper',
        description: 'PDF, JPEG or PNG as the body, its name in the query.',
        tag,
      }),
      checked('param', IdPath),
      checked('query', z.object({ name: z.string().min(1).max(200) })),
      async (c) => {
        const { id: documentId } = c.req.valid('param')
        const { body } = c.req.raw
        if (body === null) throw new Problem('invalid-request', 'The request has no body.')
        const mediaType = c.req.header('Content-Type') ?? ''
        await keepFile(services, { documentId, fileName: c.req.valid('query').name, mediaType, body })
        return c.json(await documentOr404(services, documentId, c.var.actor))
      },
    )
    .post(
      '/:id/withdrawal',
      answers(SiteDocument, { summary: 'A paper counts no more', tag }),
      checked('param', IdPath),
      async (c) => {
        const { id } = c.req.valid('param')
        const result = await services.writer.write((tx) => withdrawDocument(tx, services, id))
        if (result === 'unknown') throw new Problem('not-found', `There is no document ${id}.`)
        return c.json(await documentOr404(services, id, c.var.actor))
      },
    )
}
