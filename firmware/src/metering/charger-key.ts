import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { join } from 'node:path'
import { joinOcmf, type NewOcmfRecord, ocmfPayloadText } from '@colok/shared/ocmf'
import { z } from 'zod'
import { readPrivately, writePrivately } from '../store/private-file.ts'
import type { ReadingSigner } from './contract.ts'

/** Where the key lies in a charger's data folder. */
export function pathOfChargerKey(dataDir: string): string {
  return join(dataDir, 'metering', 'key.json')
}

const keySchema = z.strictObject({ keyPem: z.string() })

/**
 * This charger's own key for meter readings (ECDSA on P-256), made at the first start. It never leaves its file, which
 * only this user can read. Throws a PrivateFileError when the file makes no sense, or cannot be written.
 */
export function openChargerKey(path: string): ReadingSigner {
  const { keyPem } = readPrivately(path, keySchema) ?? make(path)
  const key = createPrivateKey(keyPem)
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const spki = der.toString('base64')
  return {
    publicKey: { keyId: createHash('sha256').update(der).digest('hex'), spki },
    async sign(record: NewOcmfRecord) {
      const payloadText = ocmfPayloadText(record)
      const signature = sign('sha256', Buffer.from(payloadText), key)
      return joinOcmf(payloadText, {
        SA: 'ECDSA-secp256r1-SHA256',
        SE: 'hex',
        SD: signature.toString('hex'),
        XK: spki,
      })
    },
  }
}

function make(path: string): z.infer<typeof keySchema> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const made = { keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
  writePrivately(path, made)
  return made
}
