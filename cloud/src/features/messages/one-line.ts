/** A text that people typed, fit for one line of a message: no line breaks, no long gaps, and not longer than `longest`. */
export function oneLine(text: string, longest: number): string {
  return text
    .replaceAll(/[\p{Cc}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, longest)
}
