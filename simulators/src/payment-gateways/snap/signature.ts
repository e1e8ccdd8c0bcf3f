import { createHash, createHmac, createSign, createVerify, type KeyObject } from 'node:crypto'

/** SNAP's two signatures as a provider computes them. */

export function isTokenRequestSigned(
  request: { readonly clientId: string; readonly timestamp: string; readonly signature: string },
  merchantKey: KeyObject,
): boolean {
  const text = `${request.clientId}|${request.timestamp}`
  return createVerify('RSA-SHA256').update(text).verify(merchantKey, request.signature, 'base64')
}

export function signTokenRequest(clientId: string, timestamp: string, key: KeyObject): string {
  return createSign('RSA-SHA256').update(`${clientId}|${timestamp}`).sign(key, 'base64')
}

export function transactionSignature(
  call: {
    readonly method: string
    readonly path: string
    readonly token: string
    readonly body: string
    readonly timestamp: string
  },
  clientSecret: string,
): string {
  const hash = createHash('sha256').update(minified(call.body)).digest('hex').toLowerCase()
  const text = [call.method, call.path, call.token, hash, call.timestamp].join(':')
  return createHmac('sha512', clientSecret).update(text).digest('base64')
}

/** Without the white space between the tokens of a JSON text; what stands inside its strings stays. */
export function minified(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, text?: string) => text ?? '')
}
