import { sql } from 'kysely'
import { first, type SqlRunner } from '../../db/database.ts'
import { type ListOrder, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import { readTerms } from './agreement-rows.ts'
import type { Agreement, AgreementSortKey, PartnerEntry } from './schemas.ts'

interface PlaceRow {
  readonly agreementId: string
  readonly site: string
  readonly chargePointId: string | null
  readonly holding: Agreement['places'][number]['holding']
}

/** Whose agreements are asked for: everybody's when both are left out. */
interface OfPartner {
  readonly organisationId?: string | undefined
  readonly organisation?: string | undefined
}

/** One page of agreements: the newest first, or as asked; `id` for that one only. They are few enough to be sorted all. */
export async function listAgreements(
  runner: SqlRunner,
  page: OfPartner & {
    readonly id?: string
    readonly sort?: Sort<AgreementSortKey> | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<{ items: Agreement[]; nextCursor: string | null }> {
  let query = runner.query
    .selectFrom('agreement')
    .innerJoin('organisation', 'organisation.id', 'agreement.organisationId')
    .select(['agreement.id', 'slug as organisation', 'terms', 'startsOn', 'endsOn', 'supersedes', 'note'])
    .select(['createdBy', 'agreement.createdAt'])
  if (page.id !== undefined) query = query.where('agreement.id', '=', page.id)
  if (page.organisation !== undefined) query = query.where('slug', '=', page.organisation)
  if (page.organisationId !== undefined) query = query.where('organisationId', '=', page.organisationId)
  const { items: rows, nextCursor } = await sortedPage(query, agreementOrder, page)
  const places = await placesOf(
    runner,
    rows.map(({ id }) => id),
  )
  const items = rows.map(({ terms, ...row }) => ({
    ...row,
    terms: readTerms(terms),
    places: places
      .filter(({ agreementId }) => agreementId === row.id)
      .map(({ agreementId: _, ...place }) => place),
  }))
  return { items, nextCursor }
}

/** What has no end comes before what has one. */
const agreementOrder: ListOrder<AgreementSortKey> = {
  columns: {
    startsOn: textColumn(sql`starts_on`),
    endsOn: textColumn(sql`coalesce(ends_on, '')`),
    organisation: textColumn(sql`organisation.slug`),
  },
  tieBreaker: textColumn(sql`agreement.id`),
  unasked: 'desc',
}

async function placesOf(runner: SqlRunner, agreementIds: readonly string[]): Promise<PlaceRow[]> {
  if (agreementIds.length === 0) return []
  return runner.query
    .selectFrom('agreementPlace')
    .innerJoin('site', 'site.id', 'agreementPlace.siteId')
    .leftJoin('charger', 'charger.id', 'agreementPlace.chargerId')
    .select(['agreementId', 'slug as site', 'chargePointId', 'holding'])
    .where('agreementId', 'in', agreementIds)
    .orderBy('agreementPlace.id')
    .execute()
}

/** What a statement is made of, or what stands on none yet, the oldest first. `after` is the last id of the page before. */
export async function listEntries(
  runner: SqlRunner,
  page: {
    readonly organisationId: string
    /** The statement's id; null for what is open. */
    readonly statementId: string | null
    readonly after: string | undefined
    readonly limit: number
  },
): Promise<PartnerEntry[]> {
  let query = runner.query
    .selectFrom('partnerEntry')
    .leftJoin('statementEntry', 'statementEntry.entryId', 'partnerEntry.id')
    .leftJoin('statement', 'statement.id', 'statementEntry.statementId')
    .leftJoin('site', 'site.id', 'partnerEntry.siteId')
    .leftJoin('charger', 'charger.id', 'partnerEntry.chargerId')
    .select(['partnerEntry.id', 'kind', 'agreementId', 'site.slug as site', 'chargePointId', 'sessionId'])
    .select(['businessDay', 'energyWh', 'chargedIdr', 'pbjtIdr', 'ppnIdr', 'shareIdr', 'electricityIdr'])
    .select(['gatewayFeeIdr', 'note', 'statement.number as statement'])
    .where('partnerEntry.organisationId', '=', page.organisationId)
    .where('statementEntry.statementId', page.statementId === null ? 'is' : '=', page.statementId)
    .orderBy('partnerEntry.id')
    .limit(page.limit)
  if (page.after !== undefined) query = query.where('partnerEntry.id', '>', page.after)
  return query.execute()
}

export interface Partner {
  readonly id: string
  readonly slug: string
  readonly name: string
}

/** The partner with this slug, also one that has ended: what he is owed he is still owed. */
export function findPartner(runner: SqlRunner, slug: string): Promise<Partner | undefined> {
  return first(runner, `select id, slug, name from organisation where slug = ? and kind = 'partner'`, [slug])
}
