import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'

/** Tariffs of more than a price per kWh, what the law lets a kWh cost, and the tax of each site. */
export async function tariffs(database: Kysely<Schema>): Promise<void> {
  const { schema } = database
  await schema.alterTable('tariff').addColumn('customerGroup', 'text').execute()
  await schema
    .alterTable('tariff')
    .addColumn('terms', 'text', (column) =>
      column
        .notNull()
        .defaultTo(
          '{"priceIdrPerHour":0,"sessionFeeIdr":0,"idleFee":null,"rates":[],"ppnBasisPoints":1100,"feeBasis":null}',
        ),
    )
    .execute()
  await schema
    .alterTable('site')
    .addColumn('pbjtMode', 'text', (column) => column.notNull().defaultTo('none'))
    .execute()
  await schema
    .alterTable('site')
    .addColumn('pbjtBasisPoints', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await schema.alterTable('idTag').addColumn('customerGroup', 'text').execute()
  await schema.alterTable('session').addColumn('price', 'text').execute()
  // What a session was charged by until now, in the words of now.
  await sql`update session set price = '{"tariffId":"' || tariff_id || '","priceIdrPerKwh":' || price_idr_per_kwh
    || ',"priceIdrPerHour":0,"sessionFeeIdr":0,"idleFee":null,"ppnBasisPoints":1100,'
    || '"pbjt":{"mode":"none","basisPoints":0},"cap":null}'
    where tariff_id is not null and price_idr_per_kwh is not null`.execute(database)
  await sql`update session set bill = replace(bill, '"rounding"', '"pbjtIdr":0,"ppnIdr":0,"rounding"')
    where bill is not null`.execute(database)
  await schema
    .createTable('priceCap')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('decree', 'text', (column) => column.notNull())
    .addColumn('maxIdrPerKwh', 'bigint', (column) => column.notNull())
    .addColumn('validFrom', 'text', (column) => column.notNull())
    .addColumn('validUntil', 'text')
    .addColumn('createdAt', 'text', (column) => column.notNull())
    .execute()
  // 1.5 times the tariff L of Rp 1,644.52: Rp 2,466.78, of which whole rupiah can be charged.
  await database
    .insertInto('priceCap')
    .values({
      id: '00000000-0000-7000-8000-000000000001',
      decree: 'Permen ESDM 1/2023',
      maxIdrPerKwh: 2466,
      validFrom: '2023-01-01T00:00:00.000Z',
      validUntil: null,
      createdAt: '2026-11-23T00:00:00.000Z',
    })
    .execute()
}
