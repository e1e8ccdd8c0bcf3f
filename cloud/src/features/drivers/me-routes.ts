import { Hono } from 'hono'
import { z } from 'zod'
import { answers, checked } from '../../http/describe.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../../http/paging.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { Session } from '../charging/schemas.ts'
import { Period } from '../statements/schemas.ts'
import { walletStatement, walletView } from '../wallets/queries.ts'
import { WalletStatementLine, WalletView } from '../wallets/schemas.ts'
import { listDriverMonths, listDriverSessions } from './history.ts'
import {
  addVehicle,
  changeVehicle,
  findProfile,
  listVehicles,
  mostVehicles,
  removeVehicle,
  saveProfile,
} from './profile.ts'
import { DriverMonth, Profile, ProfileInput, Vehicle, VehicleInput } from './schemas.ts'
import { walletsOf } from './wallets.ts'

const tag = 'Me'
const IdPath = z.object({ id: z.string() })

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
      checked('param', IdPath),
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
      checked('param', IdPath),
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
      checked('query', PageQuery.extend({ month: Period.optional() })),
      async (c) => {
        const { limit, cursor, month } = c.req.valid('query')
        const page = { before: decodeCursor(cursor, z.int()), month, limit: limit + 1 }
        const sessions = await listDriverSessions(services.read, c.var.actor.id, page)
        return c.json(toPage(sessions, limit, ({ transactionId }) => transactionId))
      },
    )
    .get(
      '/months',
      answers(z.array(DriverMonth), { summary: 'What one’s own cards used in each month', tag }),
      async (c) => c.json(await listDriverMonths(services.read, c.var.actor.id)),
    )
}

/** What one has with us and what became of it, mounted at `/me`. */
export function myWalletRoutes(services: Services): Hono {
  return new Hono()
    .get(
      '/wallets',
      answers(z.array(WalletView), { summary: 'One’s own wallets, and where to fill them up', tag }),
      async (c) => {
        const ids = await walletsOf(services.read, c.var.actor.id)
        return c.json(await Promise.all(ids.map((id) => walletView(services, id, true))))
      },
    )
    .get(
      '/wallets/:id/statement',
      answers(pageOf(WalletStatementLine), {
        summary: 'What came into one’s own wallet and what was used, the newest first',
        tag,
      }),
      checked('param', IdPath),
      checked('query', PageQuery),
      async (c) => {
        const { id: walletId } = c.req.valid('param')
        const own = await walletsOf(services.read, c.var.actor.id)
        if (!own.includes(walletId)) throw new Problem('not-found', `There is no wallet ${walletId}.`)
        const { limit, cursor } = c.req.valid('query')
        const before = decodeCursor(cursor, z.string())
        const lines = await walletStatement(services.read, { walletId, before, limit: limit + 1 })
        return c.json(toPage(lines, limit, ({ journalId }) => journalId))
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
