import { createHash } from 'node:crypto'
import { toIso } from '@colok/shared/time'
import type { RPCClient } from 'ocpp-rpc'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Cdr } from '../../core/cdr-schema.ts'
import { SigningKey, transfer } from '../../testing/signing-charger.ts'
import { startTestCloud, type TestCloud, testNow } from '../../testing/test-cloud.ts'
import type { SealedCdr } from './schemas.ts'

const hour = 3_600_000
const card = '04A1B2C3D4E5F6'

let system: TestCloud
let charger: RPCClient
let hours = 0
beforeAll(async () => {
  system = await startTestCloud()
  charger = await system.connect()
})
afterAll(() => system.stop())

/** A session of an hour; its id. */
async function charge(
  energyWh: number,
  { idTag = card, key, late }: { idTag?: string; key?: SigningKey; late?: boolean } = {},
): Promise<string> {
  const beginWh = hours * 10_000
  const start = { connectorId: 1, idTag, meterStart: beginWh, timestamp: toIso(testNow + hours * hour) }
  const { transactionId } = (await charger.call('StartTransaction', start)) as { transactionId: number }
  const sign = async () => {
    if (key === undefined) return
    const record = key.record({ idTag, beginWh, endWh: beginWh + energyWh })
    await transfer(charger, 'MeterSignature', { connectorId: 1, transactionId, keyId: key.keyId, record })
  }
  hours += 1
  system.setWall(testNow + hours * hour)
  if (!late) await sign()
  const timestamp = toIso(testNow + hours * hour)
  await charger.call('StopTransaction', { transactionId, meterStop: beginWh + energyWh, timestamp })
  if (late) await sign()
  const { body } = await system.api<{ items: { id: string }[] }>('/sessions?limit=1')
  return body.items[0]?.id ?? ''
}

const list = async (query = '') =>
  (await system.api<{ items: SealedCdr[]; nextCursor: string | null }>(`/cdrs?limit=200${query}`)).body.items
const ofSession = (id: string) => list(`&session=${id}`)

async function exported(query = ''): Promise<{ number: number; hash: string; cdr: Cdr; text: string }[]> {
  const response = await system.cloud.app.request(`/api/v1/cdrs/export${query}`, {
    headers: { Authorization: `Bearer ${system.operatorKey}` },
  })
  expect(response.headers.get('Content-Type')).toContain('jsonl')
  const lines = (await response.text()).trim().split('\n')
  return lines.map((text) => ({ ...JSON.parse(text), text }))
}

/** What the database says to a change of what is sealed. */
async function refusalOf(statement: string): Promise<string> {
  const { tx, begin, rollback } = system.database.writeConnection
  await begin()
  try {
    await tx.run(statement, [])
    return 'it was let through'
  } catch (cause) {
    return String(cause)
  } finally {
    await rollback()
  }
}

