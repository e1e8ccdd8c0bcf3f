import { type Context, Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { z } from 'zod'
import type { Tx } from '../../db/database.ts'
import { answers, checked } from '../../http/describe.ts'
import { pageOf } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { readFile } from '../files/pieces.ts'
import {
  acknowledgeIncident,
  addNote,
  assignIncident,
  closeIncident,
  type IncidentOutcome,
} from './commands.ts'
import { doorPhotoOr404 } from './door-photos.ts'
import { openByHand } from './opening.ts'
import { usePartsFor } from './parts.ts'
import { addPhoto, photoBytes, photoOr404 } from './photos.ts'
import { incidentHistory, incidentOr404, listIncidents } from './queries.ts'
import {
  Assignment,
  Closing,
  IncidentHistory,
  IncidentInput,
  IncidentQuery,
  IncidentView,
  Note,
  NumberPath,
  PartsUsed,
} from './schemas.ts'

const tag = 'Incidents'
const PhotoPath = NumberPath.extend({ id: z.string().max(64) })

/** What is being repaired, and was; mounted at `/incidents`. */
export function incidentRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/',
      answers(pageOf(IncidentView), { summary: 'Incidents, the newest first', tag }),
      checked('query', IncidentQuery),
      async (c) => {
        const { reach } = c.var.actor
        return c.json(await listIncidents(services.read, { ...c.req.valid('query'), reach }))
      },
    )
    .post(
      '/',
      answers(IncidentHistory, { summary: 'Write down what somebody has seen', tag, status: 201 }),
      checked('json', IncidentInput),
      async (c) => {
        const input = c.req.valid('json')
        const by = c.var.actor.name
        const number = await services.writer.write((tx) => openByHand(tx, services, { input, by }))
        return c.json(await incidentHistory(services, number, c.var.actor.reach), 201)
      },
    )
    .get(
      '/:number',
      answers(IncidentHistory, { summary: 'An incident and what happened with it', tag }),
      checked('param', NumberPath),
      async (c) => c.json(await incidentHistory(services, c.req.valid('param').number, c.var.actor.reach)),
    )
    .route('/', deeds(services))
    .route('/', photos(services))
}

function deeds(services: Services): Hono {
  const done = async (c: Context, number: number, deed: (tx: Tx, by: string) => Promise<IncidentOutcome>) => {
    const by = c.var.actor.name
    orRefused(number, await services.writer.write((tx) => deed(tx, by)))
    return c.json(await incidentHistory(services, number, c.var.actor.reach), 201)
  }
  const described = (summary: string, description?: string) =>
    answers(IncidentHistory, { summary, tag, status: 201, ...(description && { description }) })
  return new Hono()
    .post(
      '/:number/acknowledgement',
      described('Say that one looks after it', 'Nobody else is called any more.'),
      checked('param', NumberPath),
      (c) => {
        const { number } = c.req.valid('param')
        return done(c, number, (tx, by) => acknowledgeIncident(tx, services, { number, by }))
      },
    )
    .post(
      '/:number/assignment',
      described('Give it to somebody'),
      checked('param', NumberPath),
      checked('json', Assignment),
      (c) => {
        const { number } = c.req.valid('param')
        const { userId } = c.req.valid('json')
        return done(c, number, (tx, by) => assignIncident(tx, services, { number, userId, by }))
      },
    )
    .post(
      '/:number/notes',
      described('Add a note'),
      checked('param', NumberPath),
      checked('json', Note),
      (c) => {
        const { number } = c.req.valid('param')
        const { text } = c.req.valid('json')
        return done(c, number, (tx, by) => addNote(tx, services, { number, text, by }))
      },
    )
    .post(
      '/:number/parts',
      described('Take spare parts out of stock for it'),
      checked('param', NumberPath),
      checked('json', PartsUsed),
      (c) => {
        const { number } = c.req.valid('param')
        const parts = c.req.valid('json')
        return done(c, number, (tx, by) => usePartsFor(tx, services, { number, parts, by }))
      },
    )
    .post(
      '/:number/closing',
      described('Say that it is repaired', 'Whoever reported it is told.'),
      checked('param', NumberPath),
      checked('json', Closing),
      (c) => {
        const { number } = c.req.valid('param')
        const { resolution } = c.req.valid('json')
        return done(c, number, (tx, by) => closeIncident(tx, services, { number, resolution, by }))
      },
    )
}

/** Throws a Problem for a deed that could not be done. */
function orRefused(number: number, outcome: IncidentOutcome): void {
  if (outcome === 'unknown')
    throw new Problem('not-found', `There is no incident ${number}, or nobody of that id works here.`)
  if (outcome === 'closed') throw new Problem('conflict', `Incident ${number} is closed.`)
}

function photos(services: Services): Hono {
  return new Hono()
    .put(
      '/:number/photos',
      answers(z.object({ id: z.string() }), {
        summary: 'Add a photo',
        description: 'The body is the picture: JPEG, PNG or WebP, 12 MB at the most.',
        tag,
      }),
      checked('param', NumberPath),
      async (c) => {
        const { number } = c.req.valid('param')
        await incidentOr404(services.read, number, c.var.actor.reach)
        const bytes = await photoBytes(c.req.raw)
        return c.json({ id: await addPhoto(services, { number, bytes, by: c.var.actor.name }) })
      },
    )
    .get(
      '/:number/photos/:id',
      describeRoute({
        summary: 'A photo of an incident',
        tags: [tag],
        responses: { 200: { description: 'The picture', content: { 'image/*': {} } } },
      }),
      checked('param', PhotoPath),
      (c) => photoAnswer(c, services, c.req.valid('param')),
    )
    .get(
      '/:number/door-photos/:id',
      describeRoute({
        summary: 'A photo of an incident by the charger’s own camera',
        tags: [tag],
        responses: { 200: { description: 'The picture', content: { 'image/*': {} } } },
      }),
      checked('param', PhotoPath),
      async (c) => {
        const { number, id } = c.req.valid('param')
        await incidentOr404(services.read, number, c.var.actor.reach)
        const { contentType, bytes } = await doorPhotoOr404(services, { number, id })
        return c.body(bytes, 200, { ...shownByBrowsers, 'Content-Type': contentType })
      },
    )
}

/** Pictures of places and people: for who has asked alone, and never as anything but what was made sure of. */
const shownByBrowsers = {
  'Cache-Control': 'private, max-age=86400, immutable',
  'X-Content-Type-Options': 'nosniff',
}

/** A photo as a browser shows it. */
async function photoAnswer(
  c: Context,
  services: Services,
  photo: { readonly number: number; readonly id: string },
): Promise<Response> {
  await incidentOr404(services.read, photo.number, c.var.actor.reach)
  const { contentType, sizeBytes } = await photoOr404(services, photo)
  return c.body(readFile(services, photo.id), 200, {
    ...shownByBrowsers,
    'Content-Type': contentType,
    'Content-Length': String(sizeBytes),
  })
}
