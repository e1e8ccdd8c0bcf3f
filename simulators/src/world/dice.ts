import { seededRandom } from '@colok/shared/testing/seeded-random'
import type { Random } from '@colok/shared/time'

/**
 * A stream of chance of its own for each actor: leaving one actor out does not change what the others draw, which is
 * what makes a failing seed shrink.
 */
export class Dice {
  readonly random: Random

  constructor(seed: number, actor: string) {
    this.random = seededRandom(fingerprint(`${seed} ${actor}`))
  }

  chance(share: number): boolean {
    return this.random() < share
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1))
  }

  /** Waiting times of things that happen by themselves, `mean` on average; a whole number from 1 up. */
  exponential(mean: number): number {
    return Math.max(1, Math.round(-mean * Math.log(1 - this.random())))
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.between(0, choices.length - 1)] ?? choices[0]
  }

  /** One of the keys, each as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][]
    let left = this.random() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [key, weight] of entries) {
      left -= weight
      if (left < 0) return key
    }
    return entries[0]![0]
  }

  /** 32 random hexadecimal digits in the shape of a UUID. */
  id(): string {
    const digits = Array.from({ length: 4 }, () =>
      Math.floor(this.random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    ).join('')
    return [
      digits.slice(0, 8),
      digits.slice(8, 12),
      digits.slice(12, 16),
      digits.slice(16, 20),
      digits.slice(20),
    ].join('-')
  }
}

/** FNV-1a, so that neighbouring seeds and names begin far apart. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}
