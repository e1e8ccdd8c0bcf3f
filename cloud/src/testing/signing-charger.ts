import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { joinOcmf, type NewOcmfReading, ocmfPayloadText } from '@colok/shared/ocmf'
import { type VendorMessage, type VendorMessageId, vendorRequest } from '@colok/shared/vendor'
import { testNow } from './test-cloud.ts'

/** What signs the readings of a post in a test: a key pair, and records by it. */
export class SigningKey {
  readonly spki: string
  readonly keyId: string
  readonly #privateKey: KeyObject

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const der = publicKey.export({ type: 'spki', format: 'der' })
    this.#privateKey = privateKey
    this.spki = der.toString('base64')
    this.keyId = createHash('sha256').update(der).digest('hex')
  }

  /** For MeterKey. */
  get told(): VendorMessage<'MeterKey'> {
    return { connectorId: 0, keyId: this.keyId, publicKey: this.spki }
  }

  /** A record of a session at CLK-0001's first socket; without `endWh` of its start alone. */
  record(session: { idTag: string; beginWh: number; endWh?: number; at?: number }): string {
    const { idTag, beginWh, endWh, at = testNow } = session
    const reading = (reason: 'B' | 'L', energyWh: number): NewOcmfReading => ({
      ...{ at: at + (reason === 'L' ? 60_000 : 0), timeState: 'S', reason, energyWh, substitute: false },
    })
    const payloadText = ocmfPayloadText({
      gateway: { identification: 'Colok Reference-1', serial: 'CLK-0001', version: '0.1.0' },
      page: 1,
      meter: { vendor: '', model: '', serial: '' },
      user: { level: 'HEARSAY', flags: ['RFID_PLAIN'], type: 'ISO14443', data: idTag },
      chargePointId: 'CLK-0001',
      connectorId: 1,
      readings: [reading('B', beginWh), ...(endWh === undefined ? [] : [reading('L', endWh)])],
    })
    return joinOcmf(payloadText, {
      SA: 'ECDSA-secp256r1-SHA256',
      SE: 'hex',
      SD: sign('sha256', Buffer.from(payloadText), this.#privateKey).toString('hex'),
      XK: this.spki,
    })
  }
}

/** A charger of a test, as far as it says something by DataTransfer. */
interface Caller {
  call(action: string, payload: object): Promise<unknown>
}

/** Sends one of our messages; resolves with the status that it was answered. */
export async function transfer<M extends VendorMessageId>(
  charger: Caller,
  messageId: M,
  message: VendorMessage<M>,
): Promise<string> {
  const answer = (await charger.call('DataTransfer', vendorRequest(messageId, message))) as { status: string }
  return answer.status
}
