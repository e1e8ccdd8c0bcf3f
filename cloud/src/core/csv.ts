/** RFC 4180: a quoted field may hold commas, line ends and doubled quotes. Empty lines are left out. */
export function readCsv(text: string): string[][] {
  const lines: string[][] = []
  let fields: string[] = []
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y
  const content = text.replace(/^\uFEFF/, '')
  while (field.lastIndex < content.length) {
    const found = field.exec(content)
    if (found === null) break
    fields.push(found[1] === undefined ? (found[2] ?? '') : found[1].replaceAll('""', '"'))
    if (found[3] !== ',') {
      if (fields.some((value) => value !== '')) lines.push(fields)
      fields = []
    }
  }
  return lines
}
