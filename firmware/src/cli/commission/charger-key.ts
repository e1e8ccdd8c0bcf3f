import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { AtomicFile } from '../atomic-file.ts'

export interface Signature {
  readonly algorithm: 'Ed25519'
  /** Of the contents, in hex. What is signed are its 32 bytes. */
  readonly sha256: string
  /** SubjectPublicKeyInfo, base64. */
  readonly publicKey: string
  /** Base64. */
  readonly signature: string
}

/** The charger's own key; made at the first use, readable by its owner only. Throws the system's error. */
export function chargerKey(path: string): KeyObject {
  if (existsSync(path)) return createPrivateKey(readFileSync(path))
  mkdirSync(dirname(path), { recursive: true })
  const { privateKey } = generateKeyPairSync('ed25519')
  const file = new AtomicFile(path)
  try {
    file.commit(privateKey.export({ type: 'pkcs8', format: 'pem' }), { replace: false })
  } finally {
    file.discard()
  }
  return privateKey
}

export function signContents(contents: Uint8Array, key: KeyObject): Signature {
  const digest = createHash('sha256').update(contents).digest()
  return {
    algorithm: 'Ed25519',
    sha256: digest.toString('hex'),
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64'),
    signature: sign(null, digest, key).toString('base64'),
  }
}

/** Whether the signature is of these very contents, by the key that it names. */
export function isSignatureOf(contents: Uint8Array, { sha256, publicKey, signature }: Signature): boolean {
  const digest = createHash('sha256').update(contents).digest()
  if (digest.toString('hex') !== sha256) return false
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), type: 'spki', format: 'der' })
    return verify(null, digest, key, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}

/** Eight groups of four hex digits: short enough to be compared by telephone. */
export function keyFingerprint(publicKey: string): string {
  const hex = createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex')
  return hex.slice(0, 32).replace(/(....)(?=.)/g, '$1 ')
}
