import { createHash, createHmac } from 'node:crypto'

/** The parts of DOKU's own signature, the one outside SNAP. */
export interface DokuRequest {
  readonly clientId: string
  readonly requestId: string
  /** UTC without milliseconds: `2020-10-21T03:38:28Z`. */
  readonly timestamp: string
  /** The path alone. */
  readonly target: string
  /** Undefined for GET and DELETE. */
  readonly body: string | Uint8Array | undefined
}

/** `HMACSHA256=` and base64(HMAC-SHA256) over the named lines, without a line end at the end. */
export function signDoku(request: DokuRequest, secretKey: string): string {
  const lines = [
    `Client-Id:${request.clientId}`,
    `Request-Id:${request.requestId}`,
    `Request-Timestamp:${request.timestamp}`,
    `Request-Target:${request.target}`,
  ]
  if (request.body !== undefined)
    lines.push(`Digest:${createHash('sha256').update(request.body).digest('base64')}`)
  return `HMACSHA256=${createHmac('sha256', secretKey).update(lines.join('\n')).digest('base64')}`
}
