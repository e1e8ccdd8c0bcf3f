import { businessDay, toIso } from '@colok/shared/time'
import { bodyLimit } from 'hono/body-limit'
import { sql } from 'kysely'
import { checklistOf, isOpen } from '../../core/regulation.ts'
import type { Reach } from '../../core/roles.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import {
  type ListOrder,
  reckonedPage,
  type Sort,
  sortedPage,
  sortedWhole,
  textColumn,
} from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { siteWithin } from '../access/reach.ts'
import { noteChange } from '../activity/ongoing.ts'
import { deleteFilePieces, storeFile } from '../files/pieces.ts'
import type {
  ChecklistSortKey,
  DocumentInput,
  SiteChecklist,
  SiteDocument,
  SiteListSortKey,
} from './schemas.ts'

/** A scan of some pages. */
const maxFileBytes = 10 * 1024 * 1024

/** For forms that bring a file along. */
export const limitedForm = bodyLimit({
  maxSize: maxFileBytes + 64 * 1024,
  onError: () => {
    throw new Problem('too-large', `A file may have ${maxFileBytes} bytes.`)
  },
})

const mediaTypes: ReadonlySet<string> = new Set(['application/pdf', 'image/jpeg', 'image/png'])

type ReadingServices = Pick<Services, 'read' | 'clock'>

