import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { joinOcmf, type NewOcmfRecord, ocmfBounds, ocmfPayloadText, readOcmf } from './ocmf.ts'

const at = Date.UTC(2026, 10, 23, 3, 22)
const record: NewOcmfRecord = {
  gateway: { identification: 'Colok Reference-1', serial: 'CLK-0001', version: '0.1.0' },
  page: 42,
  meter: { vendor: '', model: '', serial: 'SD-77' },
  user: { level: 'HEARSAY', flags: ['RFID_PLAIN'], type: 'ISO14443', data: '04A1B2C3D4E5F6' },
  chargePointId: 'CLK-0001',
  connectorId: 1,
  readings: [
    { at, timeState: 'S', reason: 'B', energyWh: 5000, substitute: false },
    { at: at + 60_000, timeState: 'U', reason: 'P', energyWh: 5123, substitute: true },
  ],
}
const signature = { SA: 'ECDSA-secp256r1-SHA256', SE: 'hex', SD: '3045' } as const

function read(text: string) {
  const result = readOcmf(text)
  if (result.kind === 'unreadable') throw new Error(result.problem)
  return result.record
}

test('a record is written in the published field names, and read as it was meant', () => {
  const payloadText = ocmfPayloadText(record)
  expect(payloadText).toBe(
    '{"FV":"1.0","GI":"Colok Reference-1","GS":"CLK-0001","GV":"0.1.0","PG":"T42","MS":"SD-77","IS":true,' +
      '"IL":"HEARSAY","IF":["RFID_PLAIN"],"IT":"ISO14443","ID":"04A1B2C3D4E5F6","CT":"CBIDC","CI":"CLK-0001 1","RD":[' +
      '{"TM":"2026-11-23T03:22:00,000+0000 S","TX":"B","RV":5000,"RI":"1-b:1.8.0","RU":"Wh","RT":"AC","EF":"","ST":"G"},' +
      '{"TM":"2026-11-23T03:23:00,000+0000 U","TX":"P","RV":5123,"RI":"1-b:1.8.0","RU":"Wh","RT":"AC","EF":"t","ST":"S"}]}',
  )
  const parsed = read(joinOcmf(payloadText, signature))
  expect(parsed).toMatchObject({
    page: 'T42',
    connector: 'CLK-0001 1',
    userData: '04A1B2C3D4E5F6',
    payloadText,
  })
  expect(ocmfBounds(parsed)).toMatchObject({
    begin: { at, energyWh: 5000, timeState: 'S', meterState: 'G' },
    end: { energyWh: 5123, timeState: 'U', errorFlags: 't', meterState: 'S' },
  })
})

test("the example of the format's own description is read: other units, and what readings have in common", () => {
  const parsed = read(
    `OCMF|{ "FV": "1.0", "GI": "ABL SBC-301", "GS": "808829900001", "PG": "T12345", "MS": "BQ27400330016", "IS": true,
      "IF": ["RFID_PLAIN", "OCPP_RS_TLS"], "IT": "ISO14443", "ID": "1F2D3A4F5506C7", "LC": { "LR": 2, "LU": "mOhm" },
      "RD": [{ "TM": "2018-07-24T13:22:04,000+0200 S", "TX": "B", "RV": 2935.6, "RI": "1-b:1.8.0", "RU": "kWh",
      "RT": "DC", "EF": "", "ST": "G" }, { "TM": "2018-07-24T13:26:04,000+0200 S", "TX": "E", "RV": 2965.1, "ST": "G" }]
    }|{ "SD": "887FABF4" }`,
  )
  expect(parsed.signature).toMatchObject({ SA: 'ECDSA-secp256r1-SHA256', SE: 'hex', SD: '887FABF4' })
  expect(ocmfBounds(parsed)).toMatchObject({
    begin: { at: Date.UTC(2018, 6, 24, 11, 22, 4), energyWh: 2_935_600 },
    end: { energyWh: 2_965_100, reason: 'E' },
  })
})

test('whatever a card or a charger is called, the sections stay apart and the text is signed as it is read', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 40 })
  fc.assert(
    fc.property(anyText, anyText, fc.nat(), (data, serial, energyWh) => {
      const payloadText = ocmfPayloadText({
        ...record,
        user: { ...record.user, data },
        gateway: { ...record.gateway, serial },
        readings: [{ at, timeState: 'S', reason: 'B', energyWh, substitute: false }],
      })
      const parsed = read(joinOcmf(payloadText, signature))
      expect(parsed).toMatchObject({ payloadText, userData: data, gatewaySerial: serial })
      expect(ocmfBounds(parsed).begin?.energyWh).toBe(energyWh)
    }),
  )
})

describe('what is no record is said to be none, and why', () => {
  const good = joinOcmf(ocmfPayloadText(record), signature)
  test.each([
    ['', 'three sections'],
    ['OCMF|{}', 'three sections'],
    [good.replace('OCMF', 'OCFM'), 'three sections'],
    [`${good}|{}`, 'three sections'],
    ['OCMF|{|{}', 'payload is not JSON'],
    [good.replace('"PG":"T42"', '"PG":"42"'), 'PG'],
    [good.replace('2026-11-23T03:22:00,000+0000 S', '2026-11-23'), 'TM'],
    [good.replace('"SD":"3045"', '"SD":""'), 'SD'],
    [good.replace('"RD":[', '"RD":[7,'), 'readings'],
    [`OCMF|${' '.repeat(20_000)}|{}`, '20000 characters'],
  ])('%#', (text, problem) => {
    expect(readOcmf(text)).toEqual({ kind: 'unreadable', problem: expect.stringContaining(problem) })
  })

  test('no text makes it throw', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (one, other) => void readOcmf(`OCMF|${one}|${other}`)))
  })
})
