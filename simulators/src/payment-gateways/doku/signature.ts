import { createHash, createHmac } from 'node:crypto'

/** DOKU's own signature over the named lines; without a digest where there is no body. */
export function dokuSignature(
  request: {
    readonly clientId: string
    readonly requestId: string
    readonly timestamp: string
    readonly target: string
    readonly body: string | undefined
  },
  secretKey: string,
): string {
  const digest =
    request.body === undefined
      ? ''
      : `\nDigest:${createHash('sha256').update(request.body, 'utf8').digest('base64')}`
  const component =
    `Client-Id:${request.clientId}\nRequest-Id:${request.requestId}\n` +
    `Request-Timestamp:${request.timestamp}\nRequest-Target:${request.target}${digest}`
  return `HMACSHA256=${createHmac('sha256', secretKey).update(component).digest('base64')}`
}