describe('a session that has ended', () => {
  test('is sealed as it is billed, in the field names of OCPI', async () => {
    const id = await charge(1000)
    const [sealed, ...more] = await ofSession(id)
    expect(more).toEqual([])
    expect(sealed).toMatchObject({
      number: 1,
      kind: 'cdr',
      businessDay: '2026-11-23',
      signedData: null,
      cdr: {
        ...{
          country_code: 'ID',
          party_id: 'CLK',
          session_id: id,
          currency: 'IDR',
          auth_method: 'AUTH_REQUEST',
        },
        start_date_time: toIso(testNow),
        end_date_time: toIso(testNow + hour),
        cdr_token: { uid: card, type: 'RFID', contract_id: card },
        cdr_location: { name: 'Sangeh Monkey Forest', city: 'Bali', evse_id: 'ID*CLK*ECLK0001*1' },
        charging_periods: [
          {
            dimensions: [
              { type: 'ENERGY', volume: 1 },
              { type: 'TIME', volume: 1 },
            ],
          },
        ],
        total_cost: { excl_vat: 2466, incl_vat: 2466 },
        ...{ total_energy: 1, total_time: 1, x_stop_reason: 'Local' },
      },
    })
    expect((await system.api<SealedCdr>(`/cdrs/${sealed?.cdr.id}`)).body).toEqual(sealed)
    expect((await system.api('/cdrs/nothing')).status).toBe(404)
  })

  test('that waits for a person is sealed once one has decided, and a waived one costs nothing', async () => {
    const suspect = await charge(9_000_000)
    expect(await ofSession(suspect)).toEqual([])
    const decide = (id: string, body: object) =>
      system.api(`/sessions/${id}/resolution`, { method: 'POST', body })
    await decide(suspect, { decision: 'bill', energyWh: 500, note: 'the meter jumped' })
    expect(await ofSession(suspect)).toMatchObject([
      { cdr: { total_energy: 0.5, total_cost: { incl_vat: 1233 } } },
    ])
    const waived = await charge(9_000_000)
    await decide(waived, { decision: 'waive', note: 'a test' })
    expect(await ofSession(waived)).toMatchObject([{ cdr: { x_waived: true, total_cost: { incl_vat: 0 } } }])
  })

  test('of an organisation names it', async () => {
    const account = { name: 'Ojek Bali', address: 'Denpasar', payWithinDays: 14 }
    await system.api('/postpaid-accounts/ojek-bali', { method: 'PUT', body: account })
    await system.api('/id-tags/04BEEF', {
      method: 'PUT',
      body: { status: 'Accepted', postpaidAccount: 'ojek-bali' },
    })
    const [sealed] = await ofSession(await charge(100, { idTag: '04BEEF' }))
    expect(sealed?.cdr.cdr_token).toMatchObject({ uid: '04BEEF', contract_id: 'ojek-bali' })
  })

  test('carries what was signed of it; what comes after the seal stands beside', async () => {
    const key = new SigningKey()
    await transfer(charger, 'MeterKey', key.told)
    const [sealed] = await ofSession(await charge(300, { key }))
    expect(sealed?.cdr.signed_data).toMatchObject({
      encoding_method: 'OCMF',
      public_key: key.spki,
      signed_values: [{ nature: 'End', plain_data: expect.stringContaining('"RV":') }],
    })
    expect(sealed?.signedData).toEqual(sealed?.cdr.signed_data)
    const [late] = await ofSession(await charge(300, { key, late: true }))
    expect(late?.cdr.signed_data).toBeUndefined()
    expect(late?.signedData?.signed_values[0]?.nature).toBe('End')
  })
})

describe('what is sealed', () => {
  test('cannot be changed, deleted or replaced, not even in the database', async () => {
    for (const statement of [
      'update cdr set total_idr = 1 where number = 1',
      'delete from cdr where number = 1',
      ...(system.database.dialect === 'sqlite'
        ? ['insert or replace into cdr select * from cdr where number = 1']
        : []),
    ])
      expect(await refusalOf(statement), statement).toContain('a CDR is sealed')
  })

  test('is numbered without a gap, and each hash is over the one before it', async () => {
    const lines = await exported()
    expect(lines.map(({ number }) => number)).toEqual(lines.map((_, index) => index + 1))
    let previous = '0'.repeat(64)
    for (const { hash, cdr, text } of lines) {
      previous = createHash('sha256')
        .update(`${previous}\n${JSON.stringify(cdr)}`)
        .digest('hex')
      expect(hash).toBe(previous)
      expect(text).toContain(JSON.stringify(cdr))
    }
  })

  test('sums to the bills of all sessions', async () => {
    const { body } = await system.api<{ items: { amountIdr: number | null; state: string }[] }>(
      '/sessions?limit=200',
    )
    const billedIdr = body.items.reduce((sum, { amountIdr }) => sum + (amountIdr ?? 0), 0)
    const sealedIdr = (await list()).reduce((sum, { cdr }) => sum + cdr.total_cost.incl_vat, 0)
    expect(billedIdr).toBeGreaterThan(0)
    expect(sealedIdr).toBe(billedIdr)
  })

  test('is found by site and by days, a page at a time', async () => {
    const all = await list()
    expect(await list('&site=sangeh-monkey-forest')).toEqual(all)
    expect(await list('&site=elsewhere')).toEqual([])
    expect(await list('&from=2026-11-24')).toEqual(
      all.filter(({ businessDay }) => businessDay >= '2026-11-24'),
    )
    expect(await list('&to=2026-11-22')).toEqual([])
    const first = await system.api<{ items: SealedCdr[]; nextCursor: string }>('/cdrs?limit=2')
    const second = await system.api<{ items: SealedCdr[] }>(`/cdrs?limit=2&cursor=${first.body.nextCursor}`)
    expect([...first.body.items, ...second.body.items]).toEqual(all.slice(0, 4))
    expect((await exported('?to=2026-11-23')).length).toBe(
      all.filter((one) => one.businessDay <= '2026-11-23').length,
    )
  })
})
