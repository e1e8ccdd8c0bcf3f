import { toIso } from '@colok/shared/time'
import { namedTwice } from '../../core/stock.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import type { Services } from '../../services.ts'
import type { Line } from './schemas.ts'

/** A line whose item was found. */
export interface FoundLine extends Line {
  readonly itemId: string
}

/** How goods go from one place to another. */
export interface Movement {
  readonly from: string
  readonly to: string
  /** `delivery:12`, `stockTaking:3`, `use`, `acquisition`. */
  readonly document: string
  readonly reason: string | null
  readonly by: string
}

/** Lines with the ids of their items. Throws a Problem for an unknown item, one named twice, or without its serial number. */
export async function findLines(tx: Tx, lines: readonly Line[]): Promise<FoundLine[]> {
  const twice = namedTwice(lines)
  if (twice !== undefined) throw new Problem('invalid-request', `${twice} is in the list twice.`)
  const found: FoundLine[] = []
  for (const line of lines) {
    const item = await first<{ id: string; tracked: string }>(
      tx,
      'select id, tracked from asset_item where slug = ?',
      [line.item],
    )
    if (item === undefined) throw new Problem('invalid-request', `There is no item ${line.item}.`)
    if ((item.tracked === 'serial') !== (line.serialNumber !== null))
      throw new Problem(
        'invalid-request',
        item.tracked === 'serial'
          ? `${line.item} is tracked by serial number: name it.`
          : `${line.item} is only counted: it has no serial number.`,
      )
    found.push({ ...line, itemId: item.id })
  }
  return found
}

/** Moves goods, which must be where they come from. Throws a Problem when they are not. */
export async function move(
  tx: Tx,
  services: Services,
  line: Pick<FoundLine, 'item' | 'itemId' | 'serialNumber' | 'quantity'>,
  movement: Movement,
): Promise<void> {
  await demandThere(tx, line, movement.from)
  await tx.run(
    `insert into asset_movement (id, item_id, serial_number, quantity, from_place, to_place, document, reason, moved_by, moved_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      ...[services.newId(), line.itemId, line.serialNumber, line.quantity, movement.from, movement.to],
      ...[movement.document, movement.reason, movement.by, toIso(services.clock.wallMs())],
    ],
  )
}

/** Where there is always more: what comes from there was not there before. */
const endless: ReadonlySet<string> = new Set(['supplier', 'missing'])

async function demandThere(
  tx: Tx,
  { item, itemId, serialNumber, quantity }: Pick<FoundLine, 'item' | 'itemId' | 'serialNumber' | 'quantity'>,
  from: string,
): Promise<void> {
  if (serialNumber !== null) {
    const place = await placeOfSerial(tx, { itemId, serialNumber })
    // One of which nobody has heard is where all comes from, or was missing without anybody knowing.
    if (place === from || (place === undefined && endless.has(from))) return
    throw new Problem(
      'conflict',
      `${item} ${serialNumber} is not there by the books: its history says where it went.`,
    )
  }
  if (endless.has(from)) return
  const there = await countAt(tx, { itemId, place: from })
  if (there < quantity)
    throw new Problem('conflict', `There are ${there} of ${item}, and ${quantity} were to leave.`)
}

/** Where something is by its last movement; undefined for a serial number that was never moved. */
export async function placeOfSerial(
  runner: SqlRunner,
  { itemId, serialNumber }: { readonly itemId: string; readonly serialNumber: string },
): Promise<string | undefined> {
  const row = await first<{ toPlace: string }>(
    runner,
    'select to_place from asset_movement where serial_number = ? and item_id = ? order by id desc limit 1',
    [serialNumber, itemId],
  )
  return row?.toPlace
}

/** How many of an item are at a place: what came less what went. */
export async function countAt(
  runner: SqlRunner,
  { itemId, place }: { readonly itemId: string; readonly place: string },
): Promise<number> {
  const row = await first<{ quantity: number }>(
    runner,
    `select cast(
       coalesce((select sum(quantity) from asset_movement where to_place = ? and item_id = ?), 0) -
       coalesce((select sum(quantity) from asset_movement where from_place = ? and item_id = ?), 0)
     as bigint) as quantity`,
    [place, itemId, place, itemId],
  )
  return row?.quantity ?? 0
}
