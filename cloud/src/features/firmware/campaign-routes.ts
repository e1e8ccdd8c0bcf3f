import { Hono } from 'hono'
import { sql } from 'kysely'
import { z } from 'zod'
import type { SqlRunner } from '../../db/database.ts'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import { type ListOrder, optionalSort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { createCampaign, setCampaignState } from './campaigns.ts'
import { findImage, imageLocation } from './images.ts'
import { Campaign, CampaignInput, type CampaignSortKey, campaignSortKeys, FirmwareUpdate } from './schemas.ts'
import { firmwareUpdateQuery } from './update-routes.ts'

const tag = 'Firmware'
const Path = z.object({ id: z.string() })
const StateInput = z
  .strictObject({ state: z.enum(['running', 'paused', 'stopped']) })
  .meta({ id: 'FirmwareCampaignStateInput' })

const campaignOrder: ListOrder<CampaignSortKey> = {
  columns: {
    name: textColumn(sql`lower(name)`),
    state: textColumn(sql`state`),
    createdBy: textColumn(sql`lower(created_by)`),
    createdAt: textColumn(sql`created_at`),
  },
  tieBreaker: textColumn(sql`firmware_campaign.id`),
  unasked: 'desc',
}

/** Firmware campaigns, mounted at `/firmware-campaigns`. */
export function firmwareCampaignRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(Campaign), { summary: 'List firmware campaigns, the newest first', tag }),
      checked('query', PageQuery.extend({ sort: optionalSort(campaignSortKeys) })),
      async (c) => {
        const query = services.read.query.selectFrom('firmwareCampaign').selectAll()
        const { items: rows, nextCursor } = await sortedPage(query, campaignOrder, c.req.valid('query'))
        const items = await Promise.all(
          rows.map(async (row) => ({ ...row, counts: await countsOf(services.read, row.id) })),
        )
        return c.json({ items, nextCursor })
      },
    )
    .get(
      '/:id',
      answers(Campaign, { summary: 'One firmware campaign', tag }),
      checked('param', Path),
      async (c) => c.json(await campaignOr404(services.read, c.req.valid('param').id)),
    )
    .get(
      '/:id/updates',
      answers(pageOf(FirmwareUpdate), { summary: 'The chargers of a campaign, wave by wave', tag }),
      checked('param', Path),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const after = decodeCursor(cursor, z.int()) ?? 0
        const rows = await firmwareUpdateQuery(services.read)
          .where('campaignId', '=', c.req.valid('param').id)
          .where('requestId', '>', after)
          .orderBy('requestId')
          .limit(limit + 1)
          .execute()
        return c.json(toPage(rows, limit, ({ requestId }) => requestId))
      },
    )
    .post(
      '/',
      answers(Campaign, {
        summary: 'Begin a firmware campaign',
        description:
          'Each wave begins when the one before is over. Chargers are told while they charge nobody; more failures than allowed stop the campaign.',
        tag,
        status: 201,
      }),
      checked('json', CampaignInput),
      async (c) => {
        const input = c.req.valid('json')
        const image = await findImage(services.read, input.imageId)
        if (image && imageLocation(services, image) === undefined)
          throw new Problem('conflict', 'The file of that image has not been uploaded.')
        const campaign = { ...input, createdBy: c.var.actor.name }
        const id = await services.writer.write(async (tx) => {
          const result = await createCampaign(tx, services, campaign)
          // Thrown inside the unit, so that nothing of it is kept.
          if (result.kind === 'unknown') throw new Problem('invalid-request', `There is no ${result.what}.`)
          return result.id
        })
        return c.json(await campaignOr404(services.read, id), 201)
      },
    )
    .put(
      '/:id/state',
      answers(Campaign, { summary: 'Pause, resume or stop a firmware campaign', tag }),
      checked('param', Path),
      checked('json', StateInput),
      async (c) => {
        const { id } = c.req.valid('param')
        const result = await setCampaignState(services, id, c.req.valid('json').state)
        if (result === 'unknown') throw new Problem('not-found', `There is no campaign ${id}.`)
        if (result === 'over') throw new Problem('conflict', 'The campaign is over.')
        return c.json(await campaignOr404(services.read, id))
      },
    )
}

async function campaignOr404(runner: SqlRunner, id: string): Promise<Campaign> {
  const row = await runner.query
    .selectFrom('firmwareCampaign')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw new Problem('not-found', `There is no campaign ${id}.`)
  return { ...row, counts: await countsOf(runner, id) }
}

async function countsOf(runner: SqlRunner, id: string): Promise<Record<string, number>> {
  const rows = await runner.all<{ state: string; count: number }>(
    'select state, count(*) as count from firmware_update where campaign_id = ? group by state',
    [id],
  )
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}
