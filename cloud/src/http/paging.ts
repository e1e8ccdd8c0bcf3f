import { z } from 'zod'
import { Problem } from './problem.ts'

const maxLimit = 200

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(maxLimit).default(50),
  cursor: z.string().max(400).optional().meta({ description: 'The `nextCursor` of the page before.' }),
})

/** The body of a list: `nextCursor` is null on the last page. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })

type Position = string | number | readonly (string | number)[]

/** Where a page ended, as text that nobody needs to read. */
function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

export function decodeCursor<Schema extends z.ZodType>(
  cursor: string | undefined,
  schema: Schema,
): z.output<Schema> | undefined {
  if (cursor === undefined) return undefined
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch {
    throw new Problem('invalid-request', 'The cursor is none of ours; begin again without it.')
  }
}

/** Cuts the one item too many that tells whether there is a next page. */
export function toPage<Item>(
  items: readonly Item[],
  limit: number,
  positionOf: (item: Item) => Position,
): { items: Item[]; nextCursor: string | null } {
  const page = items.slice(0, limit)
  const last = page.at(-1)
  const more = items.length > limit && last !== undefined
  return {
    items: page,
    nextCursor: more ? encodeCursor(positionOf(last)) : null,
  }
}
