/**
 * Lists of values in statements of the message path, which are prepared once for each text: so there are few lengths, each
 * four times the one before.
 */
const lengths = [64, 16, 4, 1] as const

/** The values in as few lists as their lengths allow. */
export function inLists<Value>(values: readonly Value[]): (readonly Value[])[] {
  const lists: (readonly Value[])[] = []
  let from = 0
  for (const length of lengths)
    for (; from + length <= values.length; from += length) lists.push(values.slice(from, from + length))
  return lists
}

const places = new Map<number, string>(lengths.map((length) => [length, Array(length).fill('?').join(', ')]))

/** What stands for one of these lists between the brackets of `in (…)`. */
export function placesOf(list: readonly unknown[]): string {
  const text = places.get(list.length)
  if (text === undefined) throw new RangeError(`No statement takes a list of ${list.length} values.`)
  return text
}
