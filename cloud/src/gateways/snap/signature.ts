import {
  createHash,
  createHmac,
  createSign,
  createVerify,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'

/**
 * The signatures of Bank Indonesia's SNAP. A body is hashed as it is sent: what we send is written by `JSON.stringify`,
 * which is minified already.
 */

/** base64( RSASSA-PKCS1-v1_5-SHA256( clientId | timestamp ) ): asks for a token. */
export function signTokenRequest(clientId: string, timestamp: string, privateKey: KeyObject): string {
  return createSign('RSA-SHA256').update(`${clientId}|${timestamp}`).sign(privateKey, 'base64')
}

export function isTokenRequestSigned(
  request: { readonly clientId: string; readonly timestamp: string; readonly signature: string },
  publicKey: KeyObject,
): boolean {
  return createVerify('RSA-SHA256')
    .update(`${request.clientId}|${request.timestamp}`)
    .verify(publicKey, request.signature, 'base64')
}

export interface SignedCall {
  readonly method: string
  /** From the root, without the host and without a query. */
  readonly path: string
  readonly body: string | Uint8Array
  /** `X-TIMESTAMP`, character by character. */
  readonly timestamp: string
}

/** base64( HMAC-SHA512( secret, METHOD:path:token:hex(sha256(body)):timestamp ) ). `token` is empty where none is used. */
export function signTransaction(call: SignedCall & { readonly token: string }, clientSecret: string): string {
  const { method, path, token, body, timestamp } = call
  return createHmac('sha512', clientSecret)
    .update(`${method}:${path}:${token}:${sha256Hex(body)}:${timestamp}`)
    .digest('base64')
}

/** Compared in constant time, case and all: base64 has both. */
export function isTransactionSigned(
  call: SignedCall & { readonly token: string; readonly signature: string },
  clientSecret: string,
): boolean {
  return isSameText(signTransaction(call, clientSecret), call.signature)
}

/** The scheme without a token: SHA256withRSA over METHOD:path:hex(sha256(body)):timestamp. */
export function isSignedByKey(
  call: SignedCall & { readonly signature: string },
  publicKey: KeyObject,
): boolean {
  return createVerify('RSA-SHA256')
    .update(`${call.method}:${call.path}:${sha256Hex(call.body)}:${call.timestamp}`)
    .verify(publicKey, call.signature, 'base64')
}

export function sha256Hex(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('hex')
}

/** Without telling by the time it takes how much of it was right. */
export function isSameText(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)]
  return left.length === right.length && timingSafeEqual(left, right)
}
