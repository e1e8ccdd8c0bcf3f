import { hmac } from '@noble/hashes/hmac'
import { sha256 } from '@noble/hashes/sha2'
import type { Instant } from './time.ts'

/**
 * How long a code stands on a display. Nobody copies it onto a sticker, and whoever reads it there and then on a page has
 * time for both.
 */
export const postCodePeriodMs = 10 * 60_000

/**
 * The four digits that a post shows and that its page shows: who sees others has scanned a fraud's sticker. A TOTP (RFC 6238
 * with HMAC-SHA-256), so that a post without a network shows the right one. `secret` is the post's own, as hexadecimal.
 */
export function postCode(secret: string, at: Instant): string {
  const counter = new Uint8Array(8)
  new DataView(counter.buffer).setBigUint64(0, BigInt(Math.floor(at / postCodePeriodMs)))
  const digest = hmac(sha256, bytesOf(secret), counter)
  // RFC 4226 §5.3: 31 bits from where the last half byte says.
  const offset = (digest.at(-1) ?? 0) & 0xf
  const number = new DataView(digest.buffer, digest.byteOffset).getUint32(offset) & 0x7fff_ffff
  return String(number % 10_000).padStart(4, '0')
}

/** How long the code of an instant still stands. */
export function postCodeLeftMs(at: Instant): number {
  return postCodePeriodMs - (((at % postCodePeriodMs) + postCodePeriodMs) % postCodePeriodMs)
}

function bytesOf(hexadecimal: string): Uint8Array {
  const bytes = new Uint8Array(hexadecimal.length / 2)
  for (let at = 0; at < bytes.length; at += 1)
    bytes[at] = Number.parseInt(hexadecimal.slice(2 * at, 2 * at + 2), 16)
  return bytes
}
