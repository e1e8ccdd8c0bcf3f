import type { ToldTransaction } from './accounting-central-system.ts'

/** What may flow unbilled in one session: until a silent meter is noticed (6 s at 1.2 kW), and the Wh of rounding. */
const unbilledWhPerSession = 4

/** What a charger has told, against what its sockets have delivered. One sentence for each thing that is wrong. */
export function checkBooks(
  transactions: readonly ToldTransaction[],
  deliveredWh: readonly number[],
): { billedWh: number; problems: readonly string[] } {
  const problems = transactions.flatMap((transaction, index) => checkTransaction(transaction, index + 1))
  for (const [index, delivered] of deliveredWh.entries()) {
    const own = transactions.filter(({ connectorId }) => connectorId === index + 1)
    const billed = own.reduce(
      (sum, { start, stop }) => sum + (stop ? stop.meterStop - start.meterStart : 0),
      0,
    )
    const where = `socket ${index + 1}: ${billed} Wh billed and ${delivered} Wh delivered in ${own.length} sessions`
    if (billed > delivered + own.length) problems.push(`${where}, which is too much`)
    if (delivered - billed > unbilledWhPerSession * Math.max(1, own.length))
      problems.push(`${where}, which is too little`)
    const byStart = [...own].sort((one, other) => one.start.timestamp.localeCompare(other.start.timestamp))
    for (const [next, { start }] of byStart.slice(1).entries()) {
      const before = byStart[next]?.stop
      if (before && start.meterStart < before.meterStop)
        problems.push(
          `socket ${index + 1} begins at ${start.meterStart} Wh what ended at ${before.meterStop} Wh`,
        )
    }
  }
  const billedWh = transactions.reduce(
    (sum, { start, stop }) => sum + (stop ? stop.meterStop - start.meterStart : 0),
    0,
  )
  return { billedWh, problems }
}

function checkTransaction({ start, stop }: ToldTransaction, id: number): string[] {
  if (stop === undefined) return [`transaction ${id} was never stopped`]
  const problems: string[] = []
  if (stop.meterStop < start.meterStart) problems.push(`transaction ${id} gives energy back`)
  if (stop.timestamp < start.timestamp) problems.push(`transaction ${id} ends before it begins`)
  return problems
}
