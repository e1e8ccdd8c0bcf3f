import { createPublicKey, verify } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type NewOcmfRecord, readOcmf } from '@colok/shared/ocmf'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openChargerKey } from './charger-key.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'colok-key-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const path = () => join(folder, 'metering', 'key.json')
const record: NewOcmfRecord = {
  gateway: { identification: 'Colok Reference-1', serial: 'CLK-0001', version: '0.1.0' },
  page: 1,
  meter: { vendor: '', model: '', serial: '' },
  user: { level: 'HEARSAY', flags: ['RFID_PLAIN'], type: 'ISO14443', data: '04A1B2C3D4E5F6' },
  chargePointId: 'CLK-0001',
  connectorId: 1,
  readings: [{ at: 0, timeState: 'S', reason: 'B', energyWh: 5, substitute: false }],
}

test('the key is made once, and only this user can read it', () => {
  const { publicKey } = openChargerKey(path())
  expect(statSync(path()).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'metering')).mode & 0o777).toBe(0o700)
  expect(openChargerKey(path()).publicKey).toEqual(publicKey)
})

test('what it signs is verified by the public key alone, and a changed figure is found out', async () => {
  const signer = openChargerKey(path())
  const read = readOcmf(await signer.sign(record))
  if (read.kind === 'unreadable') throw new Error(read.problem)
  const { payloadText, signature } = read.record
  const key = createPublicKey({
    key: Buffer.from(signer.publicKey.spki, 'base64'),
    format: 'der',
    type: 'spki',
  })
  const isSigned = (text: string) =>
    verify('sha256', Buffer.from(text), key, Buffer.from(signature.SD, 'hex'))
  expect(signature).toMatchObject({ SA: 'ECDSA-secp256r1-SHA256', SE: 'hex', XK: signer.publicKey.spki })
  expect(isSigned(payloadText)).toBe(true)
  expect(isSigned(payloadText.replace('"RV":5', '"RV":6'))).toBe(false)
})

test('a file that makes no sense is not replaced by a new key', () => {
  openChargerKey(path())
  writeFileSync(path(), '{')
  expect(() => openChargerKey(path())).toThrow('restored or removed')
})
