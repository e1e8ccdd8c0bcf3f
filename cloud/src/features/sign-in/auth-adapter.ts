import { toIso } from '@colok/shared/time'
import { type CleanedWhere, createAdapterFactory } from 'better-auth/adapters'
import { fromStoredInstant } from '../../core/instant-text.ts'
import { first, type SqlRunner, type SqlValue } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { hashSecret } from '../access/secrets.ts'

interface AdapterOptions extends Pick<Services, 'writer' | 'read' | 'clock' | 'newId'> {
  readonly secret: string
  /** The time that better-auth reads by itself, in milliseconds since 1970. */
  readonly platformMs: () => number
}

type Row = Record<string, unknown>

/**
 * better-auth's database: its reads by the read-only connections, its writes as units of the one writer. A session's token
 * is stored as a keyed hash. better-auth tells the time by the platform's clock, and what is stored is in ours: instants
 * are moved by the difference both ways, so that what has an end ends by our clock.
 */
export function authAdapter(options: AdapterOptions) {
  const { writer, read, newId } = options
  return createAdapterFactory({
    config: {
      adapterId: 'colok',
      supportsBooleans: false,
      supportsNumericIds: false,
      customIdGenerator: newId,
      transaction: false,
    },
    adapter: () => {
      const shapes = new Shapes(options)
      const select = async (runner: SqlRunner, model: string, tail: string, where?: CleanedWhere[]) => {
        const { text, parameters } = shapes.condition(where ?? [])
        const rows = await runner.all<Row>(`select * from ${quoted(model)} where ${text} ${tail}`, parameters)
        return rows.map((row) => shapes.fromStored(row, where))
      }
      const change = (
        model: string,
        where: CleanedWhere[],
        changes: Row,
        increment: Record<string, number>,
      ) =>
        writer.write(async (tx) => {
          const before = await select(tx, model, '', where)
          if (before.length === 0) return { count: 0, row: null }
          const stored = Object.entries(shapes.toStored(changes))
          const sets = [
            ...stored.map(([column]) => `${quoted(column)} = ?`),
            ...Object.keys(increment).map((column) => `${quoted(column)} = ${quoted(column)} + ?`),
          ]
          const { text, parameters } = shapes.condition(where)
          if (sets.length > 0)
            await tx.run(`update ${quoted(model)} set ${sets.join(', ')} where ${text}`, [
              ...stored.map(([, value]) => value),
              ...Object.values(increment),
              ...parameters,
            ])
          const byId: CleanedWhere[] = [{ ...isEqual, field: 'id', value: String(before[0]?.id) }]
          const [after] = await select(tx, model, '', byId)
          return {
            count: before.length,
            row: after === undefined ? null : { ...after, ...tokenIn(before[0]) },
          }
        })
      const remove = (model: string, where: CleanedWhere[]) => {
        const { text, parameters } = shapes.condition(where)
        return writer.write((tx) => tx.run(`delete from ${quoted(model)} where ${text}`, parameters))
      }
      // What better-auth declares of its rows is not known here; they are its own, by its own schema.
      return {
        async create<T extends Row>({ model, data }: { model: string; data: T }): Promise<T> {
          const stored = Object.entries(shapes.toStored(data))
          const columns = stored.map(([column]) => quoted(column)).join(', ')
          const places = stored.map(() => '?').join(', ')
          const values = stored.map(([, value]) => value)
          await writer.write((tx) =>
            tx.run(`insert into ${quoted(model)} (${columns}) values (${places})`, values),
          )
          return data
        },
        async findOne<T>({ model, where }: { model: string; where: CleanedWhere[] }): Promise<T | null> {
          const [row] = await select(read, model, 'limit 1', where)
          return (row as T | undefined) ?? null
        },
        async findMany<T>(page: {
          model: string
          where?: CleanedWhere[] | undefined
          limit: number
          sortBy?: { field: string; direction: 'asc' | 'desc' } | undefined
          offset?: number | undefined
        }): Promise<T[]> {
          const { model, where, limit, sortBy, offset = 0 } = page
          const order = sortBy === undefined ? '' : `order by ${quoted(sortBy.field)} ${sortBy.direction}`
          return (await select(read, model, `${order} limit ${limit} offset ${offset}`, where)) as T[]
        },
        async count({
          model,
          where,
        }: {
          model: string
          where?: CleanedWhere[] | undefined
        }): Promise<number> {
          const { text, parameters } = shapes.condition(where ?? [])
          const statement = `select count(*) as count from ${quoted(model)} where ${text}`
          return (await first<{ count: number }>(read, statement, parameters))?.count ?? 0
        },
        async update<T>(deed: { model: string; where: CleanedWhere[]; update: T }): Promise<T | null> {
          const { row } = await change(deed.model, deed.where, deed.update as Row, {})
          return row as T | null
        },
        async updateMany(deed: { model: string; where: CleanedWhere[]; update: Row }): Promise<number> {
          return (await change(deed.model, deed.where, deed.update, {})).count
        },
        async incrementOne<T>(deed: {
          model: string
          where: CleanedWhere[]
          increment: Record<string, number>
          set?: Row | undefined
        }): Promise<T | null> {
          const { row } = await change(deed.model, deed.where, deed.set ?? {}, deed.increment)
          return row as T | null
        },
        async delete({ model, where }: { model: string; where: CleanedWhere[] }): Promise<void> {
          await remove(model, where)
        },
        deleteMany: ({ model, where }: { model: string; where: CleanedWhere[] }) => remove(model, where),
        /** Found and gone in one commit: of two that come for the same, one gets it. */
        consumeOne<T>({ model, where }: { model: string; where: CleanedWhere[] }): Promise<T | null> {
          return writer.write(async (tx) => {
            const [row] = await select(tx, model, 'limit 1', where)
            if (row === undefined) return null
            await tx.run(`delete from ${quoted(model)} where id = ?`, [String(row.id)])
            return row as T
          })
        },
      }
    },
  })
}

