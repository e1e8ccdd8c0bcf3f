import type { Cancel } from '@colok/shared/time'
import { type KnownCharger, recordLastMessages } from '../features/chargers/connection-claims.ts'
import type { Job } from '../jobs/runner.ts'
import type { Services } from '../services.ts'
import { Connection, type ConnectionTiming } from './connection.ts'
import type { ChargerSocket } from './socket.ts'

/** How often the connections are looked at. One timer for all of them, so that idle chargers cost nothing. */
const watchEveryMs = 1000

/** Chargers in one write: a few milliseconds. */
const presenceBatch = 500

/** The chargers that are connected to this process. The newest connection of a charger is the one. */
export class Connections {
  readonly #services: Services
  readonly #timing: ConnectionTiming
  readonly #byId = new Map<string, Connection>()
  readonly #releasing = new Set<Promise<void>>()
  #cancelWatch: Cancel | undefined
  #stopped = false

  constructor(services: Services, timing: ConnectionTiming) {
    this.#services = services
    this.#timing = timing
  }

  start(): void {
    this.#cancelWatch = this.#services.clock.after(watchEveryMs, () => {
      for (const connection of this.#byId.values()) connection.watch(this.#timing)
      this.start()
    })
  }

  get size(): number {
    return this.#byId.size
  }

  get(chargePointId: string): Connection | undefined {
    return this.#byId.get(chargePointId)
  }

  /** Takes over a socket on which `charger` has proved who it is. */
  accept(charger: KnownCharger, socket: ChargerSocket): void {
    const connection = new Connection({
      charger,
      socket,
      services: this.#services,
      timing: this.#timing,
    })
    if (this.#stopped) {
      connection.shutDown()
      return
    }
    const older = this.#byId.get(charger.chargePointId)
    this.#byId.set(charger.chargePointId, connection)
    connection.open(() => this.#closed(connection))
    older?.replace()
    this.#services.log.info({ chargePointId: charger.chargePointId }, 'charger connected')
  }

  /** Writes down now and then when each charger last spoke. */
  presenceJob(): Job {
    return {
      name: 'write down when chargers last spoke',
      everyMs: 60_000,
      onEveryNode: true,
      run: async () => {
        const spoke = [...this.#byId.values()].filter((connection) => connection.hasSpoken())
        for (let from = 0; from < spoke.length; from += presenceBatch)
          await recordLastMessages(this.#services, spoke.slice(from, from + presenceBatch))
      },
    }
  }

  /** Makes every claim good again, where no newer one has been made meanwhile. */
  async holdOn(): Promise<void> {
    await Promise.all([...this.#byId.values()].map((connection) => connection.holdOn()))
  }

  /** Closes every connection and gives its claim back. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancelWatch?.()
    for (const connection of [...this.#byId.values()]) {
      connection.shutDown()
      this.#closed(connection)
    }
    await Promise.all(this.#releasing)
  }

  #closed(connection: Connection): void {
    const { chargePointId } = connection.charger
    if (this.#byId.get(chargePointId) === connection) {
      this.#byId.delete(chargePointId)
      this.#services.log.info({ chargePointId }, 'charger disconnected')
    }
    const releasing = connection
      .release()
      .catch((error: unknown) => connection.log.error({ error }, 'the claim could not be released'))
      .finally(() => this.#releasing.delete(releasing))
    this.#releasing.add(releasing)
  }
}
