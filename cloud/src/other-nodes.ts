import type { Clock } from '@colok/shared/time'
import type { Logger } from 'pino'
import { BusAcrossNodes } from './bus/across-nodes.ts'
import type { FindTarget } from './bus/in-process.ts'
import { PostgresNode } from './bus/postgres-node.ts'
import type { Database } from './db/database.ts'
import { releaseAbandoned } from './features/chargers/connection-claims.ts'
import type { Exclusively, Job } from './jobs/runner.ts'
import type { Services } from './services.ts'

/** How often it is looked whether a node has ended and left connections behind. */
const lookEveryMs = 10_000

/** This process's dealings with those that share its database. */
export interface OtherNodes {
  readonly bus: BusAcrossNodes
  readonly exclusively: Exclusively
  /** Release, and forget, what ended nodes have left behind. */
  jobs(services: Services): Job[]
  /** `holdOn` is called after a time in which others may have taken this process for dead. */
  join(services: Services, holdOn: () => Promise<void>): Promise<void>
  leave(): Promise<void>
}

/** Undefined where the database is this process's own. */
export function otherNodes(options: {
  readonly database: Database
  readonly find: FindTarget
  readonly clock: Clock
  readonly log: Logger
  readonly newId: () => string
}): OtherNodes | undefined {
  const { database, find, clock, log, newId } = options
  if (database.newSession === undefined) return undefined
  const node = new PostgresNode({ session: database.newSession(), clock, log })
  const bus = new BusAcrossNodes({ find, node, read: database.read, clock, newId })
  const { ended, exclusively } = node.locks
  return {
    bus,
    exclusively,
    jobs: (services) => [
      {
        name: 'release what ended nodes held',
        everyMs: lookEveryMs,
        async run() {
          if (node.locks.isShared) await releaseAbandoned(services, ended)
        },
      },
      {
        name: 'forget messages to ended nodes',
        everyMs: 3_600_000,
        run: () => node.forgetMessages(),
      },
    ],
    async join(services, holdOn) {
      services.changes.passOn(node.changed)
      await node.start({
        onMessage: bus.received,
        onChange: (chargePointId) => services.changes.changedElsewhere(chargePointId),
        onReturn: holdOn,
      })
      await releaseAbandoned(services, ended)
    },
    leave: () => node.stop(),
  }
}
