/** An answer that goes on for longer ends there: nobody reads it on a telephone, and pages have all of it. */
const mostParts = 4

/** A text in parts that a provider takes, broken between lines where that goes. `longest` is in UTF-16 units. */
export function partsOf(text: string, longest: number): string[] {
  const parts: string[] = []
  let left = text
  while (left.length > longest && parts.length < mostParts - 1) {
    const end = endOfPart(left, longest)
    parts.push(left.slice(0, end).trimEnd())
    left = left.slice(end).trimStart()
  }
  if (left.length > longest) parts.push(`${left.slice(0, endOfPart(left, longest - 2)).trimEnd()}\n…`)
  else if (left !== '') parts.push(left)
  return parts
}

/** After the last line that fits, else after the last word, else anywhere but within a character. */
function endOfPart(text: string, longest: number): number {
  for (const mark of ['\n', ' ']) {
    const end = text.lastIndexOf(mark, longest - 1) + 1
    if (end > longest / 2) return end
  }
  const isWithin = /[\ud800-\udbff]/.test(text[longest - 1] ?? '')
  return isWithin ? longest - 1 : longest
}
