import { toIso } from '@colok/shared/time'
import type { Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { noteChange } from '../activity/ongoing.ts'
import type { SiteInput } from './schemas.ts'

/** Creates the site with this slug, or changes it to what is given. */
export async function saveSite(tx: Tx, services: Services, site: SiteInput): Promise<void> {
  const createdAt = toIso(services.clock.wallMs())
  const { pbjt, ...rest } = site
  const columns = { ...rest, pbjtMode: pbjt.mode, pbjtBasisPoints: pbjt.basisPoints }
  await noteChange(
    () => tx.query.selectFrom('site').selectAll().where('slug', '=', site.slug).executeTakeFirst(),
    columns,
  )
  await tx.query
    .insertInto('site')
    .values({ id: services.newId(), createdAt, ...columns })
    .onConflict((conflict) => conflict.column('slug').doUpdateSet(columns))
    .execute()
}

export async function siteIdOf(tx: Tx, slug: string): Promise<string | undefined> {
  const row = await tx.query.selectFrom('site').select('id').where('slug', '=', slug).executeTakeFirst()
  return row?.id
}
