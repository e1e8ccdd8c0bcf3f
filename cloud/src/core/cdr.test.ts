import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyPaid, anyPrice, anyUsage } from '../testing/any-session.ts'
import { priceSession } from './bill.ts'
import { type CdrFacts, cdrOf, creditOf } from './cdr.ts'
import { Cdr, type Price } from './cdr-schema.ts'

const id = '01990000-0000-7000-8000-000000000001'
const facts: CdrFacts = {
  partyId: 'CLK',
  id,
  sessionId: '01990000-0000-7000-8000-000000000002',
  startedAt: '2026-11-23T03:00:00.000Z',
  stoppedAt: '2026-11-23T04:30:00.000Z',
  sealedAt: '2026-11-23T04:30:01.000Z',
  seconds: 5400,
  idTag: '04A1B2C3D4E5F6',
  payer: { kind: 'card' },
  site: {
    id: '01990000-0000-7000-8000-000000000003',
    name: 'Sangeh Monkey Forest',
    address: 'Jalan Brahmana 1, Sangeh, Badung',
    latitude: -8.4814,
    longitude: 115.2064,
  },
  chargerId: 7,
  chargePointId: 'CLK-0001',
  connectorId: 1,
  meterStartWh: 5000,
  meterStopWh: 6250,
  energyWh: 1250,
  bill: null,
  decree: undefined,
  stopReason: 'Local',
  signedData: undefined,
  corrects: undefined,
}
const flat = {
  tariffId: 'tariff',
  priceIdrPerKwh: 2466,
  priceIdrPerHour: 0,
  sessionFeeIdr: 1000,
  idleFee: { graceMinutes: 0, priceIdrPerHour: 6000 },
  ppnBasisPoints: 1100,
  pbjt: { mode: 'included' as const, basisPoints: 1000 },
  cap: null,
}

test('has every field that OCPI wants, in kWh, hours and rupiah', () => {
  const bill = priceSession(flat, { energyWh: 1250, seconds: 5400, idleSeconds: 1800 })
  const cdr = cdrOf({ ...facts, bill, decree: 'Permen ESDM 1/2023' })
  expect(Cdr.parse(cdr)).toEqual(cdr)
  expect(cdr).toMatchObject({
    country_code: 'ID',
    party_id: 'CLK',
    cdr_token: { uid: '04A1B2C3D4E5F6', type: 'RFID', contract_id: '04A1B2C3D4E5F6' },
    auth_method: 'AUTH_REQUEST',
    cdr_location: {
      city: 'Badung',
      country: 'IDN',
      coordinates: { latitude: '-8.481400', longitude: '115.206400' },
      evse_id: 'ID*CLK*ECLK0001*1',
      evse_uid: '7-1',
      connector_id: '1',
    },
    charging_periods: [
      {
        tariff_id: 'tariff',
        dimensions: [
          { type: 'ENERGY', volume: 1.25 },
          { type: 'TIME', volume: 1 },
          { type: 'PARKING_TIME', volume: 0.5 },
        ],
      },
    ],
    total_energy: 1.25,
    total_time: 1.5,
    total_parking_time: 0.5,
    // 3,083 of energy, 1,000 for the session, 3,000 of idling, and 440 of PPN on the last two.
    total_cost: { excl_vat: 7083, incl_vat: 7523 },
    total_energy_cost: { excl_vat: 3083, incl_vat: 3083 },
    total_fixed_cost: { excl_vat: 1000, incl_vat: 1110 },
    total_parking_cost: { excl_vat: 3000, incl_vat: 3330 },
    x_pbjt: 280,
    x_ppn: 440,
    x_decree: 'Permen ESDM 1/2023',
  })
})

test('of one that was waived costs nothing and says so', () => {
  const cdr = Cdr.parse(cdrOf(facts))
  expect(cdr).toMatchObject({ total_cost: { excl_vat: 0, incl_vat: 0 }, total_energy: 1.25, x_waived: true })
})

