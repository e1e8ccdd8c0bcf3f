import type { VirtualClock } from '@colok/shared/testing/virtual-clock'
import { Hono } from 'hono'
import { V7Generator } from 'uuidv7'
import { ConfigSchema, walletRules } from '../../../config.ts'
import type { Database, WriteConnection } from '../../../db/database.ts'
import { Writer } from '../../../db/writer.ts'
import type { Channel, MessagingEvent } from '../../../gateways/messaging/contract.ts'
import { Problem, problemResponse } from '../../../http/problem.ts'
import { JobRunner } from '../../../jobs/runner.ts'
import { createLog } from '../../../log.ts'
import { Metrics } from '../../../metrics/metrics.ts'
import type { Services } from '../../../services.ts'
import { type NewMessage, type QueueResult, queueMessage } from '../commands.ts'
import { deliverMessages } from '../delivery.ts'
import { takeIn } from '../inbound.ts'
import { MessageOutbox } from '../outbox.ts'
import { forgetMessages } from '../retention.ts'
import { messageRoutes } from '../routes.ts'
import type { MessageHistory } from '../schemas.ts'
import type { MessageKind } from '../templates.ts'
import { FakeGateway } from './fake-gateway.ts'

type SomeMessage<Kind extends MessageKind> = Pick<NewMessage<Kind>, 'kind' | 'parameters'> &
  Partial<NewMessage<Kind>>

/** The messages' part of a running system, with providers in memory, on a clock that stands still. */
export class MessageDesk {
  readonly clock: VirtualClock
  readonly whatsapp = new FakeGateway('whatsapp')
  readonly telegram = new FakeGateway('telegram')
  readonly email = new FakeGateway('email')
  readonly logged: string[] = []
  readonly services: Services
  readonly #jobs: JobRunner
  readonly #api = new Hono()

  /** After `dieAfterCommits` the process is gone: it writes nothing more, and what it waits for never comes. */
  constructor(database: Database, clock: VirtualClock, dieAfterCommits = Number.POSITIVE_INFINITY) {
    this.clock = clock
    const gateways = [this.whatsapp, this.telegram, this.email]
    const messages = new MessageOutbox(new Map(gateways.map((gateway) => [gateway.channel, gateway])))
    const uuids = new V7Generator()
    const log = createLog('info', { write: (line) => void this.logged.push(line) })
    const metrics = new Metrics()
    const random = () => 0
    const connection = mortal(database.writeConnection, dieAfterCommits)
    // All that this part of the system uses of them.
    const services: Partial<Services> = {
      writer: new Writer(connection, clock, () => messages.committed()),
      read: database.read,
      clock,
      random,
      newId: () => uuids.generateOrResetWithTs(Math.floor(clock.wallMs())).toString(),
      messages,
      metrics,
      log,
      settings: {
        secret: 'x'.repeat(32),
        publicUrl: 'http://colok.example',
        heartbeatIntervalS: 300,
        operator: { name: 'Colok', taxNumber: null, contact: null },
        partyId: 'CLK',
        wallets: walletRules(ConfigSchema.parse({})),
        servedProfiles: new Set(),
        isBehindProxy: false,
        mapTiles: null,
      },
    }
    this.services = services as Services
    this.#jobs = new JobRunner([deliverMessages(this.services), forgetMessages(this.services)], {
      clock,
      random,
      log,
      metrics,
    })
    this.#jobs.start()
    this.#api.use(async (c, next) => {
      c.set('actor', {
        ...{ kind: 'key', id: 'k', name: 'operator', role: 'admin', reach: { kind: 'all' } },
        ...{ scopes: undefined, signIn: undefined },
      })
      await next()
    })
    this.#api.route('/', messageRoutes(this.services))
    this.#api.onError((error, c) => {
      if (error instanceof Problem) return problemResponse(c, error)
      throw error
    })
  }

  async stop(): Promise<void> {
    await this.whileAdvancing(this.#jobs.stop())
    await this.whileAdvancing(this.services.writer.stop())
  }

  /** Queues a message of a kind for the one person that most tests are about. */
  queue<Kind extends MessageKind>(message: SomeMessage<Kind>): Promise<QueueResult> {
    return this.whileAdvancing(this.beginToQueue(message))
  }

  /** The same, for a process that may die of it: the clock is not moved. */
  beginToQueue<Kind extends MessageKind>(message: SomeMessage<Kind>): Promise<QueueResult> {
    const whole: NewMessage<Kind> = {
      dedupeKey: `test:${this.services.newId()}`,
      language: 'id',
      timeZone: 'Asia/Makassar',
      addresses: [{ channel: 'whatsapp', address: '+6281234567890' }],
      createdBy: 'test',
      ...message,
    }
    return this.services.writer.write((tx) => queueMessage(tx, this.services, whole))
  }

  receive(channel: Channel, ...events: MessagingEvent[]): Promise<void> {
    return this.whileAdvancing(this.services.writer.write((tx) => takeIn(tx, this.services, channel, events)))
  }

  async api<Body>(path: string, init: RequestInit = {}): Promise<{ status: number; body: Body }> {
    const headers = { 'Content-Type': 'application/json' }
    const response = await this.whileAdvancing(Promise.resolve(this.#api.request(path, { headers, ...init })))
    return { status: response.status, body: (await response.json()) as Body }
  }

  async message(result: QueueResult): Promise<MessageHistory> {
    if (result.kind === 'refused') throw new Error(`It was refused: ${result.reason}.`)
    return (await this.api<MessageHistory>(`/${result.id}`)).body
  }

  async whileAdvancing<T>(work: Promise<T>): Promise<T> {
    let done = false
    const finished = work.finally(() => {
      done = true
    })
    while (!done) await this.clock.advance(1)
    return finished
  }
}

function mortal(connection: WriteConnection, dieAfterCommits: number): WriteConnection {
  let commits = 0
  return {
    ...connection,
    begin: () => (commits >= dieAfterCommits ? new Promise<void>(() => {}) : connection.begin()),
    async commit() {
      await connection.commit()
      commits += 1
    },
  }
}
