import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { refuseNul } from './describe.ts'
import { Problem } from './problem.ts'

/** What a page with a table takes beside what the API's list takes. */
const TableQuery = z.object({
  format: z.enum(['html', 'csv']).default('html').meta({ description: 'csv: the whole list as a file.' }),
})

/**
 * What the address of a page with a table asks for, by the schema of the API's list: so a page filters and sorts by nothing
 * that the API cannot. A form sends each field, and an empty one asks for nothing. Where several tables share an address,
 * each has its name before its parameters: `payouts.sort`.
 */
export function listQuery<Schema extends z.ZodObject>(
  c: Context,
  schema: Schema,
  table = '',
): z.output<Schema> & z.output<typeof TableQuery> {
  const prefix = table === '' ? '' : `${table}.`
  const asked = Object.fromEntries(
    Object.entries(c.req.query()).flatMap(([name, value]) =>
      name.startsWith(prefix) && value.trim() !== '' ? [[name.slice(prefix.length), value]] : [],
    ),
  )
  const parsed = schema.extend(TableQuery.shape).safeParse(asked)
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
    throw new Problem('invalid-request', 'The address is not as described; see errors.', errors)
  }
  refuseNul(parsed.data)
  return parsed.data as z.output<Schema> & z.output<typeof TableQuery>
}

export type Density = 'comfortable' | 'dense'

const oneYearS = 31_536_000

/** How close the rows of tables are, as the reader last chose by `?density=`. */
export function densityOf(c: Context): Density {
  const asked = c.req.query('density')
  if (asked !== 'dense' && asked !== 'comfortable')
    return getCookie(c, 'density') === 'dense' ? 'dense' : 'comfortable'
  setCookie(c, 'density', asked, { path: '/', maxAge: oneYearS, sameSite: 'Lax', httpOnly: true })
  return asked
}
