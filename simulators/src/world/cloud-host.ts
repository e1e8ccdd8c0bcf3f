import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Cloud, type CloudOptions, composeCloud } from '@colok/cloud/compose'
import { type Config, ConfigSchema } from '@colok/cloud/config'
import { withoutDisk } from '@colok/cloud/db/durability'
import { openSqlite } from '@colok/cloud/db/sqlite'
import { createLog } from '@colok/cloud/log'
import type { VirtualClock } from '@colok/shared/testing/virtual-clock'
import type { Chronicle } from './chronicle.ts'
import { Dice } from './dice.ts'
import type { Answered, Asked } from './insist.ts'
import { type Life, mortalClock, never } from './mortal.ts'
import type { CloudSocket } from './network.ts'
import { MachineClock } from './wall-clock.ts'

type Database = Awaited<ReturnType<typeof openSqlite>>
type Seed = Parameters<Cloud['seed']>[0]

/** Keys what is sealed and hashed. */
export const cloudSecret = 'w'.repeat(32)

interface Running {
  readonly life: Life
  readonly database: Database
  readonly cloud: Cloud
  /** Told when the process is gone: the sockets that it held. */
  readonly onDead: Set<() => void>
}

export interface CloudHostParts {
  readonly seed: number
  readonly clock: VirtualClock
  readonly chronicle: Chronicle
  readonly contents: Seed
  readonly passwords: Readonly<Record<string, string>>
  /** An error that the central system logged. */
  readonly onErrorLogged: (line: string) => void
  /** Reaches providers. */
  readonly fetch: typeof fetch
  readonly messaging: Config['messaging']
  readonly deliverMail: NonNullable<CloudOptions['deliverMail']>
  readonly paymentGateways: NonNullable<CloudOptions['paymentGateways']>
}

/** What an HTTP request was answered. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** The real central system in this process, on a database file of its own, which can be killed and started again. */
export class CloudHost {
  readonly machineClock: MachineClock
  readonly #parts: CloudHostParts
  readonly #folder = mkdtempSync(join(tmpdir(), 'colok-world-'))
  readonly #dice: Dice
  #running: Running | undefined
  #isStarting = false
  /** What it begins with is committed; a process that begins again finds it there. */
  #isSeeded = false
  #operatorKey = ''
  /** Kills the process `before` or `after` the commit that comes after so many more. */
  killAt: { commits: number; moment: 'before' | 'after' } | undefined
  onKilled: () => void = () => {}
  /** Of every life. */
  kills = 0
  commits = 0
  /** Requests that get no answer: planted bugs only. */
  losesRequests: (path: string) => boolean = () => false

  constructor(parts: CloudHostParts) {
    this.#parts = parts
    this.#dice = new Dice(parts.seed, 'cloud')
    this.machineClock = new MachineClock(parts.clock, 0)
  }

  get isRunning(): boolean {
    return this.#running !== undefined
  }

