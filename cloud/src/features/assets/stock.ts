import type { StockLine } from '../../core/stock.ts'
import type { SqlRunner } from '../../db/database.ts'
import { namesOfPlaces } from './places.ts'
import type { MovementView, StockView } from './schemas.ts'

interface StockRow {
  readonly place: string
  readonly item: string
  readonly name: string
  readonly quantity: number
  readonly minimum: number | null
}

/** What there is at some places, by item. */
export async function stockAt(runner: SqlRunner, places: readonly string[]): Promise<StockView[]> {
  if (places.length === 0) return []
  const marks = places.map(() => '?').join(', ')
  const rows = await runner.all<StockRow>(
    `select moved.place, slug as item, asset_item.name, cast(sum(moved.quantity) as bigint) as quantity,
       minimum_stock.quantity as minimum
     from (
       select to_place as place, item_id, quantity from asset_movement where to_place in (${marks})
       union all
       select from_place as place, item_id, -quantity as quantity from asset_movement where from_place in (${marks})
     ) as moved join asset_item on asset_item.id = moved.item_id
     left join minimum_stock on minimum_stock.item_id = moved.item_id and minimum_stock.site_id = moved.place
     group by moved.place, slug, asset_item.name, minimum_stock.quantity
     having sum(moved.quantity) <> 0 or minimum_stock.quantity > 0 order by moved.place, slug`,
    [...places, ...places],
  )
  const serials = await serialsAt(runner, places)
  const nameOf = await namesOfPlaces(runner, places)
  return rows.map((row) => ({
    ...row,
    place: nameOf(row.place),
    serialNumbers: serials
      .filter(({ place, item }) => place === row.place && item === row.item)
      .map(({ serialNumber }) => serialNumber),
  }))
}

interface SerialRow {
  readonly place: string
  readonly item: string
  readonly serialNumber: string
}

/** A serial number is where its last movement took it. */
function serialsAt(runner: SqlRunner, places: readonly string[]): SerialRow[] | Promise<SerialRow[]> {
  return runner.all<SerialRow>(
    `select to_place as place, slug as item, serial_number from asset_movement as last
     join asset_item on asset_item.id = item_id
     where to_place in (${places.map(() => '?').join(', ')}) and serial_number is not null and not exists (
       select 1 from asset_movement as later
       where later.serial_number = last.serial_number and later.item_id = last.item_id and later.id > last.id)
     order by slug, serial_number`,
    places,
  )
}

/** A line of stock with the name of its item. */
interface NamedLine extends StockLine {
  readonly name: string
}

/** What the books say is at a place, line by line. */
export async function bookedAt(runner: SqlRunner, place: string): Promise<NamedLine[]> {
  const rows = await stockAt(runner, [place])
  return rows.flatMap(({ item, name, quantity, serialNumbers }): NamedLine[] => {
    if (serialNumbers.length > 0)
      return serialNumbers.map((serialNumber) => ({ item, name, serialNumber, quantity: 1 }))
    return quantity > 0 ? [{ item, name, serialNumber: null, quantity }] : []
  })
}

/** Where something with a serial number has been, the newest first; with `own`, as far as that is at one's own places. */
export async function historyOf(
  runner: SqlRunner,
  {
    serialNumber,
    own,
    limit,
  }: {
    readonly serialNumber: string
    readonly own: ReadonlySet<string> | undefined
    readonly limit: number
  },
): Promise<MovementView[]> {
  const rows = await runner.all<MovementView>(
    `select slug as item, serial_number, quantity, from_place as "from", to_place as "to", document, reason, moved_by, moved_at
     from asset_movement join asset_item on asset_item.id = item_id
     where serial_number = ? order by asset_movement.id desc limit ?`,
    [serialNumber, limit],
  )
  const seen = rows.filter(({ from, to }) => own === undefined || own.has(from) || own.has(to))
  const nameOf = await namesOfPlaces(
    runner,
    seen.flatMap(({ from, to }) => [from, to]),
    own,
  )
  return seen.map((row) => ({ ...row, from: nameOf(row.from), to: nameOf(row.to) }))
}
