import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Each purpose has a key of its own, so that what was sealed for one opens for no other. */
type Purpose =
  | 'person key'
  | 'personal data'
  | 'alert contact'
  | 'bank account'
  | 'certificate authority'
  | 'fault report'
  | 'refund claim'
  | 'message'
  | 'recipients'
  | 'wallet link'
  | 'webhook'

const ivBytes = 12
const tagBytes = 16

/** Encrypts what has to be read again (AES-256-GCM under a key derived from the system's secret): base64 of iv, tag, text. */
export function seal(text: string, secret: string, purpose: Purpose): string {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', keyFor(secret, purpose), iv)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64')
}

/** Throws when it was sealed under another secret, for another purpose, or was changed since. */
export function unseal(sealed: string, secret: string, purpose: Purpose): string {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', keyFor(secret, purpose), bytes.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
  return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString(
    'utf8',
  )
}

/** Of each purpose the key that was made last: making it takes half as long as sealing itself, and a system has one secret. */
const keys = new Map<Purpose, { readonly secret: string; readonly key: Buffer }>()

function keyFor(secret: string, purpose: Purpose): Buffer {
  const known = keys.get(purpose)
  if (known?.secret === secret) return known.key
  const key = Buffer.from(hkdfSync('sha256', secret, '', `colok ${purpose}`, 32))
  keys.set(purpose, { secret, key })
  return key
}
