/** What OCPP messages cost on a mobile network: WebSocket, TLS 1.3 and TCP over IPv4 around each of them. */

/** A record of TLS 1.3: header, content type and authentication tag (RFC 8446 §5.2). */
const tlsRecordBytes = 22
/** TCP with timestamps, and IPv4. */
const segmentHeaderBytes = 52
const segmentPayloadBytes = 1_348

/** One message in a segment of its own, and the acknowledgement that it draws. */
export function messageBytes(textBytes: number, from: 'charger' | 'centralSystem'): number {
  // RFC 6455 §5.2: only what a client sends is masked.
  const frameBytes = textBytes + (textBytes < 126 ? 2 : 4) + (from === 'charger' ? 4 : 0)
  const recordBytes = frameBytes + tlsRecordBytes
  const segments = Math.ceil(recordBytes / segmentPayloadBytes)
  return recordBytes + segments * 2 * segmentHeaderBytes
}

/** A ping and its pong, both empty. */
export const pingBytes = messageBytes(0, 'charger') + messageBytes(0, 'centralSystem')
