/** A line of RFC 4180: numbers as they are, everything else as quoted text, nothing for null. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`
}

/** A spreadsheet takes what begins like a formula for one, so that is told by an apostrophe that it is text. */
function cellOf(value: unknown): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}
