import { joinOcmf, type NewOcmfReading, ocmfPayloadText, readOcmf } from '@colok/shared/ocmf'
import { describe, expect, test } from 'vitest'
import { boundsIn, differenceFrom, type RecordVerdict, verdictOf } from './signed-reading.ts'

const begin: NewOcmfReading = { at: 0, timeState: 'S', reason: 'B', energyWh: 5000, substitute: false }
const end: NewOcmfReading = { at: 60_000, timeState: 'S', reason: 'L', energyWh: 5123, substitute: false }
const session = {
  chargePointId: 'CLK-0001',
  connectorId: 1,
  idTag: '04A1B2C3D4E5F6',
  meterStartWh: 5000,
  meterStopWh: 5123,
}

function record(readings: readonly NewOcmfReading[], changes: { data?: string; connectorId?: number } = {}) {
  const { data = '04a1b2c3d4e5f6', connectorId = 1 } = changes
  const text = ocmfPayloadText({
    gateway: { identification: 'x', serial: 'x', version: 'x' },
    page: 1,
    meter: { vendor: '', model: '', serial: '' },
    user: { level: 'HEARSAY', flags: [], type: 'ISO14443', data },
    chargePointId: 'CLK-0001',
    connectorId,
    readings,
  })
  const read = readOcmf(joinOcmf(text, { SD: '00' }))
  if (read.kind === 'unreadable') throw new Error(read.problem)
  return read.record
}

test('a record that says what the session says differs in nothing, to a watt-hour', () => {
  expect(differenceFrom(session, record([begin, end]))).toBeUndefined()
  expect(differenceFrom(session, record([begin, { ...end, energyWh: 5124 }]))).toBeUndefined()
  expect(differenceFrom(session, record([begin]))).toBeUndefined()
  expect(boundsIn(record([begin]))).toEqual({ begin: true, end: false })
})

test('while a session has not ended, its end cannot differ', () => {
  expect(
    differenceFrom({ ...session, meterStopWh: null }, record([begin, { ...end, energyWh: 9 }])),
  ).toBeUndefined()
})

describe('a record of something else is told apart', () => {
  test.each([
    ['another start', record([{ ...begin, energyWh: 4998 }, end]), '4998 Wh'],
    ['another stop', record([begin, { ...end, energyWh: 5125 }]), '5125 Wh'],
    ['another connector', record([begin, end], { connectorId: 2 }), 'CLK-0001 2'],
    ['another card', record([begin, end], { data: '04FFEEDDCCBBAA' }), 'another card'],
    ['nothing of a transaction', record([{ ...begin, reason: 'C' }]), 'neither'],
  ])('%s', (_, other, named) => {
    expect(differenceFrom(session, other)).toContain(named)
  })
})

test.each<[string | undefined, [RecordVerdict, boolean, boolean][]]>([
  [undefined, []],
  ['incomplete', [['valid', true, false]]],
  ['valid', [['valid', true, true]]],
  [
    'valid',
    [
      ['valid', true, false],
      ['valid', false, true],
    ],
  ],
  [
    'wrongSignature',
    [
      ['valid', true, true],
      ['differs', true, false],
      ['wrongSignature', true, false],
    ],
  ],
  [
    'differs',
    [
      ['unknownKey', true, true],
      ['differs', true, true],
    ],
  ],
])('all in all %s', (verdict, records) => {
  expect(
    verdictOf(records.map(([each, beginsAt, endsAt]) => ({ verdict: each, begin: beginsAt, end: endsAt }))),
  ).toBe(verdict)
})
