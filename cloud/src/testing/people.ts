import { toIso } from '@colok/shared/time'
import { Hono } from 'hono'
import { V7Generator } from 'uuidv7'
import type { Role } from '../core/roles.ts'
import type { Tx } from '../db/database.ts'
import type { Actor } from '../http/actor.ts'
import { Problem, problemResponse } from '../http/problem.ts'
import type { Services } from '../services.ts'
import type { VirtualCloud } from './virtual-cloud.ts'

/** Somebody who is known to the system. */
export interface TestPerson {
  readonly id: string
  readonly name: string
  readonly phone: string
}

/** Writes straight into the system's database, while its clock stands still and nothing else is written. */
export async function writeNow<T>(system: VirtualCloud, unit: (tx: Tx) => T | Promise<T>): Promise<T> {
  const { writeConnection } = system.database
  await writeConnection.begin()
  try {
    const result = await unit(writeConnection.tx)
    await writeConnection.commit()
    return result
  } catch (error) {
    await writeConnection.rollback()
    throw error
  }
}

/** A user with a phone, who has not signed in. */
export async function newPerson(system: VirtualCloud, person: Omit<TestPerson, 'id'>): Promise<TestPerson> {
  const id = new V7Generator().generate().toString()
  const now = toIso(system.clock.wallMs())
  await writeNow(system, (tx) =>
    tx.run(
      'insert into "user" (id, name, phone, phone_verified, created_at, updated_at) values (?, ?, ?, 1, ?, ?)',
      [id, person.name, person.phone, now, now],
    ),
  )
  return { id, ...person }
}

/** What the features of people use of the system's services, beside its own: for calls of theirs that no route makes yet. */
export function servicesOf(system: VirtualCloud): Services {
  const uuids = new V7Generator()
  const services: Partial<Services> = {
    writer: { write: (unit: (tx: Tx) => unknown) => writeNow(system, unit) } as unknown as Services['writer'],
    read: system.database.read,
    clock: system.clock,
    newId: () => uuids.generate().toString(),
    settings: {
      secret: 'x'.repeat(32),
      publicUrl: 'http://colok.example',
    } as Services['settings'],
  }
  return services as Services
}

/** Calls routes as a person who has signed in. */
export function callAs(person: TestPerson, routes: Hono, role: Role = 'driver') {
  const app = new Hono()
  app.use(async (c, next) => {
    const actor: Actor = {
      ...{ kind: 'user', id: person.id, name: person.name, role, scopes: undefined, signIn: undefined },
      reach: { kind: 'driver', userId: person.id },
    }
    c.set('actor', actor)
    await next()
  })
  app.route('/', routes)
  app.onError((error, c) => {
    if (error instanceof Problem) return problemResponse(c, error)
    throw error
  })
  return async <Body = unknown>(path: string, method = 'GET', body?: unknown) => {
    const response = await app.request(path, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as Body }
  }
}
