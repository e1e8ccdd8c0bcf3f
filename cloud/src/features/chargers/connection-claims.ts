import { type Instant, toIso } from '@colok/shared/time'
import type { Registration } from '../../core/registration.ts'
import { first, type SqlRunner } from '../../db/database.ts'
import { inLists, placesOf } from '../../db/lists.ts'
import type { SharedUnit } from '../../db/shared-writes.ts'
import type { Services } from '../../services.ts'
import { tell } from '../webhooks/events.ts'
import type { ChargerIdentity } from './identity.ts'

/** What the server needs to know of a charger before it lets it in. */
export interface KnownCharger extends ChargerIdentity {
  /** Null: no password, which only security profile 0 allows. */
  readonly passwordHash: string | null
  /** Of the password that it will use from now on, once it has taken it. */
  readonly nextPasswordHash: string | null
  readonly securityProfile: number
  /** The one that it was told to come by, and has not yet. */
  readonly nextSecurityProfile: number | null
  readonly validation: 'strict' | 'lenient' | 'log-only'
  readonly registration: Registration
}

export const findForConnection = async (
  runner: SqlRunner,
  chargePointId: string,
): Promise<KnownCharger | undefined> => (await findManyForConnection(runner, [chargePointId]))[0]

/** Those of some chargers that there are, in any order. */
export async function findManyForConnection(
  runner: SqlRunner,
  chargePointIds: readonly string[],
): Promise<readonly KnownCharger[]> {
  const found = await Promise.all(
    inLists(chargePointIds).map((list) =>
      runner.all<KnownCharger>(
        `select charger.id, charge_point_id, site_id, time_zone, password_hash, next_password_hash, security_profile,
           next_security_profile, registration,
           coalesce(own_validation, charger_model.validation, 'strict') as validation
         from charger join site on site.id = charger.site_id
           left join charger_model on charger_model.vendor = charger.vendor and charger_model.model = charger.model
         where charge_point_id in (${placesOf(list)})`,
        list,
      ),
    ),
  )
  return found.flat()
}

/**
 * Claims the charger for a new connection. Each claim has a higher epoch than every one before it, and another process
 * that held the connection is told.
 */
export async function claimConnection(services: Services, charger: ChargerIdentity): Promise<number> {
  const { chargePointId } = charger
  const { node } = services
  const { epoch, before } = await services.shared.write(claims, { services, charger })
  services.changes.changed(chargePointId)
  services.bells.ring('chargers')
  if (epoch === undefined) throw new Error(`Charger ${chargePointId} was removed while it connected.`)
  if (before !== null && before !== node.number) await node.replaced(before, { chargePointId, epoch })
  return epoch
}

interface Held {
  readonly node: number | null
}

/** One that comes twice is claimed twice. `before`: the node that held the charger, where there may be others. */
const claims: SharedUnit<
  { readonly services: Services; readonly charger: ChargerIdentity },
  { readonly epoch: number | undefined; readonly before: number | null }
> = {
  onlyAdds: true,
  async run(tx, items) {
    const answers = items.map(({ services, charger: { id, chargePointId } }) => {
      const { clock, node } = services
      const now = toIso(clock.wallMs())
      const mayBeElsewhere = node.number !== null
      return Promise.all([
        mayBeElsewhere && first<Held>(tx, 'select node from charger where id = ? and connected = 1', [id]),
        tx.all<{ connectionEpoch: number }>(
          `update charger set connection_epoch = connection_epoch + 1, connected = 1, connected_at = ?, node = ?
           where id = ? returning connection_epoch`,
          [now, node.number, id],
        ),
        tell(tx, services, { type: 'charger.online', chargePointId, data: { since: now } }),
      ])
    })
    return (await Promise.all(answers)).map(([held, [claimed]]) => ({
      epoch: claimed?.connectionEpoch,
      before: (held || undefined)?.node ?? null,
    }))
  },
}

/** Makes a claim good again that was released by a process which took this one for dead, unless there is a newer one. */
export async function renewClaim(
  services: Services,
  claim: { readonly charger: ChargerIdentity; readonly epoch: number },
): Promise<void> {
  const { id, chargePointId } = claim.charger
  const renewed = await services.writer.write((tx) =>
    tx.run('update charger set connected = 1 where id = ? and connection_epoch = ? and connected = 0', [
      id,
      claim.epoch,
    ]),
  )
  if (renewed > 0) services.changes.changed(chargePointId)
}

interface EndedClaim {
  readonly services: Services
  readonly charger: ChargerIdentity
  readonly epoch: number
  readonly lastMessageAt: Instant
}

/** Releases a claim; does nothing when a newer connection holds the charger by now. */
export async function releaseConnection(claim: EndedClaim): Promise<void> {
  const { services, charger } = claim
  await services.shared.write(releases, claim)
  services.changes.changed(charger.chargePointId)
}

const releases: SharedUnit<EndedClaim, void> = {
  onlyAdds: false,
  async run(tx, ended) {
    const released = ended.map(({ services, charger, epoch, lastMessageAt }) =>
      tx.run(
        `update charger set connected = 0, disconnected_at = ?, last_message_at = ?
         where id = ? and connection_epoch = ?`,
        [toIso(services.clock.wallMs()), toIso(lastMessageAt), charger.id, epoch],
      ),
    )
    const rows = await Promise.all(released)
    return Promise.all(
      ended.map(({ services, charger: { chargePointId } }, index) => {
        const data = { since: toIso(services.clock.wallMs()) }
        return rows[index] ? tell(tx, services, { type: 'charger.offline', chargePointId, data }) : undefined
      }),
    )
  },
}

/** At start no charger is connected, whatever a crash left behind. */
export async function releaseAllConnections(services: Services): Promise<void> {
  const now = toIso(services.clock.wallMs())
  await services.writer.write((tx) =>
    tx.run('update charger set connected = 0, disconnected_at = ? where connected = 1', [now]),
  )
}

/** Releases what processes that have ended held. `endedOf` says which of some nodes have. */
export async function releaseAbandoned(
  services: Services,
  endedOf: (nodes: readonly number[]) => Promise<readonly number[]>,
): Promise<void> {
  const rows = await services.read.all<{ node: number | null }>(
    'select distinct node from charger where connected = 1',
    [],
  )
  const ended = await endedOf(rows.map(({ node }) => node ?? 0))
  const now = toIso(services.clock.wallMs())
  for (const node of ended) {
    const released = await services.writer.write(async (tx) => {
      const chargers = await tx.all<{ chargePointId: string }>(
        `update charger set connected = 0, disconnected_at = ? where connected = 1 and coalesce(node, 0) = ?
         returning charge_point_id`,
        [now, node],
      )
      for (const { chargePointId } of chargers)
        await tell(tx, services, { type: 'charger.offline', chargePointId, data: { since: now } })
      return chargers
    })
    for (const { chargePointId } of released) services.changes.changed(chargePointId)
  }
}

/** Writes down when connected chargers last spoke. Not with each message: a Heartbeat costs no write. */
export async function recordLastMessages(
  services: Services,
  seen: readonly { readonly charger: ChargerIdentity; readonly lastMessageAt: Instant }[],
): Promise<void> {
  if (seen.length === 0) return
  await services.writer.write(async (tx) => {
    for (const { charger, lastMessageAt } of seen)
      await tx.run('update charger set last_message_at = ? where id = ?', [toIso(lastMessageAt), charger.id])
  })
}