  /** Starts a process on what was committed. */
  async start(): Promise<void> {
    if (this.#isStarting || this.#running !== undefined) return
    this.#isStarting = true
    const life: Life = { alive: true }
    // Durability is what the kills test, between commits; the disk of the machine that runs this is not.
    const database = await openSqlite(join(this.#folder, 'cloud.sqlite'), withoutDisk)
    await database.writeConnection.tx.run('pragma synchronous = off', [])
    const cloud = composeCloud({
      config: {
        ...ConfigSchema.parse({}),
        messaging: this.#parts.messaging,
        secret: cloudSecret,
        publicUrl: 'http://csms.world',
      },
      database: this.#mortal(database, life),
      clock: mortalClock(this.machineClock.clock, life),
      random: this.#dice.random,
      fetch: mortal(this.#parts.fetch, life),
      deliverMail: mortal(this.#parts.deliverMail, life),
      paymentGateways: this.#parts.paymentGateways,
      log: createLog('error', {
        write: (line) => {
          if (life.alive) this.#parts.onErrorLogged(withoutMachine(line))
        },
      }),
    })
    if (!this.#isSeeded) await cloud.seed(this.#parts.contents, this.#parts.passwords)
    this.#isSeeded = true
    const { operatorKey } = await cloud.start()
    if (operatorKey !== undefined) this.#operatorKey = operatorKey
    this.#running = { life, database, cloud, onDead: new Set() }
    this.#isStarting = false
    this.#parts.chronicle.note('cloud', 'started')
  }

  /** SIGKILL: what was not committed never was. */
  kill(): void {
    const running = this.#running
    if (running === undefined) return
    this.#parts.chronicle.note('cloud', 'killed')
    this.kills += 1
    this.#leave(running)
    this.onKilled()
  }

  /** An orderly end, as for an update. */
  async stop(): Promise<void> {
    const running = this.#running
    if (running === undefined) return
    this.#parts.chronicle.note('cloud', 'stops')
    await running.cloud.stop()
    if (this.#running === running) this.#leave(running)
  }

  /** A charger knocks. */
  async accept(chargePointId: string, socket: CloudSocket, onDead: () => void): Promise<boolean> {
    const running = this.#running
    if (running === undefined) return false
    running.onDead.add(onDead)
    socket.onClose(() => running.onDead.delete(onDead))
    await running.cloud.acceptSocket(chargePointId, socket)
    return running.life.alive
  }

  /** Asks the operator API; undefined when the process was not there, or went before it answered. */
  async ask({ method, path, body, bearer, once }: Asked): Promise<Answered | undefined> {
    if (this.losesRequests(path)) return never()
    const type = typeof body === 'string' ? 'text/csv' : 'application/json'
    const answer = await this.request(`/api/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${bearer ?? this.#operatorKey}`,
        'Content-Type': type,
        ...(once !== undefined && { 'Idempotency-Key': once }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return answer && { status: answer.status, body: JSON.parse(answer.text) as unknown }
  }

  /** Any HTTP request; undefined when the process was not there, or went before it answered. */
  async request(target: string | Request, init?: RequestInit): Promise<Answer | undefined> {
    const running = this.#running
    if (running === undefined) return undefined
    const gone = Promise.withResolvers<undefined>()
    const tell = () => gone.resolve(undefined)
    running.onDead.add(tell)
    const answered = async () => {
      const response = await running.cloud.app.request(target, init)
      return { status: response.status, headers: response.headers, text: await response.text() }
    }
    return Promise.race([answered(), gone.promise]).finally(() => running.onDead.delete(tell))
  }

  /** What is committed, by plain SQL. */
  async rows<Row>(sql: string, parameters: readonly (string | number)[] = []): Promise<Row[]> {
    return (await this.#running?.database.read.all<Row>(sql, parameters)) ?? []
  }

  /** Writes behind the central system's back: planted bugs, and who has signed in before a story begins. */
  async tamper(sql: string, parameters: readonly (string | number)[] = []): Promise<void> {
    await this.#running?.database.writeConnection.tx.run(sql, parameters)
  }

  async dispose(): Promise<void> {
    const running = this.#running
    if (running !== undefined) this.#leave(running)
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #leave(running: Running): void {
    running.life.alive = false
    this.#running = undefined
    void running.database.close()
    for (const tell of [...running.onDead]) tell()
    running.onDead.clear()
  }

  #mortal(database: Database, life: Life): Database {
    const { writeConnection } = database
    return {
      ...database,
      writeConnection: {
        ...writeConnection,
        begin: () => (life.alive ? writeConnection.begin() : never()),
        commit: () => {
          if (!life.alive) return never()
          this.commits += 1
          if (this.#killsAt('before')) return never()
          const committed = writeConnection.commit()
          return this.#killsAt('after') ? never() : committed
        },
        rollback: () => (life.alive ? writeConnection.rollback() : never()),
      },
    }
  }

  #killsAt(moment: 'before' | 'after'): boolean {
    const { killAt } = this
    if (killAt?.moment !== moment || this.#running === undefined) return false
    if (killAt.commits > 0) {
      killAt.commits -= 1
      return false
    }
    this.killAt = undefined
    this.kill()
    return true
  }
}

/** What a dead process asked for never comes back to it. */
function mortal<Asked extends unknown[], Answer>(ask: (...asked: Asked) => Promise<Answer>, life: Life) {
  return async (...asked: Asked): Promise<Answer> => {
    try {
      const answer = await ask(...asked)
      return life.alive ? answer : await never<Answer>()
    } catch (cause) {
      if (life.alive) throw cause
      return never<Answer>()
    }
  }
}

/** A log line without what differs from run to run. */
function withoutMachine(line: string): string {
  const { msg, error } = JSON.parse(line) as { msg?: string; error?: { message?: string } }
  return [msg, error?.message].filter((part) => part !== undefined).join(': ')
}