const isEqual = { operator: 'eq', connector: 'AND', mode: 'sensitive' } as const

const tokenIn = (row: Row | undefined) => (row?.token === undefined ? {} : { token: row.token })

/** Our own names of tables and columns, in snake case: nothing else reaches the statement. */
function quoted(name: string): string {
  if (!/^[a-zA-Z]+$/.test(name)) throw new Error(`${name} is no name of a table or a column.`)
  return `"${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}"`
}

const operators: Readonly<Record<string, string>> = {
  eq: '=',
  ne: '<>',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
}

/** How values and conditions look here and there. */
class Shapes {
  readonly #options: AdapterOptions
  constructor(options: AdapterOptions) {
    this.#options = options
  }

  toStored(data: Row): Record<string, SqlValue> {
    const stored: Record<string, SqlValue> = {}
    for (const [field, value] of Object.entries(data))
      if (value !== undefined) stored[field] = this.#value(field, value)
    return stored
  }

  /** `where` is what it was found by: a token that was asked for is given back as it was asked for. */
  fromStored(row: Row, where: readonly CleanedWhere[] = []): Row {
    const asked = where.find(({ field, operator }) => field === 'token' && operator === 'eq')
    const found: Row = {}
    for (const [field, value] of Object.entries(row))
      found[field] =
        typeof value === 'string' && /(At|Until)$/.test(field)
          ? new Date(fromStoredInstant(value) - this.#aheadMs())
          : value
    return asked === undefined ? found : { ...found, token: asked.value }
  }

  condition(where: readonly CleanedWhere[]): { text: string; parameters: SqlValue[] } {
    const parameters: SqlValue[] = []
    const texts = where.map(({ field, operator, value }) => {
      const column = quoted(field)
      if (value === null) return `${column} is ${operator === 'ne' ? 'not ' : ''}null`
      if (operator === 'in' && Array.isArray(value)) {
        parameters.push(...value.map((one) => this.#value(field, one)))
        return value.length === 0 ? '1 = 0' : `${column} in (${value.map(() => '?').join(', ')})`
      }
      const sign = operators[operator ?? '']
      if (sign === undefined) throw new Error(`Nothing is looked for by ${operator} here.`)
      parameters.push(this.#value(field, value))
      return `${column} ${sign} ?`
    })
    const [head = '1 = 1', ...rest] = texts
    const text = rest.reduce((so, next, index) => `(${so} ${where[index + 1]?.connector} ${next})`, head)
    return { text, parameters }
  }

  #value(field: string, value: unknown): SqlValue {
    if (value instanceof Date) return toIso(value.getTime() + this.#aheadMs())
    if (field === 'token') return hashSecret(String(value), this.#options.secret)
    if (typeof value === 'boolean') return value ? 1 : 0
    if (value === null || typeof value === 'number' || typeof value === 'string') return value
    throw new Error(`${field} cannot be stored.`)
  }

  /** By how much our clock is ahead of the platform's. */
  #aheadMs(): number {
    return Math.round(this.#options.clock.wallMs() - this.#options.platformMs())
  }
}
