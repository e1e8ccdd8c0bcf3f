/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { actorMay } from '../../http/actor.ts'
import { checked } from '../../http/describe.ts'
import { listQuery } from '../../http/list-query.ts'
import { Problem } from '../../http/problem.ts'
import { sortedWhole } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { sayIssues } from '../../web/issue-words.ts'
import { languageOf } from '../../web/language.ts'
import { pagePlace } from '../../web/page-place.ts'
import { refuseForeignPages } from '../sign-in/signed-in.ts'
import { Slug } from '../sites/schemas.ts'
import { documentFile, documentOr404 } from './document-file.ts'
import {
  addDocument,
  keepFile,
  limitedForm,
  listChecklists,
  listDocuments,
  siteChecklist,
  sortedItems,
  withdrawDocument,
} from './documents.ts'
import { ChecklistPage, ChecklistsPage } from './pages.tsx'
import { ChecklistQuery, DocumentInput, DocumentQuery, SiteListQuery } from './schemas.ts'
import { regulationWords } from './words.ts'

const Path = z.object({ slug: Slug })

/** The papers of sites, for people; mounted at `/regulation`. */
export function regulationPages(services: Services): Hono {
  return new Hono()
    .get('/', async (c) => {
      const { actor } = c.var
      const asked = { ...listQuery(c, SiteListQuery), reach: actor.reach }
      return c.html(
        <ChecklistsPage actor={actor} place={pagePlace(c)} lists={await listChecklists(services, asked)} />,
      )
    })
    .get('/documents/:id', (c) => documentFile(c, services, c.req.param('id')))
    .post('/documents/:id/withdrawal', async (c) => {
      refuseForeignPages(c, services.settings.publicUrl)
      const { site } = await documentOr404(services, c.req.param('id'), c.var.actor)
      await services.writer.write((tx) => withdrawDocument(tx, services, c.req.param('id')))
      return c.redirect(`/regulation/${site}`, 303)
    })
    .get('/:slug', checked('param', Path), async (c) =>
      page(c, services, { slug: c.req.valid('param').slug }),
    )
    .post('/:slug/documents', checked('param', Path), limitedForm, async (c) => {
      refuseForeignPages(c, services.settings.publicUrl)
      const { slug } = c.req.valid('param')
      const form = await c.req.parseBody()
      const parsed = DocumentInput.safeParse(fieldsOf(form))
      if (!parsed.success) {
        const language = languageOf(c)
        const { number, issuer, issuedOn, expiresOn, charger: chargePointId } = regulationWords[language]
        const names = { number, issuer, issuedOn, expiresOn, chargePointId }
        return page(c, services, { slug, refusal: sayIssues(parsed.error, language, names) })
      }
      const added = { site: slug, document: parsed.data, actor: c.var.actor.name }
      const documentId = await services.writer.write((tx) => addDocument(tx, services, added))
      const { file } = form
      if (file instanceof File && file.size > 0)
        await keepFile(services, {
          ...{ documentId, fileName: file.name, mediaType: file.type, body: file.stream() },
        })
      return c.redirect(`/regulation/${slug}`, 303)
    })
}

/** What stands in the form: a field that was left empty says nothing. */
function fieldsOf(form: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) =>
      name !== 'file' && typeof value === 'string' && value.trim() !== ''
        ? [[name, value.replaceAll('\u0000', '')]]
        : [],
    ),
  )
}

async function page(
  c: Context,
  services: Services,
  { slug, refusal }: { readonly slug: string; readonly refusal?: string },
): Promise<Response> {
  const { actor } = c.var
  const list = await siteChecklist(services, slug)
  if (list === undefined) throw new Problem('not-found', `There is no site ${slug}.`)
  const { sort } = listQuery(c, DocumentQuery, 'papers')
  const documents = sortedWhole(await listDocuments(services.read, slug), sort)
  const items = sortedItems(list, listQuery(c, ChecklistQuery, 'needs').sort)
  const shown = {
    actor,
    place: pagePlace(c),
    list: { ...list, items },
    documents,
    refusal,
    mayWrite: actorMay(actor, 'regulation.write'),
  }
  return c.html(<ChecklistPage {...shown} />, refusal === undefined ? 200 : 400)
}
