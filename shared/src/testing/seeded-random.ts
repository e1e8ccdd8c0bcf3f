import type { Random } from '../time.ts'

/**
 * The same sequence for the same seed, on every machine: mulberry32, a 32-bit counter stepped by 0x6D2B79F5 and mixed
 * by two multiplications, with a period of 2^32. For replaying runs, never for secrets.
 *
 * @param seed its lowest 32 bits count; write it down when a run fails
 */
export function seededRandom(seed: number): Random {
  let counter = seed >>> 0
  return () => {
    counter = (counter + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(counter ^ (counter >>> 15), counter | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