test('names who pays', () => {
  const ahead = cdrOf({ ...facts, payer: { kind: 'payment', id: 'P1', paidIdr: 5000 } })
  expect(ahead).toMatchObject({
    cdr_token: { type: 'AD_HOC_USER', contract_id: 'P1' },
    auth_method: 'COMMAND',
    x_payment_id: 'P1',
    x_paid_amount: 5000,
  })
  const monthly = cdrOf({ ...facts, payer: { kind: 'organisation', slug: 'ojek-bali' } })
  expect(monthly.cdr_token).toMatchObject({ type: 'RFID', contract_id: 'ojek-bali' })
  const wallet = cdrOf({ ...facts, payer: { kind: 'wallet', id: 'W1' } })
  expect(wallet.cdr_token).toMatchObject({ uid: '04A1B2C3D4E5F6', type: 'RFID', contract_id: 'W1' })
})

test('a credit says all that the first one said, with its costs below nothing', () => {
  const bill = priceSession(flat, { energyWh: 1250, seconds: 5400, idleSeconds: 0 })
  const cdr = cdrOf({ ...facts, bill })
  const credit = Cdr.parse(
    creditOf(cdr, { sealedAt: '2026-11-24T00:00:00.000Z', reason: 'the meter was wrong' }),
  )
  expect(credit).toEqual({
    ...cdr,
    id: `${id}-C`,
    total_cost: { excl_vat: -cdr.total_cost.excl_vat, incl_vat: -cdr.total_cost.incl_vat },
    remark: 'the meter was wrong',
    credit: true,
    credit_reference_id: id,
    last_updated: '2026-11-24T00:00:00.000Z',
  })
})

describe('whatever a session took and is asked for', () => {
  const any = { numRuns: 500 }
  test('the record is whole, costs what the bill says, and its parts are its sum', () => {
    fc.assert(
      fc.property(anyPrice, anyUsage, anyPaid, (price, usage, paidIdr) => {
        const bill = priceSession(price, usage, paidIdr)
        const cdr = Cdr.parse(cdrOf({ ...facts, bill, energyWh: usage.energyWh, seconds: usage.seconds }))
        const parts = [
          cdr.total_energy_cost,
          cdr.total_time_cost,
          cdr.total_fixed_cost,
          cdr.total_parking_cost,
        ].filter((part) => part !== undefined)
        const sum = (of: keyof Price) => parts.reduce((total, part) => total + part[of], 0)
        expect(cdr.total_cost.incl_vat).toBe(bill.totalIdr)
        expect([sum('excl_vat'), sum('incl_vat')]).toEqual([cdr.total_cost.excl_vat, cdr.total_cost.incl_vat])
        expect(cdr.total_energy * 1000).toBeCloseTo(usage.energyWh, 6)
      }),
      any,
    )
  })

  test('records and credits of corrected sessions sum to what is billed in the end', () => {
    fc.assert(
      fc.property(
        anyPrice,
        fc.array(fc.array(anyUsage, { minLength: 1, maxLength: 4 })),
        (price, sessions) => {
          const billed = sessions.map((usages) => usages.map((usage) => priceSession(price, usage)))
          const cdrs = billed.flatMap((bills) =>
            bills.flatMap((bill, version) => {
              const cdr = cdrOf({ ...facts, bill })
              const isLast = version === bills.length - 1
              return isLast ? [cdr] : [cdr, creditOf(cdr, { sealedAt: facts.sealedAt, reason: 'r' })]
            }),
          )
          const sumOfCdrs = cdrs.reduce((sum, { total_cost }) => sum + total_cost.incl_vat, 0)
          expect(sumOfCdrs).toBe(billed.reduce((sum, bills) => sum + (bills.at(-1)?.totalIdr ?? 0), 0))
        },
      ),
      any,
    )
  })
})
