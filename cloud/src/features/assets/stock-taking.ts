import { toIso } from '@colok/shared/time'
import { compareStock, type StockDifference, type StockLine } from '../../core/stock.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import { findLines, move, placeOfSerial } from './movements.ts'
import { watchMinimum } from './notices.ts'
import { isSite } from './places.ts'
import type { CountInput, StockTaking } from './schemas.ts'
import { bookedAt } from './stock.ts'

/** What a closed stock-taking has found. */
interface Outcome {
  readonly lines: StockTaking['lines']
  readonly reason: string | null
}

/** Begins to count what is at a site; one at a time. Throws a Problem while another is open. */
export async function startStockTaking(
  tx: Tx,
  services: Services,
  { siteId, actor }: { readonly siteId: string; readonly actor: string },
): Promise<number> {
  const open = await first<{ number: number }>(
    tx,
    `select number from stock_taking where site_id = ? and state = 'open'`,
    [siteId],
  )
  if (open !== undefined)
    throw new Problem('conflict', `Stock-taking ${open.number} is open there: close it first.`)
  const newest = await first<{ number: number | null }>(
    tx,
    'select max(number) as number from stock_taking',
    [],
  )
  const number = (newest?.number ?? 0) + 1
  const startedAt = toIso(services.clock.wallMs())
  await tx.query
    .insertInto('stockTaking')
    .values({ id: services.newId(), number, siteId, state: 'open', startedBy: actor, startedAt })
    .execute()
  return number
}

/** Enters how many there are; the last count of a thing is the one that holds. */
export async function countStock(
  tx: Tx,
  services: Services,
  {
    number,
    counts,
    actor,
  }: { readonly number: number; readonly counts: readonly CountInput[]; readonly actor: string },
): Promise<void> {
  const { id } = await openTaking(tx, number)
  const countedAt = toIso(services.clock.wallMs())
  for (const line of await findLines(tx, counts)) {
    if (line.serialNumber !== null && line.quantity > 1)
      throw new Problem('invalid-request', `There is only one ${line.item} ${line.serialNumber}.`)
    await tx.run(
      `insert into stock_count (stock_taking_id, item_id, serial_number, quantity, counted_by, counted_at)
       values (?, ?, ?, ?, ?, ?)
       on conflict (stock_taking_id, item_id, serial_number)
       do update set quantity = excluded.quantity, counted_by = excluded.counted_by, counted_at = excluded.counted_at`,
      [id, line.itemId, line.serialNumber ?? '', line.quantity, actor, countedAt],
    )
  }
}

/**
 * Ends a stock-taking: the books follow the count. Throws a Problem while something of the books is uncounted, and when
 * the two differ and nobody says why. `own` are the places of whoever counts: a count takes nothing from somebody else's.
 */
export async function closeStockTaking(
  tx: Tx,
  services: Services,
  {
    number,
    reason,
    own,
    actor,
  }: {
    readonly number: number
    readonly reason: string | null
    readonly own: ReadonlySet<string> | undefined
    readonly actor: string
  },
): Promise<void> {
  const { id, siteId } = await openTaking(tx, number)
  const booked = await bookedAt(tx, siteId)
  const { differences, uncounted } = compareStock(booked, await countsOf(tx, id))
  if (uncounted.length > 0)
    throw new Problem('conflict', `Not counted yet: ${uncounted.join(', ')}. Enter 0 for what is not there.`)
  if (differences.length > 0 && reason === null)
    throw new Problem('conflict', `The count differs from the books at ${differences.length} items: say why.`)
  const lines = await linesOf(tx, { id, siteId })
  for (const difference of differences)
    await correctBooks(tx, services, { siteId, number, difference, reason, own, actor })
  const outcome: Outcome = { lines, reason }
  await tx.run(
    `update stock_taking set state = 'closed', closed_by = ?, closed_at = ?, outcome = ? where id = ?`,
    [actor, toIso(services.clock.wallMs()), JSON.stringify(outcome), id],
  )
  await recordActivity(tx, services, {
    ...{ actor, action: 'stockTaking.closed', subject: `stock-taking:${number}` },
    detail: { differences, reason },
  })
}

