/**
 * A text that people typed, fit for one line of a message: no line breaks, no long gaps, not longer than `longest`, and a
 * dash where nothing is left of it.
 */
export function oneLine(text: string, longest: number): string {
  const line = text.replaceAll(/[\p{Cc}\p{Z}]+/gu, ' ').trim()
  return line.slice(0, longest) || '–'
}
