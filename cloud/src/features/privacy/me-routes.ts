import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { consentNames } from '../../core/consent.ts'
import { answers, checked } from '../../http/describe.ts'
import { Problem } from '../../http/problem.ts'
import { addressOf } from '../../http/rate-limit.ts'
import type { Services } from '../../services.ts'
import { consentLog, consentsOf, decideConsent } from './consents.ts'
import { exportOf, readableExport } from './export.ts'
import { forget, type Obstacle } from './forgetting.ts'
import { Consent, ConsentEntry, ConsentInput, Deletion, ForgottenPerson } from './schemas.ts'

const tag = 'Own data'
const IdPath = z.object({ id: z.string().max(60) })
const Everything = z.record(z.string(), z.unknown()).meta({ id: 'PersonExport' })

/** What one may know, decide and have forgotten, mounted at `/me`. */
export function ownDataRoutes(services: Services): Hono {
  return new Hono()
    .get('/consents', answers(z.array(Consent), { summary: 'What one has consented to', tag }), async (c) =>
      c.json(await consentsOf(services.read, c.var.actor.id)),
    )
    .get(
      '/consents/log',
      answers(z.array(ConsentEntry), { summary: 'Every consent that was given or withdrawn', tag }),
      async (c) => c.json(await consentLog(services.read, c.var.actor.id)),
    )
    .put(
      '/consents/:purpose',
      answers(z.array(Consent), { summary: 'Give or withdraw a consent, at once', tag }),
      checked('param', z.object({ purpose: z.enum(consentNames) })),
      checked('json', ConsentInput),
      async (c) => {
        const userId = c.var.actor.id
        const from = { channel: 'api', address: addressOf(c) }
        const decision = { userId, ...from, ...c.req.valid('param'), ...c.req.valid('json') }
        const result = await services.writer.write((tx) => decideConsent(tx, services, decision))
        if (result === 'otherText')
          throw new Problem('conflict', 'The text has changed since; read it, and send its version.')
        if (result === 'tooMany')
          throw new Problem('conflict', 'It was changed too often; write to us instead.')
        return c.json(await consentsOf(services.read, userId))
      },
    )
    .get('/export', answers(Everything, { summary: 'All that is kept of oneself', tag }), (c) =>
      exported(c, services, c.var.actor.id),
    )
    .get('/export/text', async (c) => {
      const userId = c.var.actor.id
      const data = await exportOf(services, userId)
      if (data === undefined) throw nobody(userId)
      const { language } = data.profile as { language: 'id' | 'en' }
      c.header('Cache-Control', 'no-store')
      return c.text(readableExport(data, language))
    })
    .post(
      '/deletion',
      answers(Deletion, {
        summary: 'Have oneself forgotten, at once and for good',
        description:
          'The sign-in ends with it. Sessions and bills stay, and nothing says any more whose they were.',
        tag,
        status: 201,
      }),
      (c) => forgotten(c, services, c.var.actor.id),
    )
}

/** The same for somebody who has asked in another way, mounted at `/drivers`. */
export function dataRequestRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/:id/export',
      answers(Everything, { summary: 'All that is kept of a driver, who has asked for it', tag }),
      checked('param', IdPath),
      (c) => exported(c, services, c.req.valid('param').id),
    )
    .post(
      '/:id/deletion',
      answers(Deletion, { summary: 'Forget a driver, who has asked for it', tag, status: 201 }),
      checked('param', IdPath),
      (c) => forgotten(c, services, c.req.valid('param').id),
    )
}

/** Whom the system has forgotten: after an older backup was put in place they must be forgotten again. */
export function forgottenPeopleRoutes(services: Services): Hono {
  return new Hono().get(
    '/',
    answers(z.array(ForgottenPerson), { summary: 'Who has been forgotten, by id alone', tag }),
    async (c) => {
      const people = await services.read.all(
        'select person_id as id, forgotten_at from person_key where forgotten_at is not null order by forgotten_at, person_id',
        [],
      )
      return c.json(people)
    },
  )
}

async function exported(c: Context, services: Services, userId: string) {
  const data = await exportOf(services, userId)
  if (data === undefined) throw nobody(userId)
  c.header('Cache-Control', 'no-store')
  return c.json(data)
}

async function forgotten(c: Context, services: Services, userId: string) {
  const actor = c.var.actor.name
  const result = await services.writer.write((tx) => forget(tx, services, { userId, actor }))
  if (result.kind === 'unknown') throw nobody(userId)
  if (result.kind === 'obstacles')
    throw new Problem('conflict', result.obstacles.map((obstacle) => reasons[obstacle]).join(' '))
  // An Idempotency-Key does not keep who was forgotten.
  c.header('Cache-Control', 'no-store')
  return c.json({ id: userId, forgottenAt: result.at }, 201)
}

const reasons: Readonly<Record<Obstacle, string>> = {
  charging: 'A card of theirs is charging; it has to end first.',
  money: 'There is money in a wallet of theirs, owed, or on its way back; that has to be settled first.',
  onlyAdmin: 'They are the only admin; make another first.',
}

const nobody = (id: string) => new Problem('not-found', `There is no person ${id}.`)