async function correctBooks(
  tx: Tx,
  services: Services,
  correction: {
    readonly siteId: string
    readonly number: number
    readonly difference: StockDifference
    readonly reason: string | null
    readonly own: ReadonlySet<string> | undefined
    readonly actor: string
  },
): Promise<void> {
  const { siteId, number, difference, reason, own, actor } = correction
  const { item, serialNumber, surplus } = difference
  const [line] = await findLines(tx, [{ item, serialNumber, quantity: Math.abs(surplus) }])
  if (line === undefined) return
  const elsewhere =
    (serialNumber !== null && (await placeOfSerial(tx, { ...line, serialNumber }))) || 'missing'
  if (surplus > 0 && elsewhere === 'transit')
    throw new Problem('conflict', `${item} ${serialNumber} is on a delivery note: receive that first.`)
  if (surplus > 0 && own !== undefined && !own.has(elsewhere) && (await isSite(tx, elsewhere)))
    throw new Problem('conflict', `${item} ${serialNumber} is booked at somebody else’s: ask us to look.`)
  const ends = surplus > 0 ? { from: elsewhere, to: siteId } : { from: siteId, to: 'missing' }
  await move(tx, services, line, { ...ends, document: `stockTaking:${number}`, reason, by: actor })
  await watchMinimum(tx, services, { place: siteId, itemId: line.itemId })
}

async function openTaking(tx: Tx, number: number): Promise<{ readonly id: string; readonly siteId: string }> {
  const taking = await first<{ id: string; siteId: string; state: string }>(
    tx,
    'select id, site_id, state from stock_taking where number = ?',
    [number],
  )
  if (taking === undefined) throw new Problem('not-found', `There is no stock-taking ${number}.`)
  if (taking.state !== 'open') throw new Problem('conflict', `Stock-taking ${number} is closed.`)
  return taking
}

async function countsOf(runner: SqlRunner, id: string): Promise<(StockLine & { readonly name: string })[]> {
  const rows = await runner.all<StockLine & { name: string }>(
    `select slug as item, asset_item.name, serial_number, quantity
     from stock_count join asset_item on asset_item.id = item_id where stock_taking_id = ? order by slug, serial_number`,
    [id],
  )
  return rows.map((row) => ({ ...row, serialNumber: row.serialNumber === '' ? null : row.serialNumber }))
}

/** Books and count side by side; what is only in one of them too. */
async function linesOf(
  runner: SqlRunner,
  { id, siteId }: { readonly id: string; readonly siteId: string },
): Promise<StockTaking['lines']> {
  const counted = await countsOf(runner, id)
  const booked = await bookedAt(runner, siteId)
  const isSame = (one: StockLine, other: StockLine) =>
    one.item === other.item && one.serialNumber === other.serialNumber
  const known = booked.map(({ item, name, serialNumber, quantity }) => ({
    ...{ item, name, serialNumber, booked: quantity },
    counted: counted.find((count) => isSame(count, { item, serialNumber, quantity }))?.quantity ?? null,
  }))
  const found = counted
    .filter((count) => !booked.some((line) => isSame(line, count)))
    .map(({ item, name, serialNumber, quantity }) => ({
      item,
      name,
      serialNumber,
      booked: 0,
      counted: quantity,
    }))
  return [...known, ...found]
}

/** One at one's own places, with books and count as they are, or were when it was closed; another does not exist. */
export async function stockTakingOr404(
  runner: SqlRunner,
  number: number,
  own: ReadonlySet<string> | undefined,
): Promise<StockTaking> {
  const [taking] = await listStockTakings(runner, { own, number, limit: 1 })
  if (taking === undefined) throw new Problem('not-found', `There is no stock-taking ${number}.`)
  return taking
}

/** Stock-takings, the newest first. `before` is the last number of the page before; `number` for that one only. */
export async function listStockTakings(
  runner: SqlRunner,
  page: {
    readonly own: ReadonlySet<string> | undefined
    readonly number?: number
    readonly before?: number | undefined
    readonly limit: number
  },
): Promise<StockTaking[]> {
  const { own } = page
  if (own?.size === 0) return []
  let query = runner.query
    .selectFrom('stockTaking')
    .innerJoin('site', 'site.id', 'stockTaking.siteId')
    .select([
      'stockTaking.id',
      'siteId',
      'number',
      'slug as site',
      'site.name as siteName',
      'state',
      'startedBy',
    ])
    .select(['startedAt', 'closedBy', 'closedAt', 'outcome'])
    .orderBy('number', 'desc')
    .limit(page.limit)
  if (page.number !== undefined) query = query.where('number', '=', page.number)
  if (page.before !== undefined) query = query.where('number', '<', page.before)
  if (own !== undefined) query = query.where('siteId', 'in', [...own])
  const takings: StockTaking[] = []
  for (const { id, siteId, outcome, ...row } of await query.execute()) {
    const found = outcome === null ? undefined : (JSON.parse(outcome) as Outcome)
    const lines = found?.lines ?? (await linesOf(runner, { id, siteId }))
    takings.push({ ...row, lines, reason: found?.reason ?? null })
  }
  return takings
}