/** One page of the checklists of sites within reach: by their slugs, or as asked. */
export async function listChecklists(
  services: ReadingServices,
  page: {
    readonly reach: Reach
    readonly sort?: Sort<SiteListSortKey> | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<{ items: SiteChecklist[]; nextCursor: string | null }> {
  const within = siteQuery(services.read).where(
    siteWithin(page.reach, 'site.id', toIso(services.clock.wallMs())),
  )
  const { sort } = page
  if (sort === 'open' || sort === '-open') {
    // What a site lacks hangs on today's date there: it is reckoned of all of them, and nowhere stored.
    const lists = await checklistsOf(services, await within.execute())
    return reckonedPage(lists, ({ items, site }) => [items.filter(isOpen).length, site], { ...page, sort })
  }
  const { items, nextCursor } = await sortedPage(within, siteOrder, { ...page, sort })
  return { items: await checklistsOf(services, items), nextCursor }
}

const siteOrder: ListOrder<'site'> = {
  columns: { site: textColumn(sql`lower(site.name)`) },
  tieBreaker: textColumn(sql`site.slug`),
}

/** What a site has of what it needs today; undefined for an unknown one. */
export async function siteChecklist(
  services: ReadingServices,
  slug: string,
): Promise<SiteChecklist | undefined> {
  const sites = await siteQuery(services.read).where('slug', '=', slug).execute()
  return (await checklistsOf(services, sites))[0]
}

/** What a site needs, in an order; number and last day are those of the paper that counts. */
export function sortedItems(
  { items }: Pick<SiteChecklist, 'items'>,
  sort: Sort<ChecklistSortKey> | undefined,
): SiteChecklist['items'] {
  const rows = items.map((item) => {
    const { number = null, expiresOn = null } = item.document ?? {}
    return { item, kind: item.kind, state: item.state, number, expiresOn }
  })
  return sortedWhole(rows, sort).map(({ item }) => item)
}

interface SiteRow {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly timeZone: string
}

const siteQuery = (runner: SqlRunner) =>
  runner.query.selectFrom('site').select(['site.id', 'slug', 'name', 'timeZone'])

/** What each of some sites has of what it needs today, in their order. */
async function checklistsOf(
  { read, clock }: ReadingServices,
  sites: readonly SiteRow[],
): Promise<SiteChecklist[]> {
  if (sites.length === 0) return []
  const ids = sites.map(({ id }) => id)
  const chargers = await read.query
    .selectFrom('charger')
    .select(['siteId', 'chargePointId'])
    .where('siteId', 'in', ids)
    .orderBy('chargePointId')
    .execute()
  const documents = await documentQuery(read).where('siteDocument.siteId', 'in', ids).execute()
  const chargersAt = Map.groupBy(chargers, ({ siteId }) => siteId)
  const documentsAt = Map.groupBy(documents, ({ siteId }) => siteId)
  return sites.map(({ id, slug, name, timeZone }) => {
    const today = businessDay(clock.wallMs(), timeZone)
    const has = {
      chargers: (chargersAt.get(id) ?? []).map(({ chargePointId }) => chargePointId),
      documents: (documentsAt.get(id) ?? []).map(toDocument),
    }
    return { site: slug, name, today, items: checklistOf(has, today) }
  })
}

interface DocumentRow extends Omit<SiteDocument, 'isWithdrawn'> {
  readonly withdrawnAt: string | null
  readonly mediaType: string | null
  readonly fileId: string | null
  readonly siteId: string
}

/** Every paper of a site, the newest first, with those that count no more. */
export async function listDocuments(runner: SqlRunner, slug: string): Promise<SiteDocument[]> {
  const rows = await documentQuery(runner)
    .where('slug', '=', slug)
    .orderBy('issuedOn', 'desc')
    .orderBy('siteDocument.id', 'desc')
    .limit(1000)
    .execute()
  return rows.map(toDocument)
}

/** A paper at a site within reach, with the kind of its file. */
export async function findDocument(
  { read, clock }: ReadingServices,
  { id, reach }: { readonly id: string; readonly reach: Reach },
): Promise<(SiteDocument & { readonly mediaType: string | null; readonly fileId: string }) | undefined> {
  const row = await documentQuery(read)
    .where('siteDocument.id', '=', id)
    .where(siteWithin(reach, 'site.id', toIso(clock.wallMs())))
    .executeTakeFirst()
  return row && { ...toDocument(row), mediaType: row.mediaType, fileId: row.fileId ?? row.id }
}

function documentQuery(runner: SqlRunner) {
  return runner.query
    .selectFrom('siteDocument')
    .innerJoin('site', 'site.id', 'siteDocument.siteId')
    .leftJoin('charger', 'charger.id', 'siteDocument.chargerId')
    .select([
      'siteDocument.id',
      'siteDocument.siteId',
      'slug as site',
      'kind',
      'chargePointId',
      'number',
      'issuer',
      'issuedOn',
      'expiresOn',
      'fileName',
      'mediaType',
      'fileId',
      'savedBy',
      'savedAt',
      'withdrawnAt',
    ])
}

function toDocument({
  withdrawnAt,
  mediaType,
  fileName,
  siteId: _,
  fileId: __,
  ...row
}: DocumentRow): SiteDocument {
  // One that was begun and did not come to its end is not there.
  return { ...row, fileName: mediaType === null ? null : fileName, isWithdrawn: withdrawnAt !== null }
}

/** Enters a paper of a site. Throws a Problem for a site, or a charger there, that is not known. */
export async function addDocument(
  tx: Tx,
  services: Services,
  {
    site,
    document,
    actor,
  }: { readonly site: string; readonly document: DocumentInput; readonly actor: string },
): Promise<string> {
  const { chargePointId, ...paper } = document
  const place = await first<{ siteId: string; chargerId: number | null }>(
    tx,
    `select site.id as site_id, charger.id as charger_id from site
       left join charger on charger.site_id = site.id and charge_point_id = ? where slug = ?`,
    [chargePointId, site],
  )
  if (place === undefined) throw new Problem('not-found', `There is no site ${site}.`)
  if (chargePointId !== null && place.chargerId === null)
    throw new Problem('invalid-request', `There is no charger ${chargePointId} at ${site}.`)
  const id = services.newId()
  const savedAt = toIso(services.clock.wallMs())
  await noteChange(() => undefined, { id, site, ...document })
  await tx.query
    .insertInto('siteDocument')
    .values({ id, ...place, ...paper, savedBy: actor, savedAt })
    .execute()
  return id
}

/** Keeps the file of a paper, once. Throws a Problem for one that is too large, of another kind, or there already. */
export async function keepFile(
  services: Services,
  file: {
    readonly documentId: string
    readonly fileName: string
    readonly mediaType: string
    readonly body: ReadableStream<Uint8Array>
  },
): Promise<void> {
  const { documentId, fileName, mediaType, body } = file
  if (!mediaTypes.has(mediaType))
    throw new Problem(
      'invalid-request',
      `A file is ${[...mediaTypes].join(', ')}, not ${mediaType || 'unknown'}.`,
    )
  const safeName = fileName.replaceAll(/[^\w .()-]/g, '_').slice(-100)
  const fileId = await beginFile(services, documentId)
  const stored = await storeFile(services, { id: fileId, body, maxBytes: maxFileBytes })
  if (stored.kind === 'tooLarge') throw new Problem('too-large', `A file may have ${maxFileBytes} bytes.`)
  const isKept = await services.writer.write(async (tx) => {
    const kept = await tx.run(
      `update site_document set file_name = ?, media_type = ?, size_bytes = ?
       where id = ? and file_id = ? and media_type is null`,
      [safeName, mediaType, stored.sizeBytes, documentId, fileId],
    )
    if (kept === 0) await deleteFilePieces(tx, fileId)
    return kept > 0
  })
  if (!isKept)
    throw new Problem(
      'conflict',
      `The file of document ${documentId} was sent once more meanwhile; that one counts.`,
    )
}

/**
 * A file is about to be sent: whoever was sending one, and has not ended, gives way. What a process that was killed left of one
 * goes. The id under which its pieces are kept.
 */
async function beginFile({ writer, newId }: Services, documentId: string): Promise<string> {
  const fileId = newId()
  await writer.write(async (tx) => {
    const row = await first<{ mediaType: string | null; fileId: string | null }>(
      tx,
      'select media_type, file_id from site_document where id = ?',
      [documentId],
    )
    if (row === undefined) throw new Problem('not-found', `There is no document ${documentId}.`)
    if (row.mediaType !== null)
      throw new Problem('conflict', `Document ${documentId} has its file; enter a new one in its place.`)
    await deleteFilePieces(tx, row.fileId ?? documentId)
    await tx.run('update site_document set file_id = ? where id = ?', [fileId, documentId])
  })
  return fileId
}

/** A paper counts no more: it was a mistake, or whoever issued it took it back. It stays in the list. */
export async function withdrawDocument(
  tx: Tx,
  services: Services,
  id: string,
): Promise<'withdrawn' | 'unknown'> {
  await noteChange(() => ({ id, isWithdrawn: false }), { id, isWithdrawn: true })
  const changed = await tx.run(
    'update site_document set withdrawn_at = coalesce(withdrawn_at, ?) where id = ?',
    [toIso(services.clock.wallMs()), id],
  )
  return changed > 0 ? 'withdrawn' : 'unknown'
}
