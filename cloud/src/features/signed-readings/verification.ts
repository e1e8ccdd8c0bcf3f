import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { OcmfRecord } from '@colok/shared/ocmf'

/** The curves of OCMF 1.0 (table 22), by the name that OpenSSL has for them. All of them go with SHA-256. */
const curves: Readonly<Record<string, string>> = {
  'ECDSA-secp192k1-SHA256': 'secp192k1',
  'ECDSA-secp256k1-SHA256': 'secp256k1',
  'ECDSA-secp192r1-SHA256': 'prime192v1',
  'ECDSA-secp256r1-SHA256': 'prime256v1',
  'ECDSA-brainpool256r1-SHA256': 'brainpoolP256r1',
  'ECDSA-secp384r1-SHA256': 'secp384r1',
  'ECDSA-brainpool384r1-SHA256': 'brainpoolP384r1',
}

/** A public key in PEM, or SubjectPublicKeyInfo (DER) in base64. Undefined where it is none on an elliptic curve. */
export function readPublicKey(text: string): KeyObject | undefined {
  try {
    const key = text.includes('-----BEGIN')
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ec' ? key : undefined
  } catch {
    return undefined
  }
}

/** SHA-256 of a public key (SubjectPublicKeyInfo, DER), hexadecimal. */
export function keyIdOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
}

/** Whether a record was signed by this key, as it stands. */
export function isSignedBy({ payloadText, signature }: OcmfRecord, key: KeyObject): boolean {
  if (key.asymmetricKeyDetails?.namedCurve !== curves[signature.SA]) return false
  try {
    return verify('sha256', Buffer.from(payloadText), key, Buffer.from(signature.SD, signature.SE))
  } catch {
    return false
  }
}
