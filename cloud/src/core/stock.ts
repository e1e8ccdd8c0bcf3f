/** Some of an item: one of it by its serial number, or so many that are only counted. */
export interface StockLine {
  readonly item: string
  /** Null for what is counted. */
  readonly serialNumber: string | null
  readonly quantity: number
}

/** What arrived otherwise than it was sent. */
export interface ReceivedDifference {
  readonly item: string
  readonly serialNumber: string | null
  readonly received: number
  readonly reason: string
}

/** Where what was sent ends: `here` with the recipient, or missing; what came beside it was missing until then. */
interface ReceivedMovement extends StockLine {
  readonly from: 'transit' | 'missing'
  readonly to: 'here' | 'missing'
  readonly reason: string | null
}

export type Receipt =
  | { readonly kind: 'accepted'; readonly movements: readonly ReceivedMovement[] }
  /** It is on the delivery note under no such name, twice in the receipt, or no difference at all. */
  | { readonly kind: 'refused'; readonly why: string }

const keyOf = ({ item, serialNumber }: Pick<StockLine, 'item' | 'serialNumber'>) =>
  JSON.stringify([item, serialNumber])

const named = ({ item, serialNumber }: Pick<StockLine, 'item' | 'serialNumber'>) =>
  serialNumber === null ? item : `${item} ${serialNumber}`

/** Whether some lines name the same thing twice; then nobody could say which of them arrived. */
export function namedTwice(lines: readonly Pick<StockLine, 'item' | 'serialNumber'>[]): string | undefined {
  const seen = new Set<string>()
  for (const line of lines) {
    if (seen.has(keyOf(line))) return named(line)
    seen.add(keyOf(line))
  }
  return undefined
}

/** What becomes of a delivery: what nobody says otherwise about has arrived as it was sent. */
export function receiptOf(sent: readonly StockLine[], differences: readonly ReceivedDifference[]): Receipt {
  const twice = namedTwice(differences)
  if (twice !== undefined) return { kind: 'refused', why: `${twice} is in the receipt twice.` }
  const byKey = new Map(differences.map((one) => [keyOf(one), one]))
  const movements: ReceivedMovement[] = []
  for (const line of sent) {
    const difference = byKey.get(keyOf(line))
    byKey.delete(keyOf(line))
    const received = difference?.received ?? line.quantity
    const reason = difference?.reason ?? null
    if (difference !== undefined && received === line.quantity)
      return { kind: 'refused', why: `${named(line)} arrived as it was sent: that is no difference.` }
    if (line.serialNumber !== null && received > 1)
      return { kind: 'refused', why: `There is only one ${named(line)}.` }
    movements.push(...movementsOf(line, { received, reason }))
  }
  const [unknown] = byKey.values()
  if (unknown !== undefined)
    return { kind: 'refused', why: `${named(unknown)} is not on the delivery note: count the stock instead.` }
  return { kind: 'accepted', movements }
}

function movementsOf(
  line: StockLine,
  { received, reason }: { readonly received: number; readonly reason: string | null },
): ReceivedMovement[] {
  const arrived = Math.min(received, line.quantity)
  const found: ReceivedMovement[] = [
    { ...line, quantity: arrived, from: 'transit', to: 'here', reason: null },
    { ...line, quantity: line.quantity - arrived, from: 'transit', to: 'missing', reason },
    { ...line, quantity: received - arrived, from: 'missing', to: 'here', reason },
  ]
  return found.filter(({ quantity }) => quantity > 0)
}

/** What was counted otherwise than the books say: `surplus` is negative for what is missing. */
export interface StockDifference extends Pick<StockLine, 'item' | 'serialNumber'> {
  readonly booked: number
  readonly counted: number
  readonly surplus: number
}

/** Compares books and count. `uncounted` names what the books have and nobody has counted: it is not taken for missing. */
export function compareStock(
  booked: readonly StockLine[],
  counted: readonly StockLine[],
): { readonly differences: readonly StockDifference[]; readonly uncounted: readonly string[] } {
  const counts = new Map(counted.map((line) => [keyOf(line), line]))
  const differences: StockDifference[] = []
  const uncounted: string[] = []
  for (const line of booked) {
    const count = counts.get(keyOf(line))
    counts.delete(keyOf(line))
    if (count === undefined) uncounted.push(named(line))
    else differences.push(differenceOf(line, line.quantity, count.quantity))
  }
  for (const line of counts.values()) differences.push(differenceOf(line, 0, line.quantity))
  return { differences: differences.filter(({ surplus }) => surplus !== 0), uncounted }
}

function differenceOf({ item, serialNumber }: StockLine, booked: number, counted: number): StockDifference {
  return { item, serialNumber, booked, counted, surplus: counted - booked }
}
