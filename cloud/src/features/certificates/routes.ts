import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { findCharger } from '../chargers/queries.ts'
import { ChargePointId, CommandOutcomeSchema } from '../chargers/schemas.ts'
import { askForRenewal, revokeCertificate } from './commands.ts'
import { certificateAuthority } from './root.ts'

const tag = 'Certificates'

const ChargerCertificate = z
  .object({
    serialNumber: z.string(),
    chargePointId: z.string(),
    certificate: z.string().meta({ description: 'PEM.' }),
    state: z
      .enum(['issued', 'accepted', 'rejected', 'revoked'])
      .meta({ description: 'issued: the charger has not said whether it took it.' }),
    issuedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    renewalAskedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ChargerCertificate' })

const CertificateQuery = PageQuery.extend({
  chargePointId: ChargePointId.optional(),
  expiringBefore: z.iso.datetime().optional(),
})

/** The certificates that we signed, mounted at `/certificates`. */
export function certificateRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/root',
      answers(z.object({ certificate: z.string() }).meta({ id: 'RootCertificate' }), {
        summary: 'The root certificate of this network, for InstallCertificate',
        tag,
      }),
      async (c) => c.json({ certificate: (await certificateAuthority(services)).certificatePem }),
    )
    .get(
      '/',
      answers(pageOf(ChargerCertificate), { summary: 'List certificates of chargers', tag }),
      checked('query', CertificateQuery),
      async (c) => {
        const { limit, cursor, chargePointId, expiringBefore } = c.req.valid('query')
        const after = decodeCursor(cursor, z.string())
        let query = services.read.query
          .selectFrom('chargerCertificate')
          .innerJoin('charger', 'charger.id', 'chargerId')
          .select([
            'chargerCertificate.serialNumber',
            'chargePointId',
            'certificate',
            'state',
            'issuedAt',
            'expiresAt',
            'renewalAskedAt',
          ])
          .orderBy('chargerCertificate.serialNumber')
          .limit(limit + 1)
        if (after !== undefined) query = query.where('chargerCertificate.serialNumber', '>', after)
        if (chargePointId !== undefined) query = query.where('chargePointId', '=', chargePointId)
        if (expiringBefore !== undefined) query = query.where('expiresAt', '<', expiringBefore)
        return c.json(toPage(await query.execute(), limit, ({ serialNumber }) => serialNumber))
      },
    )
    .post(
      '/renewals',
      answers(CommandOutcomeSchema, {
        summary: 'Ask a charger for the request of a new certificate',
        description: 'It answers by SignCertificate; what we sign is sent to it at once.',
        tag,
      }),
      checked('json', z.strictObject({ chargePointId: ChargePointId }).meta({ id: 'RenewalInput' })),
      async (c) => {
        const { chargePointId } = c.req.valid('json')
        if ((await findCharger(services, chargePointId)) === undefined)
          throw new Problem('not-found', `There is no charger ${chargePointId}.`)
        return c.json(await askForRenewal(services, chargePointId))
      },
    )
    .post(
      '/:serialNumber/revocation',
      answers(z.object({ serialNumber: z.string() }), {
        summary: 'Revoke a certificate: no connection is opened by it any more',
        tag,
      }),
      checked('param', z.object({ serialNumber: z.string() })),
      async (c) => {
        const { serialNumber } = c.req.valid('param')
        if (!(await revokeCertificate(services, serialNumber)))
          throw new Problem('not-found', `There is no valid certificate ${serialNumber}.`)
        return c.json({ serialNumber })
      },
    )
}
