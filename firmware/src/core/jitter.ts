/**
 * A number in [0, 1) that each boot of each charger has for itself: what happens to all of them at once does not bring
 * them all back at once. The same for the same parts, since the core has no dice.
 */
export function jitter(bootId: string, ...parts: readonly number[]): number {
  // FNV-1a over the text (32 bits), stirred once more, since neighbours would stay neighbours.
  let hash = 0x811c9dc5
  for (const letter of `${bootId} ${parts.join(' ')}`) {
    hash ^= letter.codePointAt(0) ?? 0
    hash = Math.imul(hash, 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32
}
