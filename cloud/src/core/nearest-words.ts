/**
 * The words that somebody may have meant, the closest first, three at most: one slip of the finger away in a short word, two
 * in a longer one. Letters that changed places are one slip.
 */
export function nearestWords(written: string, words: Iterable<string>): string[] {
  const word = written.slice(0, longestWord)
  const slips = word.length <= 4 ? 1 : 2
  return [...words]
    .map((known) => ({ known, distance: distanceBetween(word, known) }))
    .filter(({ distance }) => distance <= slips)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ known }) => known)
}

/** Nothing that is longer is near any of our words. */
const longestWord = 24

/** Damerau and Levenshtein's, without moving a letter twice. */
function distanceBetween(one: string, other: string): number {
  let before: number[] = []
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1]
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      current[column] = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = previous
    previous = current
  }
  return previous[other.length] ?? 0
}
