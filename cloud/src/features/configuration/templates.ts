import { toIso } from '@colok/shared/time'
import { z } from 'zod'
import { secretKeys } from '../../core/configuration-drift.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { Slug } from '../sites/schemas.ts'

export const ConfigurationTemplateInput = z
  .strictObject({
    name: z.string().min(1).max(100),
    keys: z
      .record(z.string().min(1).max(50), z.string().max(500))
      .refine(
        (keys) => !Object.keys(keys).some((key) => secretKeys.includes(key.toLowerCase())),
        'a password is no part of a template',
      )
      .meta({ description: 'What each configuration key should be.', example: { HeartbeatInterval: '300' } }),
  })
  .meta({ id: 'ConfigurationTemplateInput' })
export type ConfigurationTemplateInput = z.infer<typeof ConfigurationTemplateInput>

export const ConfigurationTemplate = ConfigurationTemplateInput.extend({
  slug: Slug,
  updatedAt: z.iso.datetime(),
}).meta({ id: 'ConfigurationTemplate' })
export type ConfigurationTemplate = z.infer<typeof ConfigurationTemplate>

export async function saveTemplate(
  tx: Tx,
  services: Services,
  { slug, name, keys }: ConfigurationTemplateInput & { readonly slug: string },
): Promise<void> {
  const changed = { name, keys: JSON.stringify(keys), updatedAt: toIso(services.clock.wallMs()) }
  await tx.query
    .insertInto('configurationTemplate')
    .values({ slug, ...changed })
    .onConflict((conflict) => conflict.column('slug').doUpdateSet(changed))
    .execute()
}

export async function templateExists(runner: SqlRunner, slug: string): Promise<boolean> {
  return (
    (await first(runner, 'select 1 as found from configuration_template where slug = ?', [slug])) !==
    undefined
  )
}

/** Templates by slug. `after` is the last slug of the page before. */
export async function listTemplates(
  runner: SqlRunner,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<ConfigurationTemplate[]> {
  const rows = await runner.query
    .selectFrom('configurationTemplate')
    .selectAll()
    .where('slug', '>', page.after ?? '')
    .orderBy('slug')
    .limit(page.limit)
    .execute()
  return rows.map((row) => ({ ...row, keys: JSON.parse(row.keys) }))
}

export async function findTemplate(
  runner: SqlRunner,
  slug: string,
): Promise<ConfigurationTemplate | undefined> {
  const [found] = await runner.query
    .selectFrom('configurationTemplate')
    .selectAll()
    .where('slug', '=', slug)
    .execute()
  return found && { ...found, keys: JSON.parse(found.keys) }
}
