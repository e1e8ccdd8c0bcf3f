import { describe, expect, test } from 'vitest'
import { vendorId } from './ids.ts'
import { registry } from './ocpp/registry.ts'
import {
  readVendorMessage,
  type VendorMessage,
  type VendorMessageId,
  vendorMessages,
  vendorRequest,
} from './vendor.ts'

const samples: { [M in VendorMessageId]: VendorMessage<M> } = {
  SetSessionLimit: {
    connectorId: 1,
    idTag: 'QR7F3A',
    limitWh: 2027,
    limitIdr: 5000,
    limitSeconds: 7200,
    paymentRef: 'INV-2026-000123',
  },
  SetPrice: { priceIdrPerKwh: 2466, text: 'Rp 2.466 per kWh' },
  SetPostCode: { secret: '5ec2e7'.padEnd(64, '0') },
  RunningCost: { transactionId: 71, amountIdr: 3083, energyWh: 1250 },
  FinalCost: {
    transactionId: 71,
    amountIdr: 4883,
    refundIdr: 117,
    energyWh: 1980,
  },
  MeterKey: { connectorId: 0, keyId: 'ab'.repeat(32), publicKey: 'MFkwEwYHKoZIzj0=' },
  MeterSignature: {
    connectorId: 1,
    transactionId: 71,
    keyId: 'ab'.repeat(32),
    record: 'OCMF|{"PG":"T1"}|{"SD":"3045"}',
  },
  EstimatedStart: { connectorId: 1, meterStart: 0, timestamp: '2026-11-23T03:22:00.000Z' },
  DoorEvent: {
    eventId: '0199b7e2-5a10-4c1e-9d6f-1f0e2d3c4b5a',
    event: 'opened',
    at: '2026-11-23T03:22:00.000Z',
    idTag: '04AABBCCDDEE80',
    hasPhoto: true,
  },
  SetAllowances: {
    version: 3,
    allowances: [{ id: '0199b7e2-5a10-7c1e-9d6f-1f0e2d3c4b5a', idTag: '04A1B2C3D4E5F6', limitWh: 4055 }],
  },
  CardRefused: { idTag: '04A1B2C3D4E5F6', reason: 'noBalance' },
  ClearLockout: { connectorId: 1, by: 'Ketut' },
}

const ids = Object.keys(vendorMessages) as VendorMessageId[]

test.each(ids)('%s arrives as it was sent, in a DataTransfer that is valid', (id) => {
  const request = vendorRequest(id, samples[id])
  expect(registry.DataTransfer.request.safeParse(request).success).toBe(true)
  expect(readVendorMessage(request)).toEqual({
    kind: 'message',
    messageId: id,
    message: samples[id],
  })
})

test("another vendor's message, and one of ours that is not known, get the status that OCPP has for it", () => {
  expect(readVendorMessage({ vendorId: 'com.example', messageId: 'SetPrice' })).toMatchObject({
    kind: 'refused',
    status: 'UnknownVendorId',
  })
  for (const messageId of ['SetColour', 'constructor', '__proto__', ''])
    expect(readVendorMessage({ vendorId, messageId })).toMatchObject({
      kind: 'refused',
      status: 'UnknownMessageId',
    })
  expect(readVendorMessage({ vendorId })).toMatchObject({
    status: 'UnknownMessageId',
  })
})

describe('data that cannot be acted on is rejected, with the field named', () => {
  const { SetSessionLimit } = samples
  test.each<[string, VendorMessageId, unknown, string]>([
    ['not JSON', 'SetPrice', '{', 'not JSON'],
    ['no data', 'SetPrice', '', 'not JSON'],
    ['a fraction of a rupiah', 'SetPrice', { priceIdrPerKwh: 2466.5 }, 'priceIdrPerKwh'],
    ['a negative price', 'SetPrice', { priceIdrPerKwh: -1 }, 'priceIdrPerKwh'],
    ['a limit of nothing', 'SetSessionLimit', { ...SetSessionLimit, limitWh: 0 }, 'limitWh'],
    ['no limit at all', 'SetSessionLimit', { connectorId: 1, idTag: 'A' }, 'has no limit'],
    ['no session', 'SetSessionLimit', { connectorId: 1, limitWh: 5 }, 'idTag or by transactionId'],
    [
      'two sessions',
      'SetSessionLimit',
      { ...SetSessionLimit, transactionId: 1 },
      'idTag or by transactionId',
    ],
    ['the whole charge point', 'SetSessionLimit', { ...SetSessionLimit, connectorId: 0 }, 'connectorId'],
    [
      'a limit that this version does not know',
      'SetSessionLimit',
      { ...SetSessionLimit, limitSoc: 80 },
      'limitSoc',
    ],
    ['a key that is no base64', 'MeterKey', { ...samples.MeterKey, publicKey: 'a b' }, 'publicKey'],
  ])('%s', (_, messageId, data, named) => {
    const read = readVendorMessage({
      vendorId,
      messageId,
      data: typeof data === 'string' ? data : JSON.stringify(data),
    })
    expect(read).toMatchObject({ kind: 'refused', status: 'Rejected' })
    expect(read).toHaveProperty('problem', expect.stringContaining(named))
  })
})

test('a message that breaks its own schema is never sent', () => {
  expect(() =>
    vendorRequest('FinalCost', {
      transactionId: 1,
      amountIdr: 0.5,
      energyWh: 1,
    }),
  ).toThrow('amountIdr')
})
