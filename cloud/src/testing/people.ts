import { type Clock, toIso } from '@colok/shared/time'
import { Hono } from 'hono'
import { V7Generator } from 'uuidv7'
import type { Role } from '../core/roles.ts'
import type { Database, Tx } from '../db/database.ts'
import { keepRequests } from '../features/activity/middleware.ts'
import { AttributingWriter } from '../features/activity/ongoing.ts'
import { MessageOutbox } from '../features/messages/outbox.ts'
import type { Actor } from '../http/actor.ts'
import { Problem, problemResponse } from '../http/problem.ts'
import { JobBells } from '../jobs/bells.ts'
import { ChangeFeed } from '../live/feed.ts'
import { createLog } from '../log.ts'
import { Metrics } from '../metrics/metrics.ts'
import type { Services } from '../services.ts'

/** A system whose clock stands still until a test moves it. */
interface TestSystem {
  readonly database: Database
  readonly clock: Clock
}

/** Somebody who is known to the system. */
export interface TestPerson {
  readonly id: string
  readonly name: string
  readonly phone: string
  readonly email?: string
}

/** Writes straight into the system's database, while its clock stands still and nothing else is written. */
export async function writeNow<T>(system: TestSystem, unit: (tx: Tx) => T | Promise<T>): Promise<T> {
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
export async function newPerson(system: TestSystem, person: Omit<TestPerson, 'id'>): Promise<TestPerson> {
  const id = new V7Generator().generate().toString()
  const now = toIso(system.clock.wallMs())
  await writeNow(system, (tx) =>
    tx.run(
      'insert into "user" (id, name, phone, phone_verified, email, created_at, updated_at) values (?, ?, ?, 1, ?, ?, ?)',
      [id, person.name, person.phone, person.email ?? null, now, now],
    ),
  )
  return { id, ...person }
}

/** What the features of people use of the system's services, beside its own: for calls of theirs that no route makes yet. */
export function servicesOf(system: TestSystem): Services {
  const uuids = new V7Generator()
  const { clock } = system
  // Commits at once: the system's own clock stands still, and with it whatever else writes.
  const atOnce: Clock = {
    monotonicMs: () => clock.monotonicMs(),
    wallMs: () => clock.wallMs(),
    after(_delayMs, run) {
      queueMicrotask(run)
      return () => {}
    },
  }
  const services: Partial<Services> = {
    writer: new AttributingWriter(system.database.writeConnection, atOnce),
    read: system.database.read,
    clock,
    messages: new MessageOutbox(new Map()),
    changes: new ChangeFeed(),
    bells: new JobBells(),
    bus: { send: async () => ({ kind: 'notConnected' }), refresh: async () => {} },
    metrics: new Metrics(),
    log: createLog('fatal', { write: () => {} }),
    newId: () => uuids.generate().toString(),
    settings: {
      secret: 'x'.repeat(32),
      publicUrl: 'http://colok.example',
    } as Services['settings'],
  }
  return services as Services
}

/** Calls routes as a person who has signed in. */
export function callAs(
  person: TestPerson,
  { services, routes, role = 'driver' }: { services: Services; routes: Hono; role?: Role },
) {
  const app = new Hono()
  app.use(async (c, next) => {
    const actor: Actor = {
      ...{ kind: 'user', id: person.id, name: person.name, role, scopes: undefined, signIn: undefined },
      reach: { kind: 'driver', userId: person.id },
    }
    c.set('actor', actor)
    await next()
  })
  app.use(keepRequests(services))
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
