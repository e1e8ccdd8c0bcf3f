/**
 * Puts something else in the place of each `?` of a statement, but in quotes.
 *
 * @param instead given the number of the parameter, from 1
 */
export function replacePlaceholders(statement: string, instead: (number: number) => string): string {
  let count = 0
  return statement.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\?/g, (token) => {
    if (token !== '?') return token
    count += 1
    return instead(count)
  })
}
