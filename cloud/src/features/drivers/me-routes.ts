import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { Session } from '../charging/schemas.ts'
import { listDriverSessions } from './history.ts'
import {
  addVehicle,
  changeVehicle,
  findProfile,
  listVehicles,
  mostVehicles,
  removeVehicle,
  saveProfile,
} from './profile.ts'
import { Profile, ProfileInput, Vehicle, VehicleInput } from './schemas.ts'

const tag = 'Me'
const VehiclePath = z.object({ id: z.string() })

/** What is one's own: profile, vehicles and history, mounted at `/me`. */
export function meRoutes(services: Services): Hono {
  return new Hono()
    .get('/profile', answers(Profile, { summary: 'One’s own profile', tag }), async (c) =>
      c.json(await profileOr404(services, c.var.actor.id)),
    )
    .put(
      '/profile',
      answers(Profile, { summary: 'Change one’s own profile', tag }),
      checked('json', ProfileInput),
      async (c) => {
        const { actor: person } = c.var
        const profile = c.req.valid('json')
        await services.writer.write((tx) => saveProfile(tx, services, { person, profile }))
        return c.json(await profileOr404(services, person.id))
      },
    )
    .get('/vehicles', answers(z.array(Vehicle), { summary: 'One’s own vehicles', tag }), async (c) =>
      c.json(await listVehicles(services.read, c.var.actor.id)),
    )
    .post(
      '/vehicles',
      answers(Vehicle, { summary: 'Add a vehicle', tag, status: 201 }),
      checked('json', VehicleInput),
      async (c) => {
        const { actor: person } = c.var
        const vehicle = c.req.valid('json')
        const id = await services.writer.write((tx) => addVehicle(tx, services, { person, vehicle }))
        if (id === undefined)
          throw new Problem('conflict', `There are ${mostVehicles} vehicles already; remove one first.`)
        return c.json(await vehicleOr404(services, person.id, id), 201)
      },
    )
    .put(
      '/vehicles/:id',
      answers(Vehicle, { summary: 'Change a vehicle', tag }),
      checked('param', VehiclePath),
      checked('json', VehicleInput),
      async (c) => {
        const { actor: person } = c.var
        const { id } = c.req.valid('param')
        const vehicle = c.req.valid('json')
        const isTheirs = await services.writer.write((tx) =>
          changeVehicle(tx, services, { person, id, vehicle }),
        )
        if (!isTheirs) throw noVehicle(id)
        return c.json(await vehicleOr404(services, person.id, id))
      },
    )
    .delete(
      '/vehicles/:id',
      answers(z.object({ id: z.string() }), { summary: 'Remove a vehicle', tag }),
      checked('param', VehiclePath),
      async (c) => {
        const { actor: person } = c.var
        const { id } = c.req.valid('param')
        const wasTheirs = await services.writer.write((tx) => removeVehicle(tx, services, { person, id }))
        if (!wasTheirs) throw noVehicle(id)
        return c.json({ id })
      },
    )
    .get(
      '/sessions',
      answers(pageOf(Session), { summary: 'Sessions of one’s own cards, the newest first', tag }),
      checked('query', PageQuery),
      async (c) => {
        const { limit, cursor } = c.req.valid('query')
        const before = decodeCursor(cursor, z.number())
        const sessions = await listDriverSessions(services.read, c.var.actor.id, { before, limit: limit + 1 })
        return c.json(toPage(sessions, limit, ({ transactionId }) => transactionId))
      },
    )
}

async function profileOr404(services: Services, userId: string): Promise<Profile> {
  const profile = await findProfile(services.read, userId)
  if (profile === undefined) throw new Problem('not-found', 'There is no such person.')
  const { closedAt: _, ...own } = profile
  return own
}

async function vehicleOr404(services: Services, userId: string, id: string): Promise<Vehicle> {
  const vehicle = (await listVehicles(services.read, userId)).find((one) => one.id === id)
  if (vehicle === undefined) throw noVehicle(id)
  return vehicle
}

const noVehicle = (id: string) => new Problem('not-found', `There is no vehicle ${id}.`)
