import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { founding } from './migrations/001-founding.ts'
import { operations } from './migrations/002-operations.ts'
import { devices } from './migrations/003-devices.ts'
import { files } from './migrations/004-files.ts'
import { watching } from './migrations/005-watching.ts'
import { ledger } from './migrations/006-ledger.ts'
import { tariffs } from './migrations/007-tariffs.ts'
import { powerBudgets } from './migrations/008-power-budgets.ts'
import { messages } from './migrations/010-messages.ts'
import { payments } from './migrations/011-payments.ts'
import { receipts } from './migrations/012-receipts.ts'
import { nodes } from './migrations/013-nodes.ts'
import { reconciliation } from './migrations/015-reconciliation.ts'
import { postpaid } from './migrations/017-postpaid.ts'
import { identity } from './migrations/018-identity.ts'
import { wallets } from './migrations/019-wallets.ts'
import { cdrs } from './migrations/020-cdrs.ts'
import { partners } from './migrations/021-partners.ts'
import { assets } from './migrations/022-assets.ts'
import { drivers } from './migrations/023-drivers.ts'
import { activity } from './migrations/024-activity.ts'
import { reserves } from './migrations/025-reserves.ts'
import { planning } from './migrations/027-planning.ts'
import { ratings } from './migrations/028-ratings.ts'
import { messagePath } from './migrations/029-message-path.ts'
import { sessionLists } from './migrations/030-session-lists.ts'
import { keyMakers } from './migrations/031-key-makers.ts'
import { alerts } from './migrations/032-alerts.ts'
import { chatCommands } from './migrations/033-chat-commands.ts'
import { economics } from './migrations/034-economics.ts'
import { readingsAndFrames } from './migrations/035-readings-and-frames.ts'
import { invitationMakers } from './migrations/039-invitation-makers.ts'
import { listOrders } from './migrations/040-list-orders.ts'
import { tableOrders } from './migrations/042-table-orders.ts'
import { lostMessages } from './migrations/046-lost-messages.ts'
import { documentFiles } from './migrations/047-document-files.ts'
import { payers } from './migrations/048-payers.ts'
import { sessionIndexes } from './migrations/049-session-indexes.ts'
import { postWords } from './migrations/050-post-words.ts'
import { jobIndexes } from './migrations/051-job-indexes.ts'
import type { Schema } from './schema.ts'

export type Dialect = 'sqlite' | 'postgres'

/** Forward only; a name, once released, never changes its meaning. */
const migrations: Record<string, (database: Kysely<Schema>, dialect: Dialect) => Promise<void>> = {
  '001-founding': founding,
  '002-operations': operations,
  '003-devices': devices,
  '004-files': files,
  '005-watching': watching,
  '006-ledger': ledger,
  '007-tariffs': tariffs,
  '008-power-budgets': powerBudgets,
  '010-messages': messages,
  '011-payments': payments,
  '012-receipts': receipts,
  '013-nodes': nodes,
  '015-reconciliation': reconciliation,
  '017-postpaid': postpaid,
  '018-identity': identity,
  '019-wallets': wallets,
  '020-cdrs': cdrs,
  '021-partners': partners,
  '022-assets': assets,
  '023-drivers': drivers,
  '024-activity': activity,
  '025-reserves': reserves,
  '027-planning': planning,
  '028-ratings': ratings,
  '029-message-path': messagePath,
  '030-session-lists': sessionLists,
  '031-key-makers': keyMakers,
  '032-alerts': alerts,
  '033-chat-commands': chatCommands,
  '034-economics': economics,
  '035-readings-and-frames': readingsAndFrames,
  '039-invitation-makers': invitationMakers,
  '040-list-orders': listOrders,
  '042-table-orders': tableOrders,
  '046-lost-messages': lostMessages,
  '047-document-files': documentFiles,
  '048-payers': payers,
  '049-session-indexes': sessionIndexes,
  '050-post-words': postWords,
  '051-job-indexes': jobIndexes,
}

/** In their order; a database may have any number of the first ones. */
export const migrationNames: readonly string[] = Object.keys(migrations)

/** Brings the schema up to date. Throws, leaving the database as it was, when a migration fails. */
export async function migrateToLatest(database: Kysely<Schema>, dialect: Dialect): Promise<void> {
  if (await isUpToDate(database)) return
  const steps: Record<string, Migration> = {}
  for (const [name, up] of Object.entries(migrations))
    steps[name] = {
      up: (transaction: Kysely<Schema>) => up(transaction, dialect),
    }
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => steps },
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error !== undefined) {
    const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'the schema'
    throw new Error(`The database could not be brought up to ${failed}; nothing was changed.`, {
      cause: error,
    })
  }
}

/** Most openings find a schema that is; the migrator would look at every column of every table before it says so. */
async function isUpToDate(database: Kysely<Schema>): Promise<boolean> {
  const applied = await sql<{ name: string }>`select name from kysely_migration`
    .execute(database)
    .then(({ rows }) => new Set(rows.map(({ name }) => name)))
    // An empty database has no such table.
    .catch(() => new Set<string>())
  return applied.size === migrationNames.length && migrationNames.every((name) => applied.has(name))
}
