/** A column's name as the code has it: `price_idr_per_kwh` is `priceIdrPerKwh`. */
export function toCamelCase(column: string): string {
  return column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** A row out of its values and the names of its columns. */
export function named(columns: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  let index = 0
  for (const column of columns) row[column] = values[index++]
  return row
}
