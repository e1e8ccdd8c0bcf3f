import { toIso } from '@colok/shared/time'
import { sql } from 'kysely'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import { type ListOrder, type Sort, sortedPage, textColumn } from '../../http/sorted-list.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { openForPerson, sealForPerson } from '../privacy/person-keys.ts'
import { takeOver } from './card-replacement.ts'
import { giveCard } from './cards.ts'
import type { Person } from './profile.ts'
import type { CardOrder, CardOrderSortKey, Delivery } from './schemas.ts'
import { payFromWallet } from './wallets.ts'

/** Orders of one driver that wait at once. */
const mostWaiting = 3

interface OrderRow extends Omit<CardOrder, 'delivery'> {
  readonly sealedDelivery: string | null
}

const columns = `id, user_id as driver_id, state, sealed_delivery, replaces, id_tag, ordered_at, settled_at`

/** One page of orders: the oldest first, or as asked. */
export async function listOrders(
  services: Pick<Services, 'read' | 'clock' | 'settings'>,
  filter: {
    readonly driverId?: string
    readonly state?: CardOrder['state'] | undefined
    readonly sort?: Sort<CardOrderSortKey> | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
): Promise<{ items: CardOrder[]; nextCursor: string | null }> {
  let query = services.read.query
    .selectFrom('cardOrder')
    .select(['id', 'userId as driverId', 'state', 'sealedDelivery', 'replaces', 'idTag'])
    .select(['orderedAt', 'settledAt'])
  if (filter.driverId !== undefined) query = query.where('userId', '=', filter.driverId)
  if (filter.state !== undefined) query = query.where('state', '=', filter.state)
  const { items, nextCursor } = await sortedPage(query, orderOfOrders, filter)
  return { items: await Promise.all(items.map((row) => opened(services, row))), nextCursor }
}

const orderOfOrders: ListOrder<CardOrderSortKey> = {
  columns: { orderedAt: textColumn(sql`ordered_at`), state: textColumn(sql`state`) },
  tieBreaker: textColumn(sql`card_order.id`),
}

/** Undefined when so many wait already that one more would be a mistake. */
export async function orderCard(
  tx: Tx,
  services: Services,
  order: { readonly person: Person; readonly delivery: Delivery; readonly replaces: string | null },
): Promise<string | undefined> {
  const { person, delivery, replaces } = order
  const waiting = await tx.all("select id from card_order where user_id = ? and state = 'ordered' limit ?", [
    person.id,
    mostWaiting,
  ])
  if (waiting.length >= mostWaiting) return undefined
  const id = services.newId()
  const sealedDelivery = await sealForPerson(tx, services, person.id, delivery)
  await tx.run(
    `insert into card_order (id, user_id, state, sealed_delivery, replaces, ordered_at) values (?, ?, 'ordered', ?, ?, ?)`,
    [id, person.id, sealedDelivery, replaces, toIso(services.clock.wallMs())],
  )
  const after = { replaces }
  const subject = `card-order:${id}`
  await recordActivity(tx, services, { actor: person.name, action: 'cardOrder.ordered', subject, after })
  return id
}

export type SettledOrder = 'settled' | 'unknown' | 'over' | 'taken'

/** The driver no longer wants it, or the operator does not send it. `driverId`: only one of that driver's. */
export async function cancelOrder(
  tx: Tx,
  services: Services,
  { id, actor, driverId }: { readonly id: string; readonly actor: string; readonly driverId?: string },
): Promise<SettledOrder> {
  const order = await findOrder(tx, id)
  if (order === undefined || (driverId ?? order.driverId) !== order.driverId) return 'unknown'
  if (order.state !== 'ordered') return 'over'
  await settle(tx, services, { id, state: 'cancelled', idTag: null, actor })
  return 'settled'
}

/** A card was sent: it becomes the driver's, and where it replaces a lost one it takes over who pays and what is allowed. */
export async function fulfilOrder(
  tx: Tx,
  services: Services,
  { id, idTag, actor }: { readonly id: string; readonly idTag: string; readonly actor: string },
): Promise<SettledOrder> {
  const order = await findOrder(tx, id)
  if (order === undefined) return 'unknown'
  if (order.state !== 'ordered') return 'over'
  const given = await giveCard(tx, services, { idTag, to: order.driverId, linkedBy: 'order', actor })
  if (given === 'taken') return 'taken'
  if (order.replaces !== null) await takeOver(tx, services, { old: order.replaces, by: idTag })
  await payFromWallet(tx, services, { idTag, userId: order.driverId })
  await settle(tx, services, { id, state: 'fulfilled', idTag, actor })
  return 'settled'
}

async function settle(
  tx: Tx,
  services: Services,
  settled: {
    readonly id: string
    readonly state: 'fulfilled' | 'cancelled'
    readonly idTag: string | null
    readonly actor: string
  },
): Promise<void> {
  const { id, state, idTag, actor } = settled
  // Where it was sent is of no use to anybody from now on.
  await tx.run(
    'update card_order set state = ?, id_tag = ?, sealed_delivery = null, settled_at = ? where id = ?',
    [state, idTag, toIso(services.clock.wallMs()), id],
  )
  const subject = `card-order:${id}`
  await recordActivity(tx, services, { actor, action: `cardOrder.${state}`, subject, after: { idTag } })
}

function findOrder(runner: SqlRunner, id: string): Promise<OrderRow | undefined> {
  return first<OrderRow>(runner, `select ${columns} from card_order where id = ?`, [id])
}

async function opened(
  services: Pick<Services, 'read' | 'clock' | 'settings'>,
  { sealedDelivery, ...order }: OrderRow,
): Promise<CardOrder> {
  const delivery =
    sealedDelivery === null
      ? undefined
      : await openForPerson(services.read, services, order.driverId, sealedDelivery)
  return { ...order, delivery: (delivery as Delivery | undefined) ?? null }
}
