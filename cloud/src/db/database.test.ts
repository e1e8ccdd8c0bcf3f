import { afterEach, beforeEach, expect, test } from 'vitest'
import { newTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import type { Database, SqlValue } from './database.ts'
import { postWords } from './migrations/050-post-words.ts'

let stored: TestDatabase
let database: Database
beforeEach(async () => {
  stored = await newTestDatabase()
  database = await stored.open()
})
afterEach(async () => {
  await database.close()
  await stored.remove()
})

const write = async (statement: string, parameters: readonly SqlValue[] = []) =>
  database.writeConnection.tx.run(statement, parameters)
const read = async <Row>(statement: string, parameters: readonly SqlValue[] = []) =>
  database.read.all<Row>(statement, parameters)
const addTariff = (id: string, price: number, name = 'Dasar') =>
  write(
    "insert into tariff (id, name, price_idr_per_kwh, valid_from, created_at) values (?, ?, ?, '2026', '2026')",
    [id, name, price],
  )

test('a new database has the whole schema, and opening it again keeps what is in it', async () => {
  await addTariff('t1', 2466)
  const again = await stored.open()
  expect(await again.read.all('select id from tariff', [])).toEqual([{ id: 't1' }])
  expect(await again.read.all('select count(*) as count from webhook_delivery', [])).toEqual([{ count: 0 }])
  await again.close()
})

test('the rule about refused posts has the word of the screens, unless somebody has named it', async () => {
  const named = () => read<{ name: string }>("select name from alert_rule where slug = 'refused-connections'")
  expect(await named()).toEqual([{ name: 'Kata sandi pos salah' }])
  for (const [before, after] of [
    ['Kata sandi stasiun salah', 'Kata sandi pos salah'],
    ['Stasiun yang ditolak', 'Stasiun yang ditolak'],
  ] as const) {
    await write("update alert_rule set name = ? where slug = 'refused-connections'", [before])
    await postWords(database.writeConnection.tx.query)
    expect(await named()).toEqual([{ name: after }])
  }
})

test('the connections that read cannot write', async () => {
  const attempt = async () => database.read.run('delete from site', [])
  await expect(attempt()).rejects.toThrow(/read-?only/)
})

test('rows come back in camel case and as numbers, whichever way they are asked for', async () => {
  await addTariff('t1', Number.MAX_SAFE_INTEGER)
  const rows = [{ id: 't1', priceIdrPerKwh: Number.MAX_SAFE_INTEGER }]
  expect(await read('select id, price_idr_per_kwh from tariff')).toEqual(rows)
  const { query } = database.read
  expect(await query.selectFrom('tariff').select(['id', 'priceIdrPerKwh']).execute()).toEqual(rows)
  expect(await database.writeConnection.tx.all('select id, price_idr_per_kwh from tariff', [])).toEqual(rows)
})

test('sums, counts and comparisons are numbers', async () => {
  await addTariff('t1', 2000)
  await addTariff('t2', 466)
  const statement = `select count(*) as count, sum(price_idr_per_kwh) as total, max(price_idr_per_kwh) = 2000 as is_most,
    avg(price_idr_per_kwh) > 1234 as is_more from tariff`
  expect(await read(statement)).toEqual([{ count: 2, total: 2466, isMost: 1, isMore: 0 }])
})

test('a change says how many rows it was', async () => {
  await addTariff('t1', 2000)
  await addTariff('t2', 466)
  expect(await write("update tariff set name = 'Malam'")).toBe(2)
  expect(await write('delete from tariff where id = ?', ['t9'])).toBe(0)
  const { query } = database.writeConnection.tx
  const { numUpdatedRows } = await query.updateTable('tariff').set({ name: 'Pagi' }).executeTakeFirstOrThrow()
  expect(numUpdatedRows).toBe(2n)
})

test('bytes come back as they went in', async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  await write('insert into file_piece values (?, ?, ?)', ['f', 0, bytes])
  const [piece] = await read<{ bytes: Uint8Array }>('select bytes from file_piece')
  expect([...(piece?.bytes ?? [])]).toEqual([...bytes])
})

test('texts are compared byte by byte, and hold whatever people write', async () => {
  const names = ['a', 'B', 'ä', 'Z', '-1', '1', '🛵', 'it\'s ? \\ "so" {1,2} NULL']
  for (const [index, name] of names.entries()) await addTariff(`t${index}`, 1, name)
  const rows = await read<{ name: string }>('select name from tariff order by name')
  expect(rows.map(({ name }) => name)).toEqual(
    [...names].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))),
  )
  expect(await read("select count(*) as count from tariff where name > 'Z?' and name = ?", ['a'])).toEqual([
    { count: 1 },
  ])
})

test('rows are added together with what others add, in their order, and seen by what is asked next', async () => {
  const { tx } = database.writeConnection
  const into = {
    table: 'frame_run',
    columns: { charger_id: 'bigint', began_at: 'text', ended_at: 'text', directory: 'text', texts: 'text' },
  } as const
  const adding = [
    tx.insert(into, [
      [1, '2026', '2026', '0i1', 'a'],
      [1, '2026', '2026', '0i35', 'quote " and \\ and , and {}'],
    ]),
    tx.insert(into, [[2, '2026', '2026', '0o0', '']]),
  ]
  const seen = await tx.all('select id, charger_id, texts from frame_run order by id', [])
  await Promise.all(adding)
  expect(seen).toEqual([
    { id: 1, chargerId: 1, texts: 'a' },
    { id: 2, chargerId: 1, texts: 'quote " and \\ and , and {}' },
    { id: 3, chargerId: 2, texts: '' },
  ])
})

test('what is added side by side holds whatever people and chargers write', async () => {
  const { tx } = database.writeConnection
  const into = {
    table: 'frame_run',
    columns: { charger_id: 'bigint', began_at: 'text', ended_at: 'text', directory: 'text', texts: 'text' },
  } as const
  const written = [
    'NULL',
    '',
    ' ',
    'a\nb\t"c"',
    '\\n',
    '{"a":["b,c",{}]}',
    '🛵 "so" \\',
    'é\u007f\u2028',
    "it's",
  ]
  await Promise.all(written.map((text) => tx.insert(into, [[1, '2026', '2026', '0i1', text]])))
  const rows = await tx.all<{ texts: string }>('select texts from frame_run order by id', [])
  expect(rows.map(({ texts }) => texts)).toEqual(written)
})

test('however many rows are added at once, each is there, in its order', async () => {
  const { tx } = database.writeConnection
  const into = {
    table: 'frame_run',
    columns: { charger_id: 'bigint', began_at: 'text', ended_at: 'text', directory: 'text', texts: 'text' },
  } as const
  const texts = Array.from({ length: 61 }, (_, index) => `${index}`)
  await tx.insert(
    into,
    texts.map((text) => [1, '2026', '2026', '0i1', text]),
  )
  const rows = await tx.all<{ texts: string }>('select texts from frame_run order by id', [])
  expect(rows.map(({ texts: kept }) => kept)).toEqual(texts)
})
