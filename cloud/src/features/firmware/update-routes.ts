import { Hono } from 'hono'
import { z } from 'zod'
import type { SqlRunner } from '../../db/database.ts'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { ChargePointId } from '../chargers/schemas.ts'
import { findImage, imageLocation } from './images.ts'
import { FirmwareUpdate, FirmwareUpdateOutcome } from './schemas.ts'
import { insertUpdate, sendUpdate } from './updates.ts'

const tag = 'Firmware'
const Path = z.object({ chargePointId: ChargePointId })

/** Firmware updates of one charger, mounted at `/chargers`. */
export function firmwareUpdateRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/:chargePointId/firmware-updates',
      answers(pageOf(FirmwareUpdate), { summary: 'Firmware updates of a charger, the newest first', tag }),
      checked('param', Path),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const before = decodeCursor(cursor, z.int())
        let query = firmwareUpdateQuery(services.read)
          .where('chargePointId', '=', c.req.valid('param').chargePointId)
          .orderBy('requestId', 'desc')
          .limit(limit + 1)
        if (before !== undefined) query = query.where('requestId', '<', before)
        return c.json(toPage(await query.execute(), limit, ({ requestId }) => requestId))
      },
    )
    .post(
      '/:chargePointId/firmware-updates',
      answers(FirmwareUpdateOutcome, { summary: 'Tell a charger to install a firmware image', tag }),
      checked('param', Path),
      checked('json', z.strictObject({ imageId: z.string() }).meta({ id: 'FirmwareUpdateInput' })),
      async (c) => {
        const { chargePointId } = c.req.valid('param')
        const { imageId } = c.req.valid('json')
        const image = await findImage(services.read, imageId)
        if (image === undefined) throw new Problem('not-found', `There is no firmware image ${imageId}.`)
        if (imageLocation(services, image) === undefined)
          throw new Problem('conflict', 'The file of that image has not been uploaded.')
        const createdBy = c.var.actor.name
        const update = { chargePointId, imageId, campaignId: null, wave: null, createdBy }
        const requestId = await services.writer.write((tx) => insertUpdate(tx, services, update))
        if (requestId === undefined) throw new Problem('not-found', `There is no charger ${chargePointId}.`)
        const command = await sendUpdate(services, { requestId, chargePointId }, image)
        const sent = await firmwareUpdateQuery(services.read)
          .where('requestId', '=', requestId)
          .executeTakeFirstOrThrow()
        return c.json({ update: sent, command })
      },
    )
}

export function firmwareUpdateQuery(runner: SqlRunner) {
  return runner.query
    .selectFrom('firmwareUpdate')
    .innerJoin('charger', 'charger.id', 'chargerId')
    .select([
      'firmwareUpdate.id',
      'requestId',
      'chargePointId',
      'imageId',
      'campaignId',
      'wave',
      'state',
      'detail',
      'createdBy',
      'firmwareUpdate.createdAt',
      'sentAt',
      'updatedAt',
      'finishedAt',
    ])
}
