import type { SqlRunner } from '../../db/database.ts'
import { Problem } from '../../http/problem.ts'
import { depot, namesOfPlaces } from './places.ts'
import { DeliveryNote } from './schemas.ts'

/** Delivery notes, the newest first. `before` is the last number of the page before; `number` for that one only. */
export async function listDeliveryNotes(
  runner: SqlRunner,
  page: {
    /** Only those from or to one of these places; all when undefined. */
    readonly own: ReadonlySet<string> | undefined
    readonly number?: number
    readonly before?: number | undefined
    readonly limit: number
  },
): Promise<DeliveryNote[]> {
  const { own } = page
  if (own?.size === 0) return []
  let query = runner.query.selectFrom('deliveryNote').selectAll().orderBy('number', 'desc').limit(page.limit)
  if (page.number !== undefined) query = query.where('number', '=', page.number)
  if (page.before !== undefined) query = query.where('number', '<', page.before)
  if (own !== undefined)
    query = query.where((is) => is.or([is('fromPlace', 'in', [...own]), is('toPlace', 'in', [...own])]))
  const rows = await query.execute()
  const nameOf = await namesOfPlaces(
    runner,
    rows.flatMap(({ fromPlace, toPlace }) => [fromPlace, toPlace]),
    own,
  )
  const items = await runner.query.selectFrom('assetItem').select(['slug', 'name']).execute()
  const names = new Map(items.map(({ slug, name }) => [slug, name]))
  return rows.map((row) =>
    DeliveryNote.parse({
      ...row,
      from: nameOf(row.fromPlace),
      to: nameOf(row.toPlace),
      lines: (JSON.parse(row.lines) as { item: string }[]).map((line) => ({
        ...line,
        name: names.get(line.item) ?? line.item,
      })),
      differences: row.differences === null ? null : JSON.parse(row.differences),
    }),
  )
}

/** One that is from or to one's own places; another does not exist. */
export async function deliveryNoteOr404(
  runner: SqlRunner,
  number: number,
  own: ReadonlySet<string> | undefined,
): Promise<DeliveryNote> {
  const [note] = await listDeliveryNotes(runner, { own, number, limit: 1 })
  if (note === undefined) throw new Problem('not-found', `There is no delivery note ${number}.`)
  return note
}

/** Whoever sees a note is at one of its ends; this is not for the people of the other one to do. */
export async function demandEnd(
  runner: SqlRunner,
  {
    number,
    own,
    end,
  }: { readonly number: number; readonly own: ReadonlySet<string> | undefined; readonly end: 'from' | 'to' },
): Promise<void> {
  const note = await deliveryNoteOr404(runner, number, own)
  if (own === undefined) return
  // What is not one's own is called otherwise, so that a name of one's own place is one's own place.
  const isOwn = note[end] !== 'elsewhere' && note[end] !== depot
  if (!isOwn) throw new Problem('forbidden', `That is for those who keep ${note[end]}.`)
}
